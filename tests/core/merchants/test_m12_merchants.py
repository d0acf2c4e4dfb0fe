"""M12: merchants are rows; what was paid there is refunded there."""

from collections.abc import Callable

import pytest

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.attempts import queries
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.confirm.read_back import Seen, read
from saleor_brandpay.core.installation.identity import current
from saleor_brandpay.core.merchants import crypto, merchants
from saleor_brandpay.core.refunds.result import RefundOutcome
from saleor_brandpay.models import Attempt, Merchant, MerchantSecret
from tests.core.shop import Shop

OTHER_CLIENT = "test_ck_" + "another1" * 3
OTHER_SECRET = "test_sk_" + "another2" * 3
NEW_SECRET = "test_sk_" + "reissued" * 3


def test_secret_is_kept_encrypted(shop: Shop) -> None:
    merchant = shop.merchant()
    row = MerchantSecret.objects.get()
    assert shop.secret_key not in row.ciphertext
    assert crypto.decrypt(row.ciphertext) == Secret(shop.secret_key)
    assert shop.merchant() == merchant
    assert MerchantSecret.objects.count() == 1


def test_refund_with_the_secret_that_replaced_the_old_one(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert shop.held() == 10000


def test_rolled_back_refund_is_found_across_a_new_secret(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    first = shop.refund(attempt, 5000)
    first.refund.delete()
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    again = shop.refund(attempt, 5000)
    assert (again.outcome, shop.held()) == (RefundOutcome.DONE, 10000)


def test_refund_across_a_new_secret_waits_for_a_read(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    shop.sandbox.fault("payment", "http_500", times=1)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    assert shop.cancels() == []
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE


def test_refund_after_the_channel_moved_to_another_mid(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.add_keys(OTHER_CLIENT, OTHER_SECRET, "othermid")
    shop.client_key, shop.secret_key = OTHER_CLIENT, OTHER_SECRET
    other = shop.open(shop.bill())
    assert other.merchant != attempt.merchant
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE


def test_confirm_across_a_new_secret_reads_first(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    confirms = len(shop.confirms())
    assert isinstance(shop.resume(bill, returned), Paid)
    assert len(shop.confirms()) == confirms
    assert shop.held() == 15000


def test_confirm_of_an_unapproved_payment_across_a_new_secret(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    assert isinstance(shop.resume(bill, returned), Paid)


def test_abandoned_window_ends_though_its_secret_was_replaced(shop: Shop, time) -> None:  # type: ignore[no-untyped-def]
    """Else a worker would look at it for ever."""
    abandoned = shop.open(shop.bill())
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    time.advance(66 * 60)
    assert seen(abandoned) is Seen.UNAPPROVED, "the new secret has shown nothing of this merchant"
    shop.paid(shop.bill())
    assert seen(abandoned) is Seen.CLOSED


def test_abandoned_window_ends_after_a_week_in_any_case(shop: Shop, time) -> None:  # type: ignore[no-untyped-def]
    abandoned = shop.open(shop.bill())
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    time.advance(7 * 86400 + 5)
    assert seen(abandoned) is Seen.CLOSED


def seen(attempt: Attempt) -> Seen:
    attempt = queries.all_attempts().get(pk=attempt.pk)
    return read(attempt, merchants.client(attempt.merchant), Deadline.after(5)).seen


def test_old_secret_in_another_channel_changes_nothing(shop: Shop) -> None:
    old = shop.secret_key
    shop.merchant()
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    assert shop.merchant().current_secret.fingerprint == crypto.fingerprint(Secret(NEW_SECRET))  # type: ignore[union-attr]
    merchants.save(shop.client_key, Secret(old))
    assert shop.merchant().current_secret.fingerprint == crypto.fingerprint(Secret(old))  # type: ignore[union-attr]


def test_foreign_pair_is_named(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """Both keys exist at Toss, but are not a pair."""
    shop.sandbox.add_keys(OTHER_CLIENT, OTHER_SECRET, "othermid")
    shop.client_key = OTHER_CLIENT
    bill = shop.bill()
    outcome = shop.resume(bill, shop.buy(shop.open(bill)))
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem
    assert "not a pair" in caplog.text
    assert OTHER_CLIENT in caplog.text
    assert shop.secret_key not in caplog.text


def test_merchant_without_a_secret(db: None) -> None:
    from saleor_brandpay.clock import now

    merchant = Merchant.objects.create(
        client_key="test_ck_x", installation=current(), created_at=now()
    )
    assert str(merchant) == "test_ck_x…"
    with pytest.raises(crypto.NoSecret):
        merchants.client(merchant)


def test_secret_whose_encryption_key_is_lost(other_keys: Callable[[], None], shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    other_keys()
    with pytest.raises(crypto.Unreadable):
        shop.refund(attempt, 5000)


def test_lost_encryption_key_sends_no_confirm_elsewhere(
    other_keys: Callable[[], None], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was paid cannot be read: nor does this process hold the secret by itself."""
    old = shop.bill()
    shop.paid(old)
    other_keys()
    monkeypatch.setattr(merchants, "hold", merchants.fingerprint)
    outcome = shop.start(shop.bill(of=old))
    assert isinstance(outcome, Failed)
