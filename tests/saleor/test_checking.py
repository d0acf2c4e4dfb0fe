"""Paid or not? Until Toss has said so a storefront is told CHECKING, by a code (M5, M6)."""

import pytest

from .helpers import held, nothing_taken, paid_order
from .hooks import blind, no_answers
from .test_bad_input import assert_told, opened, speaker  # noqa: F401
from .test_one_touch import choose, one_touch, stored  # noqa: F401

pytestmark = pytest.mark.usefixtures("webhooks")


def test_unknown_is_told_by_its_code_until_it_is_paid(speaker, staff, toss):  # noqa: F811
    returned = toss.buyer(opened(speaker).data)
    no_answers(toss)
    for data in (returned, returned, None):
        answer = speaker.complete(data)
        assert answer.is_checking
        assert not answer.confirmation_needed
        assert_told(speaker, answer)
    toss.mend()
    paid_order(staff, toss, speaker.complete(returned), 15000)


def test_unknown_ends_with_the_refusal(member, staff, toss):
    returned = toss.buyer(opened(member).data)
    toss.fault("confirm", "drop_before", times=None)
    blind(toss)
    assert member.complete(returned).is_checking
    toss.mend()
    toss.force_status(returned["paymentKey"], "ABORTED")
    refused = member.complete(returned)
    assert refused.confirmation_needed
    assert refused.error
    assert refused.order_id != returned["orderId"]
    paid_order(staff, toss, member.complete(toss.buyer(refused.data)), 15000)


def test_refusal_is_not_being_checked(member, toss):
    """The cart got cheaper: nothing is taken, and nobody has to wait to be told."""
    member.fill({"cup": 2}).payment_create()
    returned = toss.buyer(member.complete().data)
    member.change(0, 1)
    answer = member.complete(returned)
    assert [error["code"] for error in answer.errors] == ["PAYMENT_ERROR"]
    assert not answer.is_checking
    nothing_taken(toss)


@pytest.mark.parametrize("obstacle", ["PRICES_STALE", "NO_TAXES"])
def test_prices_that_nobody_knows_are_no_refusal_of_what_may_be_taken(
    obstacle, member, staff, toss, monkeypatch
):
    """The cart was changed in the moment before the hook, and the first answer was lost."""
    from saleor_brandpay.adapters.payments_api import source
    from saleor_brandpay.core.messages import problems

    returned = toss.buyer(opened(member).data)
    no_answers(toss)
    assert member.complete(returned).is_checking
    toss.mend()
    with monkeypatch.context() as patch:
        patch.setattr(source, "_obstacle", lambda _holder: getattr(problems, obstacle))
        assert member.complete(returned).is_checking
    paid_order(staff, toss, member.complete(returned), 15000)


def test_toss_that_was_not_reached_is_not_being_checked(member, staff, toss, settings):
    """Nothing has left this host."""
    returned = toss.buyer(opened(member).data)
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    answer = member.complete(returned)
    assert answer.errors
    assert not answer.is_checking
    del settings.BRANDPAY_API_URL
    paid_order(staff, toss, member.complete(returned), 15000)


def test_defect_of_ours_is_being_checked(member, staff, toss, monkeypatch):
    from saleor_brandpay.core.confirm import confirm

    def broken(*args, **kwargs):
        raise RuntimeError("a defect")

    returned = toss.buyer(opened(member).data)
    with monkeypatch.context() as patched:
        patched.setattr(confirm, "confirm", broken)
        assert member.complete(returned).is_checking
    paid_order(staff, toss, member.complete(returned), 15000)


def test_charge_without_a_window_is_being_checked(member, staff, toss, stored):  # noqa: F811
    before = held(toss)
    ready = choose(member.fill(), stored)
    toss.fault("auto", "drop_after", times=None)
    blind(toss)
    for data in (ready.charge, ready.charge, {"methodId": stored}, None):
        assert member.complete(data).is_checking
    toss.mend()
    answer = member.complete()
    assert answer.order
    assert held(toss) == before + 15000
