"""The Transactions API on a real Saleor: from cart to order, and back."""

from datetime import timedelta

import pytest

from .helpers import approved, held, nothing_taken, refunded, together
from .toss import CLIENT_KEY
from .transacting import Transacting, events, item, order, request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay", "lock_order")


@pytest.mark.parametrize("who", ["guest", "member"])
def test_from_cart_to_order(request, staff, toss, who):
    buying = Transacting(request.getfixturevalue(who).fill({"cup": 2, "saucer": 1}))
    session = buying.initialize()
    assert (session.type, session.amount) == ("CHARGE_ACTION_REQUIRED", 32000)
    keys = {"sdkUrl", "clientKey", "customerKey", "redirectUrl", "payment", "charge", "error"}
    assert set(session.data) == keys
    assert session.data["clientKey"] == CLIENT_KEY
    assert session.window["amount"] == {"currency": "KRW", "value": 32000}
    assert session.error is None
    nothing_taken(toss)

    returned = toss.buyer(session.data)
    answer = buying.process(session, returned)
    assert (answer.type, answer.amount) == ("CHARGE_SUCCESS", 32000)
    (payment,) = approved(toss)
    assert answer.reference == payment["paymentKey"]
    completion = buying.complete()
    assert not completion.errors

    found = order(staff, completion.order["id"])
    assert (found["chargeStatus"], found["isPaid"]) == ("FULL", True)
    (one,) = found["transactions"]
    assert one["chargedAmount"]["amount"] == 32000
    assert one["pspReference"] == payment["paymentKey"]
    assert one["actions"] == ["REFUND"]
    (success,) = events(one, "CHARGE_SUCCESS")
    assert success["externalUrl"] == one["externalUrl"] == payment["receipt"]["url"]
    assert held(toss) == 32000
    assert len(toss.calls("confirm")) == 1
    metadata = {row["key"]: row["value"] for row in found["metadata"]}
    assert metadata["brandpay.receiptUrl"] == payment["receipt"]["url"]


def test_staff_find_how_it_was_paid(member, staff, toss):
    from saleor.payment.models import TransactionItem

    buying = Transacting(member.fill({"cup": 5}))
    wish = {"options": {"card": {"cardInstallmentPlan": 3}}}
    session = buying.initialize(wish)
    TransactionItem.objects.update(private_metadata={"erp": "7"})
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    (payment,) = approved(toss)
    (success,) = events(item(staff, session), "CHARGE_SUCCESS")
    korean, english = success["message"].split(" / ")
    assert korean.startswith("[테스트] ")
    assert korean.endswith("000*, 승인번호 00000000, 할부 3개월")
    assert english.startswith("[TEST] ")
    assert english.endswith("000*, approval no. 00000000, 3 instalments")
    row = TransactionItem.objects.get()
    acquirer = row.private_metadata.pop("brandpay.acquirer")
    assert row.private_metadata == {
        "erp": "7",
        "brandpay.approveNo": payment["card"]["approveNo"],
        "brandpay.installmentMonths": "3",
        "brandpay.interestPayer": payment["card"]["interestPayer"],
    }
    assert acquirer
    assert row.metadata == {}, "the storefront reads it"


@pytest.mark.parametrize("strategy", ["CHARGE", "AUTHORIZATION"])
def test_either_flow_strategy_ends_in_a_charge(buying, shop, staff, toss, strategy):
    settings = {"defaultTransactionFlowStrategy": strategy}
    staff.update_channel(shop.krw.id, paymentSettings=settings)
    session = buying.initialize()
    answer = buying.process(session, toss.buyer(session.data))
    assert answer.type == "CHARGE_SUCCESS"
    one = item(staff, session)
    assert one["chargedAmount"]["amount"] == 15000
    assert one["authorizedAmount"]["amount"] == 0
    assert buying.complete().order


def test_process_again_answers_the_same_charge(buying, staff, toss, charged):
    again = buying.process(charged)
    assert (again.type, again.reference) == (charged.type, charged.reference)
    assert len(events(item(staff, charged), "CHARGE_SUCCESS")) == 1
    assert len(toss.calls("confirm")) == 1


def test_initialize_again_with_the_same_key_is_the_same_window(buying, toss):
    first = buying.initialize(key="cart-1")
    again = buying.initialize(key="cart-1")
    assert again.transaction == first.transaction
    assert again.window == first.window
    answer = buying.process(first, toss.buyer(first.data))
    assert answer.type == "CHARGE_SUCCESS"
    once_more = buying.initialize(key="cart-1", amount=15000)
    assert (once_more.type, once_more.reference) == ("CHARGE_SUCCESS", answer.reference)
    assert held(toss) == 15000


def test_two_transactions_do_not_charge_twice(buying, staff, toss):
    one, other = buying.initialize(), buying.initialize()
    returned = [toss.buyer(session.data) for session in (one, other)]
    first = buying.process(one, returned[0])
    assert first.type == "CHARGE_SUCCESS"
    second = buying.process(other, returned[1])
    assert second.type == "CHARGE_ACTION_REQUIRED"
    assert second.window is None
    assert held(toss) == 15000
    assert buying.complete().order


def test_two_transactions_at_the_same_moment(buying, toss):
    sessions = [buying.initialize(), buying.initialize()]
    returned = [toss.buyer(session.data) for session in sessions]
    pairs = list(zip(sessions, returned, strict=True))
    calls = [lambda pair=pair: buying.process(*pair) for pair in pairs]
    one_of_two = ["CHARGE_ACTION_REQUIRED", "CHARGE_SUCCESS"]
    first = together(*calls)
    assert sorted(answer.type for answer in first) == one_of_two
    for _ in range(3):
        answers = [call() for call in calls]
        assert [answer.type for answer in answers] == [answer.type for answer in first]
    assert held(toss) == 15000


def test_double_process_at_the_same_moment(buying, staff, toss):
    session = buying.initialize()
    returned = toss.buyer(session.data)
    answers = together(*[lambda: buying.process(session, returned)] * 3)
    assert {answer.type for answer in answers} <= {"CHARGE_SUCCESS", "CHARGE_ACTION_REQUIRED"}
    for answer in answers:
        if answer.type == "CHARGE_ACTION_REQUIRED":
            assert (answer.window, answer.code) == (None, "CHECKING")
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert len(events(item(staff, session), "CHARGE_SUCCESS")) == 1
    assert held(toss) == 15000


def test_double_initialize_at_the_same_moment(buying, toss):
    answers = together(*[lambda: buying.initialize(key="cart-1")] * 3)
    windows = [answer.window for answer in answers if answer.window]
    assert windows
    assert len({window["orderId"] for window in windows}) == 1
    assert len({answer.transaction for answer in answers if answer.transaction}) == 1


def test_part_payments_of_one_checkout(buying, staff, toss):
    sessions = [buying.initialize(amount=6000), buying.initialize(amount=9000)]
    for session in sessions:
        answer = buying.process(session, toss.buyer(session.data))
        assert answer.type == "CHARGE_SUCCESS"
    assert held(toss) == 15000
    completion = buying.complete()
    found = order(staff, completion.order["id"])
    assert found["chargeStatus"] == "FULL"
    assert len(found["transactions"]) == 2


def test_no_more_is_asked_than_is_owed(buying, toss):
    session = buying.initialize(amount=20000)
    assert session.amount == session.window["amount"]["value"] == 15000


def test_a_decline_offers_a_new_window(buying, toss):
    session = buying.initialize()
    toss.fault("confirm", "refuse", code="REJECT_CARD_PAYMENT")
    answer = buying.process(session, toss.buyer(session.data))
    assert answer.type == "CHARGE_ACTION_REQUIRED"
    assert answer.code == "REJECT_CARD_PAYMENT"
    assert answer.window["orderId"] != session.window["orderId"]
    paid = buying.process(session, toss.buyer(answer.data))
    assert paid.type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_a_canceled_window_is_offered_again(buying, toss):
    session = buying.initialize()
    answer = buying.process(session, {"code": "PAY_PROCESS_CANCELED", "message": "x"})
    assert answer.code == "PAY_PROCESS_CANCELED"
    assert answer.window == session.window


def test_an_unknown_outcome_is_asked_for_again(buying, staff, toss):
    session = buying.initialize()
    returned = toss.buyer(session.data)
    toss.fault("confirm", "drop_after")
    toss.fault("payment", "http_500", times=4)
    toss.fault("payment_by_order_id", "http_500", times=4)
    answer = buying.process(session, returned)
    assert (answer.type, answer.code, answer.window) == ("CHARGE_ACTION_REQUIRED", "CHECKING", None)
    assert item(staff, session)["chargedAmount"]["amount"] == 0
    toss.mend()
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_a_charge_stays_when_stock_is_gone(buying, shop, staff, toss, charged):
    shop.set_stock("cup", 0)
    assert buying.complete().order is None
    assert held(toss) == 15000
    assert request(staff, charged) == []
    assert held(toss) == 0
    assert item(staff, charged)["refundedAmount"]["amount"] == 15000


def test_a_refund_leaves_one_success(buying, staff, toss, charged):
    buying.complete()
    assert request(staff, charged, amount=4000) == []
    one = item(staff, charged)
    assert one["chargedAmount"]["amount"] == 11000
    assert one["refundedAmount"]["amount"] == 4000
    ((success,), failures) = events(one, "REFUND_SUCCESS"), events(one, "REFUND_FAILURE")
    assert failures == []
    (cancel,) = approved(toss)[0]["cancels"]
    assert success["pspReference"] == cancel["transactionKey"]
    assert refunded(toss) == [4000]
    assert one["actions"] == ["REFUND"]


def test_after_the_last_refund_nothing_is_offered(buying, staff, toss, charged):
    buying.complete()
    request(staff, charged, amount=15000)
    one = item(staff, charged)
    assert one["actions"] == []
    assert one["chargedAmount"]["amount"] == 0
    request(staff, charged, amount=1000)
    (failure,) = events(item(staff, charged), "REFUND_FAILURE")
    assert "nothing is left" in failure["message"]
    assert refunded(toss) == [15000]


def test_the_same_refund_at_once_is_refused_by_the_guard(buying, staff, toss, charged):
    buying.complete()
    request(staff, charged, amount=4000)
    request(staff, charged, amount=4000)
    one = item(staff, charged)
    assert len(events(one, "REFUND_SUCCESS")) == 1
    (failure,) = events(one, "REFUND_FAILURE")
    assert "4,000" in failure["message"]
    assert refunded(toss) == [4000]


def test_guard_tells_when_and_how_long(buying, staff, toss, charged, later):
    from saleor_brandpay.clock import now

    buying.complete()
    later(0)
    seoul = (now() + timedelta(hours=9)).strftime("%H:%M:%S")
    request(staff, charged, amount=4000)
    later(18)
    request(staff, charged, amount=4000)
    (failure,) = events(item(staff, charged), "REFUND_FAILURE")
    assert f"{seoul}, Seoul time" in failure["message"]
    assert "in 42 seconds" in failure["message"]
    assert "42초 뒤" in failure["message"]
    later(42)
    request(staff, charged, amount=4000)
    assert refunded(toss) == [4000, 4000]


def test_without_an_order_there_is_no_guard(staff, toss, charged):
    """Nobody presses a button there: Saleor's task releases the money of abandoned checkouts."""
    request(staff, charged, amount=4000)
    request(staff, charged, amount=4000)
    assert refunded(toss) == [4000, 4000]
    assert events(item(staff, charged), "REFUND_FAILURE") == []


def test_two_refunds_at_the_same_moment(buying, staff, toss, charged):
    buying.complete()
    together(*[lambda: request(staff, charged, amount=10000)] * 2)
    one = item(staff, charged)
    assert one["refundedAmount"]["amount"] == 10000
    assert refunded(toss) == [10000]
    assert len(events(one, "REFUND_SUCCESS", "REFUND_FAILURE")) == 2


@pytest.mark.parametrize("action", ["CHARGE", "CANCEL"])
def test_charge_and_cancel_are_refused_in_words(staff, toss, charged, action):
    """The button is not offered; who sends the mutation by hand is told why."""
    assert item(staff, charged)["actions"] == ["REFUND"]
    assert request(staff, charged, action) == []
    one = item(staff, charged)
    (failure,) = events(one, f"{action}_FAILURE")
    assert "use a refund" in failure["message"]
    assert "환불을 사용하세요" in failure["message"]
    assert one["chargedAmount"]["amount"] == held(toss) == 15000
    assert one["actions"] == ["REFUND"]
    assert refunded(toss) == []
