"""M12: a secret becomes a merchant's current one once Toss has accepted it."""

from __future__ import annotations

import socket

import pytest
from django.core.cache import cache

from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.errors import Refused
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.confirm.context import Paid
from saleor_brandpay.core.merchants import crypto, merchants, secret_check
from saleor_brandpay.core.merchants.secret_check import Verdict
from saleor_brandpay.core.refunds.result import RefundOutcome
from saleor_brandpay.models import Merchant, MerchantSecret
from tests.core.shop import MovingClock, Shop

WRONG = "test_sk_" + "X" * 28
NEW = "test_sk_" + "reissued" * 3
LIVE_CLIENT, LIVE = "live_ck_" + "L" * 28, "live_sk_" + "L" * 28
OTHER_CLIENT, OTHER_LIVE = "live_ck_" + "M" * 28, "live_sk_" + "M" * 28


def held_by(shop: Shop, secret: str) -> Merchant:
    """A request on a process that is configured with this secret."""
    return merchants.configured(shop.client_key, Secret(secret))


def current(merchant: Merchant) -> Secret:
    secret = Merchant.objects.get(pk=merchant.pk).current_secret
    assert secret
    return crypto.decrypt(secret.ciphertext)


def checks(shop: Shop) -> int:
    return len(shop.sandbox.requests("bp-check"))


def live(shop: Shop) -> None:
    shop.sandbox.add_keys(LIVE_CLIENT, LIVE, "livemid")
    shop.client_key, shop.secret_key = LIVE_CLIENT, LIVE


def test_wrong_process_changes_nothing_for_the_others(shop: Shop) -> None:
    right = shop.merchant()
    wrong = held_by(shop, WRONG)
    assert wrong.current_secret == right.current_secret, "and pays with the right one"
    assert current(right) == Secret(shop.secret_key)
    bill = shop.bill()
    assert isinstance(shop.resume(bill, shop.buy(shop.open(bill))), Paid)


def test_wrong_process_is_written_down_and_asks_seldom(shop: Shop, time: MovingClock) -> None:
    shop.merchant()
    for _ in range(5):
        held_by(shop, WRONG)
    row = MerchantSecret.objects.get(fingerprint=crypto.fingerprint(Secret(WRONG)))
    assert (row.refused_code, row.refused_host) == ("UNAUTHORIZED_KEY", socket.gethostname()[:64])
    assert row.ciphertext == "", "somebody else's secret is not kept"
    assert checks(shop) == 1
    time.advance(301)
    cache.clear()
    held_by(shop, WRONG)
    assert checks(shop) == 2


def test_secret_that_becomes_active_later_is_taken_up(shop: Shop, time: MovingClock) -> None:
    shop.merchant()
    held_by(shop, NEW)
    shop.sandbox.add_keys(shop.client_key, NEW)
    time.advance(301)
    cache.clear()
    assert current(held_by(shop, NEW)) == Secret(NEW)
    row = MerchantSecret.objects.get(fingerprint=crypto.fingerprint(Secret(NEW)))
    assert (row.refused_at, row.refused_code, row.refused_host) == (None, "", "")


def test_new_secret_is_accepted_with_one_call_and_none_later(shop: Shop) -> None:
    shop.merchant()
    shop.sandbox.add_keys(shop.client_key, NEW)
    merchant = held_by(shop, NEW)
    assert current(merchant) == Secret(NEW)
    for secret in (NEW, shop.secret_key, NEW):
        held_by(shop, secret)
    assert current(merchant) == Secret(NEW)
    assert checks(shop) == 1


def test_toss_is_silent_about_a_new_secret(shop: Shop) -> None:
    """The shop goes on with the one it has, and asks again in a while."""
    merchant = shop.merchant()
    shop.sandbox.add_keys(shop.client_key, NEW)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=1)
    for _ in range(3):
        assert current(held_by(shop, NEW)) == Secret(shop.secret_key)
    assert checks(shop) == 1
    assert not MerchantSecret.objects.filter(refused_at__isnull=False).exists()
    cache.clear()
    assert current(held_by(shop, NEW)) == Secret(NEW)
    assert merchant.secrets.count() == 2


def test_shop_whose_first_secret_nobody_has_accepted(shop: Shop) -> None:
    with pytest.raises(crypto.NoSecret):
        held_by(shop, WRONG)
    with pytest.raises(crypto.NoSecret):
        held_by(shop, WRONG)
    assert checks(shop) == 1
    assert current(held_by(shop, shop.secret_key)) == Secret(shop.secret_key)


def test_secret_of_another_mid_is_not_this_merchants(shop: Shop) -> None:
    """Toss knows it: only that it shows none of our payments tells."""
    live(shop)
    attempt = shop.paid(shop.bill())
    shop.sandbox.add_keys(OTHER_CLIENT, OTHER_LIVE, "othermid")
    held_by(shop, OTHER_LIVE)
    assert current(attempt.merchant) == Secret(LIVE)
    row = MerchantSecret.objects.get(fingerprint=crypto.fingerprint(Secret(OTHER_LIVE)))
    assert row.refused_code == secret_check.OTHER_MERCHANT
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE


def test_reissued_live_secret_shows_the_payments_of_before(shop: Shop) -> None:
    live(shop)
    attempt = shop.paid(shop.bill())
    shop.sandbox.add_keys(LIVE_CLIENT, "live_sk_" + "N" * 28, "livemid")
    held_by(shop, "live_sk_" + "N" * 28)
    assert current(attempt.merchant) == Secret("live_sk_" + "N" * 28)


def test_test_payments_may_have_been_wiped(shop: Shop) -> None:
    shop.paid(shop.bill())
    shop.sandbox.reset()
    shop.sandbox.add_keys(shop.client_key, NEW)
    assert secret_check.check(shop.merchant(), Secret(NEW)).verdict is Verdict.ACCEPTED


def test_answer_that_nobody_knows_is_no_word_for_a_secret(shop: Shop, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def refused(*args: object, **kwargs: object) -> None:
        raise Refused("no", code="A_NEW_CODE", http_status=403)

    monkeypatch.setattr(BrandpayClient, "payment_by_order_id", refused)
    assert secret_check.check(None, Secret(NEW)).verdict is Verdict.UNKNOWN


def test_cache_is_down(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no cache server")

    shop.merchant()
    monkeypatch.setattr(cache, "add", broken)
    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "set", broken)
    for _ in range(3):
        held_by(shop, WRONG)
    assert checks(shop) == 1, "a refusal is in the row"
