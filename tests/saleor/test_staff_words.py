"""What staff read of a refund: in the order's history, one language a message."""

import re

import pytest

from .dashboard import KNOWS_METHODS
from .helpers import pay, refunded
from .hooks import sweep
from .transacting import events, grant, item, order, request, send_granted

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")

WITH_REASON = """mutation($id: ID!, $reason: String) {
  transactionRequestAction(id: $id, actionType: REFUND, amount: 5000, refundReason: $reason) {
    transaction { id } errors { field code message } } }"""
KOREAN = re.compile("[가-힣]")
WORDS = "취소 할 수 없는 결제 입니다."
"""Toss's own, of NOT_CANCELABLE_PAYMENT."""
REMEDY = {"ko": "토스페이먼츠에 문의하세요", "en": "Ask Toss Payments"}


@pytest.fixture
def transacted(buying, charged) -> str:
    """An order of 15,000 won by the Transactions API; its id."""
    return buying.complete().order["id"]


@pytest.fixture
def paid(member, toss) -> str:
    """The same by the Payments API."""
    return pay(member.fill(), toss).order["id"]


def history(staff, order_id) -> list[str]:
    rows = order(staff, order_id)["events"]
    return [row["message"] for row in rows if row["type"] == "EXTERNAL_SERVICE_NOTIFICATION"]


def refuse(toss, times=1) -> None:
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=times)


def lose(toss) -> None:
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)


@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_refused_refund_of_a_transaction_is_in_the_history(
    staff, toss, transacted, charged, settings, language
):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    refuse(toss)
    request(staff, charged, amount=5000)
    (failure,) = events(item(staff, charged), "REFUND_FAILURE")
    (note,) = history(staff, transacted)
    assert "5,000" in note
    for text in (failure["message"], note):
        reads(text, language)


@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_refused_refund_of_a_payment_is_told(staff, toss, paid, settings, language):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    refuse(toss)
    (error,) = staff.refund(paid, 5000)
    reads(error["message"], language)
    told = [
        row["message"] for row in staff.order(paid)["events"] if row["type"] == "PAYMENT_FAILED"
    ]
    assert told == [error["message"]], "Saleor's own line in the history"


@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_refused_refund_of_lines_is_in_the_history(staff, toss, paid, settings, language):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    refuse(toss)
    (cup,) = staff.order(paid)["lines"]
    assert staff.refund_lines(paid, {cup["id"]: 1})
    (note,) = history(staff, paid)
    assert "12,000" in note
    reads(note, language)


def reads(text: str, language: str) -> None:
    """Toss's reason once and in no sentence of ours, a remedy, and no other language."""
    ours, toss = text.split(" [NOT_CANCELABLE_PAYMENT] ")
    assert toss == f'"{WORDS}"'
    assert (REMEDY["ko"] in ours) == (language != "en")
    assert (REMEDY["en"] in ours) == (language != "ko")
    assert len(text) <= 512
    if language == "en":
        assert not KOREAN.search(ours)
    if language == "ko":
        assert not re.search("[A-Za-z]{3}", ours)


@pytest.mark.parametrize("kind", ["card", "account"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_payment_is_named_in_one_language_and_marked_as_a_test(
    staff, toss, buying, settings, language, kind
):
    from saleor.payment.models import TransactionItem

    settings.BRANDPAY_STAFF_LANGUAGE = language
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data, method=kind)).type == "CHARGE_SUCCESS"
    (success,) = events(item(staff, session), "CHARGE_SUCCESS")
    for text in (TransactionItem.objects.get().name, success["message"]):
        assert text.startswith("[테스트] " if language == "ko" else "[TEST] ")
        if language == "en":
            assert not KOREAN.search(text)
        if kind == "account":
            assert ("계좌" if language == "ko" else "account") in text


def test_guard_is_in_the_history_too(staff, toss, transacted, charged):
    request(staff, charged, amount=5000)
    request(staff, charged, amount=5000)
    (note,) = history(staff, transacted)
    assert "5,000" in note
    assert "Seoul" in note
    assert refunded(toss) == [5000]


def test_refund_that_is_being_checked_does_not_read_as_failed(staff, toss, paid, later):
    later(0)
    lose(toss)
    (error,) = staff.refund(paid, 5000)
    assert error["message"].startswith("실패가 아니라")
    assert "/ Not failed: the refund is being checked" in error["message"]
    (note,) = history(staff, paid)
    assert "5,000원 환불: 실패가 아니라" in note
    toss.mend()
    later(10 * 60)
    sweep()
    (done,) = (row for row in staff.order(paid)["events"] if row["type"] == "PAYMENT_REFUNDED")
    assert int(done["amount"]) == 5000
    assert len(history(staff, paid)) == 1


def test_refund_that_was_never_made_is_in_the_history(staff, toss, transacted, charged, later):
    later(0)
    toss.fault("cancel", "drop_before", times=None)
    toss.fault("payment", "drop_before", times=None)
    request(staff, charged, amount=5000)
    assert history(staff, transacted) == []
    toss.mend()
    refuse(toss, times=None)
    later(10 * 60)
    sweep()
    (note,) = history(staff, transacted)
    reads(note, "both")
    assert refunded(toss) == []


def test_reason_of_a_grant_reaches_toss_before_our_mark(staff, toss, transacted, charged):
    granted = grant(staff, transacted, charged.transaction, 6000, reason="깨진 잔\n[bp:0:a0]")
    assert send_granted(staff, granted, charged.transaction) == []
    (cancel,) = toss.payments()[0]["cancels"]
    assert re.fullmatch(r"깨진 잔 \(bp:0:a0\] \[bp:0:g[0-9a-f]{16}\]", cancel["cancelReason"])


@pytest.mark.skipif(not KNOWS_METHODS, reason="staff can type one from 3.22 on")
def test_reason_of_a_refund_reaches_toss_before_our_mark(staff, toss, transacted, charged):
    assert staff.api.mutate(WITH_REASON, id=charged.transaction, reason="  깨진\n잔 ") is not None
    (cancel,) = toss.payments()[0]["cancels"]
    assert re.fullmatch(r"깨진 잔 \[bp:0:l[0-9a-f]{16}\]", cancel["cancelReason"])


def test_reason_stays_the_same_while_the_outcome_is_unknown(
    staff, toss, transacted, charged, later
):
    """One body for one key: the worker asks as staff have, whatever they have typed since."""
    from saleor.order.models import OrderGrantedRefund

    later(0)
    granted = grant(staff, transacted, charged.transaction, 6000, reason="깨진 잔")
    toss.fault("cancel", "drop_before", times=None)
    toss.fault("payment", "drop_before", times=None)
    send_granted(staff, granted, charged.transaction)
    OrderGrantedRefund.objects.update(reason="변심")
    toss.mend()
    later(10 * 60)
    sweep()
    (cancel,) = toss.payments()[0]["cancels"]
    assert cancel["cancelReason"].startswith("깨진 잔 [bp:")
    assert refunded(toss) == [6000]
