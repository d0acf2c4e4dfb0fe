"""Toss is away, slow or talking nonsense: unknown is a state, and only Toss ends it (M5, M14)."""

import time

import pytest

from .helpers import approved, held, nothing_taken, paid_order, refunded
from .test_bad_input import assert_told, opened

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture(params=["KO", "EN"])
def speaker(request, member):
    member.language = request.param
    return member


def no_read_back(toss, **extra) -> None:
    toss.fault("payment", "drop_before", times=None, **extra)
    toss.fault("payment_by_order_id", "drop_before", times=None, **extra)


def test_unreachable(speaker, staff, toss, settings):
    returned = toss.buyer(opened(speaker).data)
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert_told(speaker, speaker.complete(returned))
    nothing_taken(toss)
    del settings.BRANDPAY_API_URL
    paid_order(staff, toss, speaker.complete(returned), 15000)


def test_unreachable_does_not_close_the_window(member, toss, settings):
    """Opening a window needs no Toss at all."""
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert opened(member).confirmation_needed


def test_slower_than_the_deadline(speaker, staff, toss, settings):
    returned = toss.buyer(opened(speaker).data)
    settings.BRANDPAY_DEADLINE = "2"
    toss.fault("confirm", "slow", seconds=5)
    began = time.monotonic()
    answer = speaker.complete(returned)
    assert time.monotonic() - began < 4
    assert_told(speaker, answer)
    assert answer.is_checking
    toss.mend()
    del settings.BRANDPAY_DEADLINE
    paid_order(staff, toss, speaker.complete(returned), 15000)


@pytest.mark.parametrize("kind", ["hang", "drop_before", "http_500", "html_502", "http_409"])
def test_no_usable_answer_and_nothing_taken(speaker, staff, toss, settings, kind):
    returned = toss.buyer(opened(speaker).data)
    settings.BRANDPAY_DEADLINE = "3"
    toss.fault("confirm", kind, times=None)
    first = speaker.complete(returned)
    assert_told(speaker, first)
    assert first.is_checking
    toss.mend()
    again = speaker.complete(returned)
    paid_order(staff, toss, again, 15000)


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "malformed"])
def test_approved_but_the_answer_is_useless(member, staff, toss, kind):
    """The payment is read back at once: the buyer notices nothing."""
    returned = toss.buyer(opened(member).data)
    toss.fault("confirm", kind)
    paid_order(staff, toss, member.complete(returned), 15000)


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "malformed"])
def test_approved_and_unreadable_for_a_while(speaker, staff, toss, kind):
    returned = toss.buyer(opened(speaker).data)
    toss.fault("confirm", kind, times=None)
    no_read_back(toss)
    for data in (returned, returned, None):
        answer = speaker.complete(data)
        assert_told(speaker, answer)
        assert answer.is_checking
    assert held(toss) == 15000
    toss.mend()
    paid_order(staff, toss, speaker.complete(), 15000)


def test_unknown_is_no_reason_to_show_a_window(member, toss):
    returned = toss.buyer(opened(member).data)
    toss.fault("confirm", "drop_after", times=None)
    no_read_back(toss)
    for data in (returned, None, {"code": "PAY_PROCESS_CANCELED", "message": "-"}):
        answer = member.complete(data)
        assert answer.order is None
        assert not answer.data.get("payment")


def test_done_with_another_amount(speaker, staff, toss):
    """The answer lies, the payment as read is right: it stands."""
    returned = toss.buyer(opened(speaker).data)
    toss.fault("confirm", "wrong_amount")
    paid_order(staff, toss, speaker.complete(returned), 15000)


def test_done_with_another_amount_that_stands(speaker, toss):
    """Toss holds a sum that nobody asked for: it goes back in full, and the buyer is told."""
    returned = toss.buyer(opened(speaker).data)
    toss.fault("confirm", "wrong_amount")
    toss.fault("payment", "wrong_amount", times=None)
    toss.fault("payment_by_order_id", "wrong_amount", times=None)
    answer = speaker.complete(returned)
    assert_told(speaker, answer)
    from saleor.payment.models import Payment

    assert not Payment.objects.filter(captured_amount__gt=0).exists()
    toss.mend()
    speaker.complete(returned)
    assert held(toss) == 0
    assert refunded(toss) == [15000]


def test_done_with_another_order_id(member, staff, toss):
    returned = toss.buyer(opened(member).data)
    toss.fault("confirm", "wrong_order")
    paid_order(staff, toss, member.complete(returned), 15000)


def test_aborted_after_an_unknown_confirm(speaker, staff, toss):
    """Toss ends it: the buyer may pay anew."""
    returned = toss.buyer(opened(speaker).data)
    toss.fault("confirm", "drop_before", times=None)
    no_read_back(toss)
    assert speaker.complete(returned).is_checking
    toss.mend()
    toss.call("POST", f"payments/{returned['paymentKey']}/status", {"status": "ABORTED"})
    again = speaker.complete(returned)
    assert again.order is None
    if not again.confirmation_needed:
        again = speaker.complete()
    paid_order(staff, toss, speaker.complete(toss.buyer(again.data)), 15000)


def test_refunded_in_the_console_before_saleor_knew(member, toss):
    """Approved, unknown to Saleor, refunded by hand: CANCELED is not a capture (M9)."""
    returned = toss.buyer(opened(member).data)
    toss.fault("confirm", "drop_after", times=None)
    no_read_back(toss)
    member.complete(returned)
    toss.console_refund(approved(toss)[0]["paymentKey"], reason="수기 환불")
    toss.mend()
    answer = member.complete(returned)
    assert answer.order is None
    assert held(toss) == 0
    from saleor.payment.models import Payment

    assert not Payment.objects.filter(captured_amount__gt=0).exists()


def test_hook_gives_up_in_time(member, toss, settings):
    """One hook never holds Saleor's locks for longer than its deadline."""
    settings.BRANDPAY_DEADLINE = "2"
    returned = toss.buyer(opened(member).data)
    toss.fault("*", "hang", times=None)
    began = time.monotonic()
    member.complete(returned)
    assert time.monotonic() - began < 4
    toss.mend()
