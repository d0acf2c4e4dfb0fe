"""The Transactions API when workers die, staff refund elsewhere, or data is wrong."""

import pytest

from .helpers import after, approved, crash, held, refunded
from .hooks import delivered, no_answers, reads, sweep
from .shop import GATEWAY
from .transacting import Transacting, events, item, order, request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("webhooks", "lock_order")


@pytest.fixture
def unseen(buying, toss):
    """Toss has approved, and Saleor could not learn it."""
    session = buying.initialize()
    returned = toss.buyer(session.data)
    no_answers(toss)
    assert buying.process(session, returned).code == "CHECKING"
    toss.mend()
    return session


def test_webhook_books_a_charge_that_nobody_saw(buying, staff, toss, unseen):
    assert delivered(toss) == [200]
    one = item(staff, unseen)
    assert one["chargedAmount"]["amount"] == 15000
    assert one["actions"] == ["REFUND"]
    assert one["pspReference"] == approved(toss)[0]["paymentKey"]
    assert buying.process(unseen).type == "CHARGE_SUCCESS"
    assert len(events(item(staff, unseen), "CHARGE_SUCCESS")) == 1
    assert buying.complete().order
    assert held(toss) == 15000


def test_charge_of_a_webhook_costs_one_read(staff, toss, unseen):
    toss.forget_requests()
    assert delivered(toss) == [200]
    assert item(staff, unseen)["chargedAmount"]["amount"] == 15000
    assert reads(toss) == 1


def test_sweep_books_it_too(buying, staff, toss, unseen, later):
    later(120)
    sweep()
    assert item(staff, unseen)["chargedAmount"]["amount"] == 15000


def test_webhook_after_the_answer_adds_nothing(buying, staff, toss, charged):
    assert delivered(toss) == [200]
    assert len(events(item(staff, charged), "CHARGE_SUCCESS")) == 1
    assert item(staff, charged)["chargedAmount"]["amount"] == 15000


def test_a_worker_that_died_after_the_confirm(buying, staff, toss, monkeypatch):
    from saleor_brandpay.transactions.plugin import BrandpayTransactionsPlugin

    session = buying.initialize()
    returned = toss.buyer(session.data)
    with monkeypatch.context() as broken:
        after(broken, BrandpayTransactionsPlugin, "transaction_process_session", crash)
        buying.try_process(session, returned)
    assert held(toss) == 15000
    assert item(staff, session)["chargedAmount"]["amount"] == 0
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert item(staff, session)["chargedAmount"]["amount"] == 15000
    assert len(toss.calls("confirm")) == 1


def test_console_refund_of_an_order(buying, staff, toss, charged):
    found = buying.complete().order
    delivered(toss)
    toss.console_refund(charged.reference, reason="console", amount=5000)
    assert delivered(toss) == [200]
    one = item(staff, charged)
    assert one["refundedAmount"]["amount"] == 5000
    assert one["chargedAmount"]["amount"] == 10000
    assert order(staff, found["id"])["totalRefunded"]["amount"] == 5000


def test_console_refund_between_two_of_ours(buying, staff, toss, charged):
    from saleor_brandpay.models import Refund

    buying.complete()
    request(staff, charged, amount=3000)
    toss.console_refund(charged.reference, reason="console", amount=5000)
    request(staff, charged, amount=9000)
    one = item(staff, charged)
    assert refunded(toss) == [3000, 5000]
    assert one["refundedAmount"]["amount"] == 8000
    (failure,) = events(one, "REFUND_FAILURE")
    assert "7,000" in failure["message"]
    assert {refund.status for refund in Refund.objects.all()} == {"done", "refused"}
    request(staff, charged, amount=7000)
    assert item(staff, charged)["refundedAmount"]["amount"] == 15000
    assert held(toss) == 0


def test_refund_without_a_known_outcome_ends_once(buying, staff, toss, charged, later):
    buying.complete()
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "http_500", times=None)
    request(staff, charged, amount=4000)
    toss.mend()
    one = item(staff, charged)
    assert refunded(toss) == [4000]
    assert events(one, "REFUND_SUCCESS", "REFUND_FAILURE") == []
    later(120)
    sweep()
    sweep()
    delivered(toss)
    one = item(staff, charged)
    (success,) = events(one, "REFUND_SUCCESS", "REFUND_FAILURE")
    assert success["type"] == "REFUND_SUCCESS"
    assert one["refundedAmount"]["amount"] == 4000
    assert refunded(toss) == [4000]


def test_refund_repeated_while_the_first_is_unknown(buying, staff, toss, charged):
    buying.complete()
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "http_500", times=None)
    request(staff, charged, amount=4000)
    toss.mend()
    request(staff, charged, amount=4000)
    one = item(staff, charged)
    assert refunded(toss) == [4000]
    assert len(events(one, "REFUND_SUCCESS")) == 1
    assert len(events(one, "REFUND_FAILURE")) == 1


def test_refused_refund_says_why(buying, staff, toss, charged):
    buying.complete()
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    request(staff, charged, amount=4000)
    toss.mend()
    (failure,) = events(item(staff, charged), "REFUND_FAILURE")
    assert "NOT_CANCELABLE_PAYMENT" in failure["message"]
    assert refunded(toss) == []
    request(staff, charged, amount=4000)
    assert refunded(toss) == [4000]


def test_no_other_transaction_is_charged_while_one_is_unknown(buying, toss):
    one, other = buying.initialize(), buying.initialize()
    returned = [toss.buyer(session.data) for session in (one, other)]
    toss.fault("confirm", "drop_after", times=None)
    toss.fault("payment", "http_500", times=None)
    assert buying.process(one, returned[0]).code == "CHECKING"
    assert buying.process(other, returned[1]).code == "CHECKING"
    toss.mend()
    answer = buying.process(other, returned[1])
    assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", "NOTHING_OWED")
    assert buying.process(one).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_checkout_deleted_after_the_charge_was_lost(buying, staff, toss, unseen):
    from saleor.checkout.models import Checkout

    Checkout.objects.all().delete()
    delivered(toss)
    assert held(toss) == 0
    one = item(staff, unseen)
    assert one["chargedAmount"]["amount"] == 0
    assert [row["type"] for row in events(one, "CHARGE_SUCCESS", "REFUND_SUCCESS")] == [
        "CHARGE_SUCCESS",
        "REFUND_SUCCESS",
    ]


def test_a_payment_and_a_transaction_of_one_checkout(buying, member, staff, toss):
    """Of both APIs only one gets the money."""
    member.payment_create()
    window = member.complete()
    returned = toss.buyer(window.data)
    session = buying.initialize()
    other = toss.buyer(session.data)
    assert buying.process(session, other).type == "CHARGE_SUCCESS"
    answer = member.complete(returned)
    assert held(toss) == 15000
    assert answer.order


def test_a_foreign_gateway_passes_through(buying, toss):
    session = buying.initialize(gateway="some.other.app")
    assert session.errors
    assert buying.gateways("some.other.app")[0]["errors"]
    assert toss.requests() == []


def test_data_that_is_no_object(buying, toss):
    """Saleor itself lets objects and lists through, and nothing else."""
    data = ["a"]
    session = buying.initialize(data)
    assert (session.type, session.reference) == ("CHARGE_FAILURE", "")
    assert session.code == "INVALID_PAYMENT_DATA"
    good = buying.initialize()
    again = buying.process(good, data)
    assert again.type == "CHARGE_ACTION_REQUIRED"
    assert again.code == "INVALID_PAYMENT_DATA"
    assert again.window == good.window
    assert toss.calls("confirm") == []


def test_a_return_of_another_transaction(buying, toss):
    one, other = buying.initialize(), buying.initialize()
    returned = toss.buyer(one.data)
    answer = buying.process(other, returned)
    assert answer.code == "ORDER_MISMATCH"
    assert toss.calls("confirm") == []


def test_an_address_that_is_not_the_shops(buying):
    session = buying.initialize({"returnUrl": "https://evil.example/"})
    assert (session.type, session.code) == ("CHARGE_FAILURE", "INVALID_RETURN_URL")


def test_a_channel_without_the_plugin(buying, staff, shop, toss):
    staff.configure(shop.krw.id, active=False)
    assert GATEWAY not in [one["id"] for one in buying.gateways()]
    session = buying.initialize()
    assert (session.type, session.code) == ("CHARGE_FAILURE", "NOT_ACTIVE")


def test_the_gateway_shows_no_secrets(buying, guest, toss):
    (config,) = [one for one in buying.gateways() if one["id"] == GATEWAY]
    assert set(config["data"]) == {"sdkUrl", "clientKey", "currency", "oneTouch", "methods"}
    assert config["data"]["methods"] == []
    stranger = Transacting(guest)
    (config,) = stranger.gateways(GATEWAY, of=buying.storefront.checkout)
    assert config["data"]["methods"] is None
