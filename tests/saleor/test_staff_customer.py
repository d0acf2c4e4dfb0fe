"""On the page of a customer: what is registered in the wallet, as Toss has it now."""

import time

import pytest

from .helpers import pay
from .wallets import manage

pytest_plugins = ["tests.saleor.copies"]
pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture(autouse=True)
def _english(settings):
    from django.core.cache import cache

    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    cache.clear()


@pytest.fixture
def wallet(member, toss, buyer):
    """Of a buyer who has paid once with a card."""
    from saleor_brandpay.models import Customer

    pay(member.fill(), toss)
    toss.forget_requests()
    return Customer.objects.get(user_pk=buyer.pk)


@pytest.fixture
def shown(buyer):
    import graphene

    def body(staff=1, **values):
        from saleor_brandpay.adapters.saleor.staff_token import StaffReader
        from saleor_brandpay.http.staff import customer

        reader = StaffReader(
            **{
                "user_pk": staff,
                "permissions": frozenset(),
                "channel_pks": None,
                "language": "en",
                "is_framed": True,
                **values,
            }
        )
        return customer.body(reader, graphene.Node.to_global_id("User", buyer.pk))

    return body


def asked(toss):
    return [one["path"] for one in toss.requests()]


def test_what_is_registered_now(wallet, shown, toss, settings):
    html = shown()
    assert "Registered methods</dt><dd>SHINHAN card 000* (default)</dd>" in html
    assert len(asked(toss)) == 1
    settings.BRANDPAY_STAFF_LANGUAGE = "ko"
    assert "등록된 결제수단</dt><dd>신한카드 000* (기본)</dd>" in shown()
    assert len(asked(toss)) == 1, "within a minute it is not asked again"


def test_the_buyers_own_name_of_a_card_is_not_shown(wallet, shown, toss):
    manage(toss, wallet.customer_key, "rename_method", alias="비밀 카드")
    assert "비밀 카드" not in shown()


def test_no_key_is_shown(wallet, shown):
    from saleor_brandpay.core.wallet import method_cache

    html = shown()
    (method,) = method_cache.get(wallet)
    assert not [one for one in (wallet.customer_key, method.id, method.key) if one in html]


def test_nothing_is_registered_any_more(wallet, shown, toss):
    manage(toss, wallet.customer_key, "remove_method")
    html = shown()
    assert "Registered methods</dt><dd>none</dd>" in html
    assert "Used in recent payments" in html


@pytest.mark.parametrize("kind", ["http_500", "drop_before", "malformed", "http_429"])
def test_toss_is_down_and_the_page_says_so(wallet, shown, toss, kind):
    toss.fault("methods", kind, times=None)
    html = shown()
    assert "Not read: Toss does not answer" in html
    assert "Used in recent payments" in html


def test_toss_hangs_and_the_page_waits_no_longer_than_a_page(wallet, shown, toss, monkeypatch):
    monkeypatch.setattr("saleor_brandpay.core.wallet.list_methods.PAGE_SECONDS", 0.3)
    toss.fault("methods", "hang", times=None, seconds=3)
    began = time.monotonic()
    assert "Not read" in shown()
    assert time.monotonic() - began < 2.5


def test_staff_never_hold_all_that_buyers_may(wallet, shown, toss, monkeypatch):
    """Beside each other they take half of it; whoever comes then is answered at once (M21)."""
    from saleor_brandpay.api.asking import Caller, asked_by
    from saleor_brandpay.core.wallet import list_methods

    seen, read = [], list_methods.read

    def reading(*args, **values):
        seen.append(asked_by.get())
        return read(*args, **values)

    monkeypatch.setattr(list_methods, "read", reading)
    shown()
    assert seen == [Caller.VISITOR]
    assert asked_by.get() is Caller.BUYER


def test_staff_spend_their_own_calls_and_not_the_buyers(wallet, shown, toss, settings, later):
    """M22: who looks too often sees no list, others do, and the buyer's own page does."""
    from saleor_brandpay.clock import now
    from saleor_brandpay.core import limits

    later(limits.SECONDS - now().timestamp() % limits.SECONDS + 1)
    settings.BRANDPAY_CALLS_PER_BUYER = 2
    for _ in range(3):
        html = shown()
        later(61)
    assert "was asked too often" in html
    assert len(asked(toss)) == 2
    assert "SHINHAN" in shown(staff=2)
    assert limits.spend(2, buyer=wallet.customer_key)


def test_closed_wallet_is_not_asked_for(wallet, shown, toss):
    from saleor_brandpay.clock import now

    wallet.withdrawn_at = now()
    wallet.save()
    html = shown()
    assert "Closed" in html
    assert "Registered" not in html
    assert asked(toss) == []


def test_copy_of_the_shop_does_not_ask(live, wallet, shown, toss, move):
    move()
    html = shown()
    assert "Not read: it belongs to another shop" in html
    assert asked(toss) == []


def test_staff_of_another_channel_make_nobody_ask(wallet, shown, toss):
    assert "no Brandpay wallet" in shown(channel_pks=frozenset())
    assert asked(toss) == []


def test_guests_and_strangers_make_nobody_ask(member, toss, shown):
    assert "no Brandpay wallet" in shown()
    assert asked(toss) == []
