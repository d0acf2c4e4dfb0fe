"""The dashboard's order page: a charge with all that staff look for, refunds that show up once."""

import pytest

from .dashboard import KNOWS_METHODS, Dashboard
from .helpers import approved, held, refunded
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def paid(member, staff, toss):
    """The page of an order of 32,000 won: two cups, a saucer, shipping; paid by a card."""
    return bought(member, staff, toss)


def bought(storefront, staff, toss, method="card"):
    buying = Transacting(storefront.fill({"cup": 2, "saucer": 1}))
    session = buying.initialize()
    answer = buying.process(session, toss.buyer(session.data, method=method))
    assert answer.type == "CHARGE_SUCCESS"
    return Dashboard(staff.api, buying.complete().order["id"])


def won(money):
    assert money["currency"] == "KRW"
    return int(money["amount"])


def of(transaction, kind):
    """Its events of a kind, such as REFUND, as they are listed: type and won."""
    rows = [row for row in transaction["events"] if row["type"].startswith(kind)]
    return [(row["type"], won(row["amount"])) for row in rows]


def test_charge_is_shown_with_all_that_staff_look_for(paid, toss):
    page = paid.page()
    (transaction,) = page["transactions"]
    (payment,) = approved(toss)
    assert page["payments"] == []
    assert (page["chargeStatus"], page["isPaid"]) == ("FULL", True)
    assert won(page["totalCharged"]) == won(page["total"]["gross"]) == 32000
    assert won(page["totalBalance"]) == 0

    assert won(transaction["chargedAmount"]) == 32000
    pending = ("authorizedAmount", "authorizePendingAmount", "chargePendingAmount")
    assert [won(transaction[name]) for name in pending] == [0, 0, 0]
    assert transaction["actions"] == ["REFUND"], "no button that Brandpay cannot serve"
    assert transaction["pspReference"] == payment["paymentKey"]
    assert transaction["createdBy"]["name"].startswith("브랜드페이")

    events = [row for row in transaction["events"] if row["type"] == "CHARGE_SUCCESS"]
    (charge,) = events
    assert won(charge["amount"]) == 32000
    assert charge["pspReference"] == payment["paymentKey"]
    assert charge["externalUrl"] == payment["receipt"]["url"]
    assert charge["createdBy"]["name"].startswith("브랜드페이")


@pytest.mark.skipif(not KNOWS_METHODS, reason="Saleor keeps it from 3.22 on")
def test_card_is_shown(paid, toss):
    (payment,) = approved(toss)
    card = paid.transaction()["paymentMethodDetails"]
    assert card["__typename"] == "CardPaymentMethodDetails"
    assert card["brand"]
    assert card["lastDigits"] == payment["card"]["number"][-4:]
    assert card["firstDigits"] is None


@pytest.mark.skipif(not KNOWS_METHODS, reason="Saleor keeps it from 3.22 on")
def test_account_is_shown(member, staff, toss):
    page = bought(member, staff, toss, method="account")
    account = page.transaction()["paymentMethodDetails"]
    assert account["__typename"] == "OtherPaymentMethodDetails"
    assert account["name"]


def test_partial_refund_shows_up_once(paid, toss):
    assert paid.request(5000, reason="깨진 잔") == []
    page = paid.page()
    (transaction,) = page["transactions"]
    (payment,) = approved(toss)
    (cancel,) = payment["cancels"]
    assert refunded(toss) == [5000]
    assert sorted(of(transaction, "REFUND")) == [("REFUND_REQUEST", 5000), ("REFUND_SUCCESS", 5000)]
    (success,) = (row for row in transaction["events"] if row["type"] == "REFUND_SUCCESS")
    assert success["pspReference"] == cancel["transactionKey"]
    assert won(transaction["chargedAmount"]) == 27000
    assert won(transaction["refundedAmount"]) == 5000
    assert won(transaction["refundPendingAmount"]) == 0
    assert won(page["totalRefunded"]) == 5000
    assert won(page["totalRefundPending"]) == 0
    assert transaction["actions"] == ["REFUND"]
    assert paid.refunds() == [("manual", "SUCCESS", 5000)]


def test_history_tells_who_asked_for_the_refund(paid, toss):
    paid.request(5000)
    types = [event["type"] for event in paid.page()["events"]]
    assert types.count("TRANSACTION_REFUND_REQUESTED") == 1


def test_the_rest_is_refunded(paid, toss, later):
    later(0)
    paid.request(5000)
    later(120)
    paid.request(27000)
    transaction = paid.transaction()
    assert refunded(toss) == [5000, 27000]
    assert won(transaction["refundedAmount"]) == 32000
    assert won(transaction["chargedAmount"]) == 0
    assert held(toss) == 0
    assert paid.refunds() == [("manual", "SUCCESS", 27000), ("manual", "SUCCESS", 5000)]


def test_refusal_is_shown_with_its_reason(paid, toss):
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT")
    paid.request(5000)
    transaction = paid.transaction()
    assert sorted(of(transaction, "REFUND")) == [("REFUND_FAILURE", 5000), ("REFUND_REQUEST", 5000)]
    (failure,) = (row for row in transaction["events"] if row["type"] == "REFUND_FAILURE")
    assert "NOT_CANCELABLE_PAYMENT" in failure["message"]
    assert won(transaction["chargedAmount"]) == 32000
    assert won(transaction["refundPendingAmount"]) == 0
    assert refunded(toss) == []
    assert paid.refunds() == [("manual", "FAILURE", 5000)]


def test_refund_after_a_refusal_is_a_row_of_its_own(paid, toss, later):
    later(0)
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT")
    paid.request(5000)
    later(120)
    paid.request(5000)
    assert paid.refunds() == [("manual", "SUCCESS", 5000), ("manual", "FAILURE", 5000)]
    assert refunded(toss) == [5000]


def test_refund_of_unknown_outcome_is_pending_until_it_is_known(paid, toss, later):
    later(0)
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    paid.request(5000)
    assert paid.refunds() == [("manual", "PENDING", 5000)]
    toss.mend()
    later(10 * 60)
    sweep()
    assert paid.refunds() == [("manual", "SUCCESS", 5000)]
    assert won(paid.transaction()["refundPendingAmount"]) == 0
    assert refunded(toss) == [5000]


def sweep():
    from saleor_brandpay.tasks import sweep as run

    run()


def test_refund_in_the_toss_console_shows_up_once(paid, toss, webhooks):
    toss.webhook_url(webhooks, "PAYMENT_STATUS_CHANGED")
    (payment,) = approved(toss)
    toss.console_refund(payment["paymentKey"], amount=5000, reason="전화 요청")
    toss.deliver()
    toss.deliver()
    transaction = paid.transaction()
    assert of(transaction, "REFUND") == [("REFUND_SUCCESS", 5000)]
    assert won(transaction["refundedAmount"]) == 5000
    assert paid.refunds() == [("manual", "SUCCESS", 5000)]


# Refunds of lines: a draft, and its transfer


def cup_of(page):
    (line,) = (line["id"] for line in page["lines"] if line["quantity"] == 2)
    return line


def test_granted_refund_shows_up_once(paid, toss):
    granted = paid.grant({cup_of(paid.page()): 1}, reason="깨진 잔")
    assert refunded(toss) == [], "a draft moves no money"
    assert paid.send(granted) == []
    page = paid.page()
    (transaction,) = page["transactions"]
    assert refunded(toss) == [12000]
    assert sorted(of(transaction, "REFUND")) == [
        ("REFUND_REQUEST", 12000),
        ("REFUND_SUCCESS", 12000),
    ]
    (draft,) = page["grantedRefunds"]
    assert (draft["status"], won(draft["amount"])) == ("SUCCESS", 12000)
    assert paid.refunds() == [("granted", "SUCCESS", 12000)]
    assert won(page["totalGrantedRefund"]) == 12000
    assert won(page["totalRemainingGrant"]) == 0
    assert won(page["totalBalance"]) == 0


def test_granted_refund_with_shipping(paid, toss):
    paid.send(paid.grant({cup_of(paid.page()): 2}, shipping=True))
    assert refunded(toss) == [27000]
    assert won(paid.transaction()["chargedAmount"]) == 5000


def test_granted_refund_is_sent_once_though_clicked_twice(paid, toss):
    granted = paid.grant({cup_of(paid.page()): 1})
    assert paid.send(granted) == []
    paid.send(granted)
    assert refunded(toss) == [12000]
    assert won(paid.transaction()["refundedAmount"]) == 12000
    assert ("granted", "SUCCESS", 12000) in paid.refunds()


def test_two_granted_refunds_of_one_sum_are_two_refunds(paid, toss):
    cup = cup_of(paid.page())
    first, second = paid.grant({cup: 1}), paid.grant({cup: 1})
    assert paid.send(first) == paid.send(second) == []
    assert refunded(toss) == [12000, 12000]
    assert paid.refunds() == [("granted", "SUCCESS", 12000)] * 2


def test_granted_refund_of_unknown_outcome_is_pending_until_it_is_known(paid, toss, later):
    later(0)
    granted = paid.grant({cup_of(paid.page()): 1})
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    assert paid.send(granted) == []
    assert paid.refunds() == [("granted", "PENDING", 12000)]
    toss.mend()
    later(10 * 60)
    sweep()
    assert paid.refunds() == [("granted", "SUCCESS", 12000)]
    transaction = paid.transaction()
    assert won(transaction["refundedAmount"]) == 12000
    assert won(transaction["refundPendingAmount"]) == 0
    assert refunded(toss) == [12000]


def test_granted_refund_that_toss_refuses_is_failed_and_can_be_sent_again(paid, toss, later):
    later(0)
    granted = paid.grant({cup_of(paid.page()): 1})
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT")
    paid.send(granted)
    assert paid.refunds() == [("granted", "FAILURE", 12000)]
    later(120)
    assert paid.send(granted) == []
    assert refunded(toss) == [12000]
    assert paid.refunds() == [("granted", "SUCCESS", 12000)]
