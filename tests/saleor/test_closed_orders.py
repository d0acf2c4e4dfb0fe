"""An order that is cancelled or has expired owes nothing, whenever that came to be (M1, M16)."""

import pytest

from .drafting import Drafting
from .helpers import after, approved, held, refunded, visit
from .hooks import delivered, no_answers, sweep
from .shop import RETURN_URL
from .transacting import Transacting, events, item, order

pytestmark = pytest.mark.usefixtures("webhooks")

CODE = "ORDER_CLOSED"


@pytest.fixture
def made(shop) -> Drafting:
    """An order of 15,000 won that staff have made."""
    return Drafting(shop, shop.krw).make(confirmed=True)


@pytest.fixture
def buying(member) -> Transacting:
    return Transacting(member)


@pytest.fixture(params=["cancel", "expire"])
def close(request, made):
    return getattr(made, request.param)


def is_closed(staff, made) -> bool:
    return order(staff, made.id)["status"] in ("CANCELED", "EXPIRED")


def test_no_window_for_a_closed_order(buying, made, close, staff, toss):
    close()
    session = buying.initialize(of=made.id)
    assert (session.type, session.code, session.window) == ("CHARGE_FAILURE", CODE, None)
    assert toss.calls() == []
    assert is_closed(staff, made)


def test_buyer_is_told_in_his_language(buying, made, staff, toss):
    from saleor.order.models import Order

    session = buying.initialize(of=made.id)
    returned = toss.buyer(session.data)
    made.cancel()
    for language, words in (("ko", "취소되었거나"), ("en", "cancelled or has expired")):
        Order.objects.update(language_code=language)
        answer = buying.process(session, returned)
        assert answer.code == CODE
        assert words in answer.error["message"]


def test_closed_while_the_window_is_open(buying, made, close, staff, toss):
    session = buying.initialize(of=made.id)
    returned = toss.buyer(session.data)
    close()
    for data in (returned, None, {"code": "PAY_PROCESS_CANCELED", "message": "x"}):
        answer = buying.process(session, data)
        assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", CODE)
        assert answer.window is None
    assert approved(toss) == []
    assert toss.calls("confirm") == []
    assert is_closed(staff, made)


def test_closed_between_the_look_and_the_lock(buying, made, close, staff, toss, monkeypatch):
    """Asked again under the lock: the claim is what counts."""
    from saleor_brandpay.core.confirm.transactions_api_rules import TransactionsApiRules

    session = buying.initialize(of=made.id)
    returned = toss.buyer(session.data)
    after(monkeypatch, TransactionsApiRules, "check_others", close)
    answer = buying.process(session, returned)
    assert (answer.code, answer.window) == (CODE, None)
    assert toss.calls("confirm") == []
    assert is_closed(staff, made)


def test_closed_before_a_new_window_is_opened(buying, made, close, toss, monkeypatch):
    from saleor_brandpay.core.confirm.transactions_api_rules import TransactionsApiRules
    from saleor_brandpay.models import Attempt

    after(monkeypatch, TransactionsApiRules, "check_others", close)
    session = buying.initialize(of=made.id)
    assert (session.code, session.window) == (CODE, None)
    assert not Attempt.objects.exists()


def goes_back(buying, session, made, staff, toss) -> None:
    assert refunded(toss) == [15000]
    assert held(toss) == 0
    assert is_closed(staff, made)
    one = item(staff, session)
    assert (one["chargedAmount"]["amount"], one["refundedAmount"]["amount"]) == (0, 15000)
    assert len(events(one, "CHARGE_SUCCESS")) == len(events(one, "REFUND_SUCCESS")) == 1
    told = [row["message"] for row in order(staff, made.id)["events"] if row["message"]]
    assert any("15,000" in text for text in told), told


def test_closed_while_toss_takes_the_money(buying, made, close, staff, toss, monkeypatch):
    from saleor_brandpay.api.client import BrandpayClient

    session = buying.initialize(of=made.id)
    returned = toss.buyer(session.data)
    after(monkeypatch, BrandpayClient, "confirm", close)
    answer = buying.process(session, returned)
    assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", CODE)
    goes_back(buying, session, made, staff, toss)
    delivered(toss)
    sweep()
    goes_back(buying, session, made, staff, toss)


@pytest.mark.parametrize("by", ["webhook", "sweep", "buyer"])
def test_approval_that_turns_up_for_a_closed_order(by, buying, made, close, staff, toss, later):
    session = buying.initialize(of=made.id)
    returned = toss.buyer(session.data)
    no_answers(toss)
    assert buying.process(session, returned).code == "CHECKING"
    toss.mend()
    close()
    if by == "webhook":
        delivered(toss)
    elif by == "sweep":
        later(120)
        sweep()
    else:
        assert buying.process(session, returned).code == CODE
    goes_back(buying, session, made, staff, toss)


def test_closed_before_the_return_through_the_server(buying, made, close, staff, toss):
    session = buying.initialize({"returnUrl": RETURN_URL, "serverReturn": True}, of=made.id)
    url = toss.pay(session.data)
    close()
    _, headers, _ = visit(url)
    assert "status=failed" in headers["location"]
    assert approved(toss) == []
    assert is_closed(staff, made)


def test_stored_method_is_not_charged_for_a_closed_order(
    buying, made, close, brandpay, storefront_of, buyer, staff, toss
):
    from .helpers import pay

    brandpay(one_touch="true")
    first = storefront_of(buyer).fill()
    assert pay(first, toss).order
    (config,) = Transacting(first.fill()).gateways("tosspayments.brandpay")
    (method,) = config["data"]["methods"]
    toss.forget_requests()
    close()
    session = buying.initialize({"methodId": method["id"]}, of=made.id)
    assert session.window is None
    assert toss.calls() == []
    assert is_closed(staff, made)


def test_order_that_was_paid_is_answered_alike_after_it_was_closed(buying, made, close, toss):
    session = buying.initialize(of=made.id)
    returned = toss.buyer(session.data)
    first = buying.process(session, returned)
    close()
    again = buying.process(session, returned)
    assert (again.type, again.reference) == (first.type, first.reference)
    assert held(toss) == 15000
