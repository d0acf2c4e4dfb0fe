"""A granted refund is refunded once, ever (M10): whatever is clicked, lost or killed meanwhile."""

import pytest

from .helpers import before, crash, held, in_own_connection, refunded, together
from .hooks import sweep
from .toss import CLIENT_KEY
from .transacting import events, grant, item, order, request, send_granted

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay", "lock_order")


@pytest.fixture
def ordered(buying, charged) -> str:
    """The order of that checkout; its id."""
    return buying.complete().order["id"]


@pytest.fixture
def granted(staff, ordered, charged) -> str:
    return grant(staff, ordered, charged.transaction, 6000)


@pytest.fixture
def click(staff, charged, granted):
    """Staff press the button once more; Saleor's own complaints."""

    def press() -> list[str]:
        return [row["code"] for row in send_granted(staff, granted, charged.transaction)]

    return press


@pytest.fixture
def during_post(monkeypatch):
    """Do something while the next cancel is on its way to Toss."""
    from saleor_brandpay.adapters.transactions_api import refunds
    from saleor_brandpay.api.client import BrandpayClient

    monkeypatch.setattr(refunds, "WAIT", 0.1)
    return lambda action: before(monkeypatch, BrandpayClient, "cancel", action)


def grants():
    from saleor.order.models import OrderGrantedRefund

    return OrderGrantedRefund.objects.order_by("pk")


def statuses() -> list[str]:
    return [one.status for one in grants()]


def unnoticed() -> None:
    """Saleor does not know that it is, or was, refunded, and lets staff press again."""
    grants().update(status="none")


def lost(toss) -> None:
    """Toss refunds, and nobody here learns of it."""
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "http_500", times=None)


def once(staff, toss, charged, won: int = 6000) -> None:
    """Toss and Saleor hold one refund; each click has the same answer, and the grant is done."""
    assert refunded(toss) == [won]
    one = item(staff, charged)
    assert one["refundedAmount"]["amount"] == won
    assert one["chargedAmount"]["amount"] == held(toss) == 15000 - won
    assert one["refundPendingAmount"]["amount"] == 0
    (key,) = {row["pspReference"] for row in events(one, "REFUND_REQUEST", "REFUND_SUCCESS")}
    assert key == toss.payments()[0]["cancels"][0]["transactionKey"]
    assert events(one, "REFUND_FAILURE") == []
    assert statuses() == ["success"]


def test_clicks_at_once(staff, toss, charged, click):
    together(*[click] * 4)
    once(staff, toss, charged)


def test_clicks_at_once_while_toss_is_slow(staff, toss, charged, click):
    toss.fault("cancel", "slow", seconds=1)
    together(*[click] * 4)
    once(staff, toss, charged)


def test_click_while_the_first_is_at_toss(staff, toss, charged, click, during_post):
    during_post(click)
    click()
    once(staff, toss, charged)
    assert click() == ["REFUND_ALREADY_PROCESSED"]


@pytest.mark.parametrize("seconds", [0, 61, 3600, 30 * 24 * 3600])
def test_click_that_saleor_lets_through_later(staff, toss, charged, click, later, seconds):
    click()
    later(seconds)
    unnoticed()
    assert click() == []
    assert len(toss.calls("cancel")) == 1
    once(staff, toss, charged)
    later(120)
    sweep()
    once(staff, toss, charged)


def test_click_after_a_lost_answer(staff, toss, charged, click, later):
    lost(toss)
    click()
    assert click() == ["REFUND_IS_PENDING"]
    unnoticed()
    assert click() == []
    assert events(item(staff, charged), "REFUND_SUCCESS", "REFUND_FAILURE") == []
    toss.mend()
    later(3600)
    sweep()
    once(staff, toss, charged)


def test_click_ends_what_was_lost(staff, toss, charged, click, later):
    lost(toss)
    click()
    toss.mend()
    later(3600)
    unnoticed()
    click()
    once(staff, toss, charged)


@pytest.mark.parametrize("reached", [True, False])
def test_click_after_a_lost_answer_and_a_new_secret_key(
    staff, toss, charged, click, shop, later, reached
):
    lost(toss)
    if not reached:
        toss.mend()
        toss.fault("cancel", "drop_before", times=None)
        toss.fault("payment", "http_500", times=None)
    click()
    toss.mend()
    secret = "test_sk_" + "n" * 28
    toss.add_keys(CLIENT_KEY, secret)
    assert not staff.configure(shop.krw.id, secret_key=secret)
    later(3600)
    unnoticed()
    click()
    once(staff, toss, charged)


def test_click_after_a_worker_that_died(staff, toss, charged, click, later, monkeypatch):
    """Saleor has not written how it stands, and the payment is leased for half a minute."""
    from saleor_brandpay.adapters.transactions_api import refunds

    monkeypatch.setattr(refunds, "WAIT", 0.1)
    with monkeypatch.context() as dying:
        dying.setattr(refunds, "_book", crash)
        dying.setattr(refunds.leases, "release", lambda leased: None)
        click()
    unnoticed()
    assert click() == []
    assert events(item(staff, charged), "REFUND_FAILURE") == []
    later(300)
    sweep()
    once(staff, toss, charged)


def test_click_that_nobody_carried_out_ends_like_the_first(
    staff, toss, charged, click, later, monkeypatch
):
    from saleor_brandpay.plugin import BrandpayPlugin

    click()
    unnoticed()
    with monkeypatch.context() as dying:
        dying.setattr(BrandpayPlugin, "transaction_refund_requested", _taken_and_dropped)
        click()
    assert statuses() == ["pending"]
    _look_again()
    later(120)
    sweep()
    once(staff, toss, charged)


def _taken_and_dropped(self, data, previous_value=None, **_):
    data.event = None


def _look_again() -> None:
    """As when reconciling has found the request that waits."""
    from saleor_brandpay.core.attempts import schedule
    from saleor_brandpay.models import Attempt

    schedule.sync_soon(Attempt.objects.get())


def test_status_that_was_overwritten_is_mended(staff, toss, charged, click, later):
    """Saleor reads the events and writes the status without a lock."""
    click()
    grants().update(status="pending")
    later(180)
    sweep()
    once(staff, toss, charged)


def test_refused_by_toss_ends_both_alike_and_may_be_asked_again(
    staff, toss, charged, click, later, during_post
):
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT")
    during_post(click)
    click()
    one = item(staff, charged)
    assert len(events(one, "REFUND_FAILURE")) == 2
    for failure in events(one, "REFUND_FAILURE"):
        assert "NOT_CANCELABLE_PAYMENT" in failure["message"]
    assert (refunded(toss), statuses()) == ([], ["failure"])
    assert click() == []
    assert (refunded(toss), statuses()) == ([6000], ["success"])
    assert item(staff, charged)["refundedAmount"]["amount"] == 6000
    assert item(staff, charged)["refundPendingAmount"]["amount"] == 0


def test_toss_that_could_not_be_reached_may_be_asked_again(
    staff, toss, charged, click, monkeypatch
):
    from saleor_brandpay.api.client import BrandpayClient
    from saleor_brandpay.api.errors import NotSent

    def unreachable(*_, **__):
        raise NotSent("no way")

    with monkeypatch.context() as offline:
        offline.setattr(BrandpayClient, "cancel", unreachable)
        click()
    assert statuses() == ["failure"]
    click()
    assert (refunded(toss), statuses()) == ([6000], ["success"])


def test_another_refund_in_between_does_not_make_it_another_one(staff, toss, charged, click):
    lost(toss)
    click()
    toss.mend()
    request(staff, charged, amount=1000)
    unnoticed()
    click()
    assert refunded(toss) == [6000, 1000]
    assert item(staff, charged)["refundedAmount"]["amount"] == 7000
    assert statuses() == ["success"]


def test_failure_of_before_is_healed_and_nothing_refunded(staff, toss, charged, click, later):
    """As a shop may have it from before grants had a name: refunded, and its status says not."""
    from saleor.payment.models import TransactionEvent

    from saleor_brandpay.core.refunds.identity import request_operation
    from saleor_brandpay.models import Refund

    click()
    asked = TransactionEvent.objects.get(type="refund_request")
    Refund.objects.update(operation=request_operation(asked.pk, asked.created_at), requests=None)
    again = {"transaction": asked.transaction, "currency": "KRW", "amount_value": 6000}
    again |= {"related_granted_refund": grants().get(), "psp_reference": "request-x"}
    for kind in ("refund_request", "refund_failure"):
        TransactionEvent.objects.create(**again, type=kind, include_in_calculations=True)
    grants().update(status="failure")
    later(3600)
    assert click() == []
    assert refunded(toss) == [6000]
    assert item(staff, charged)["refundedAmount"]["amount"] == 6000
    assert statuses() == ["success"]


# Bad input


def test_two_grants_of_one_sum_are_two_refunds(staff, toss, charged, click, ordered):
    click()
    other = grant(staff, ordered, charged.transaction, 6000)
    assert send_granted(staff, other, charged.transaction) == []
    assert refunded(toss) == [6000, 6000]
    assert statuses() == ["success", "success"]


def test_grant_larger_than_what_is_left(staff, toss, charged, click):
    request(staff, charged, amount=12000)
    assert click() == ["AMOUNT_GREATER_THAN_AVAILABLE"]
    assert refunded(toss) == [12000]


def test_grant_larger_than_what_the_console_has_left(staff, toss, charged, click):
    toss.console_refund(charged.reference, reason="console", amount=12000)
    click()
    one = item(staff, charged)
    assert refunded(toss) == [12000]
    assert one["refundedAmount"]["amount"] == 12000
    (failure,) = events(one, "REFUND_FAILURE")
    assert "3,000" in failure["message"]
    assert statuses() == ["failure"]
    assert click() == ["AMOUNT_GREATER_THAN_AVAILABLE"]


def test_other_refund_takes_the_money_while_the_grant_is_asked_for(
    staff, toss, charged, click, during_post
):
    during_post(lambda: toss.console_refund(charged.reference, reason="console", amount=12000))
    click()
    assert refunded(toss) == [12000]
    assert item(staff, charged)["refundedAmount"]["amount"] == 12000
    assert statuses() == ["failure"]


def test_amount_changed_while_it_is_asked_for(staff, toss, charged, click, during_post):
    def raise_and_click() -> None:
        grants().update(amount_value=8000)
        click()

    during_post(raise_and_click)
    click()
    once(staff, toss, charged)


@pytest.mark.parametrize("known", [True, False])
def test_grant_deleted_while_it_is_asked_for(
    staff, toss, charged, click, later, during_post, known
):
    def click_and_delete() -> None:
        click()
        in_own_connection(lambda: grants().delete())

    during_post(click_and_delete)
    if not known:
        lost(toss)
    click()
    toss.mend()
    later(3600)
    sweep()
    one = item(staff, charged)
    assert refunded(toss) == [6000]
    assert one["refundedAmount"]["amount"] == 6000
    assert one["refundPendingAmount"]["amount"] == 0
    assert events(one, "REFUND_FAILURE") == []
    assert len({row["pspReference"] for row in events(one, "REFUND_REQUEST")}) == 1


def test_grant_deleted_before_it_was_asked_for(staff, toss, charged, click, monkeypatch):
    from saleor_brandpay.adapters.transactions_api import refunds

    before(monkeypatch, refunds, "claim", lambda: in_own_connection(lambda: grants().delete()))
    click()
    assert refunded(toss) == []
    (failure,) = events(item(staff, charged), "REFUND_FAILURE")
    assert "was deleted" in failure["message"]


def test_grant_of_another_order(staff, toss, charged, click, buying, granted):
    buying.storefront.fill()
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert buying.complete().order
    grants().update(transaction_item=None)
    errors = send_granted(staff, granted, session.transaction)
    assert {row["code"] for row in errors} == {"INVALID"}
    assert refunded(toss) == []


@pytest.fixture
def parts(buying, staff, toss):
    """An order that two transactions have paid, 9,000 and 6,000 won."""
    sessions = [buying.initialize(amount=9000), buying.initialize(amount=6000)]
    for session in sessions:
        assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    return buying.complete().order["id"], *[one.transaction for one in sessions]


@pytest.mark.parametrize("is_lost", [True, False])
def test_grant_on_two_transactions(parts, staff, toss, during_post, later, is_lost):
    from saleor.payment.models import TransactionItem

    made, first, second = parts
    granted = grant(staff, made, first, 5000)

    def move_and_click() -> None:
        grants().update(transaction_item=TransactionItem.objects.order_by("pk").last())
        send_granted(staff, granted, second)

    during_post(move_and_click)
    if is_lost:
        lost(toss)
    send_granted(staff, granted, first)
    toss.mend()
    later(3600)
    sweep()
    unnoticed()
    send_granted(staff, granted, second)
    assert refunded(toss) == [5000]
    assert item(staff, first)["refundedAmount"]["amount"] == 5000
    other = item(staff, second)
    assert other["refundedAmount"]["amount"] == 0
    assert "on another transaction" in events(other, "REFUND_FAILURE")[-1]["message"]
    assert order(staff, made)["totalRefunded"]["amount"] == 5000
