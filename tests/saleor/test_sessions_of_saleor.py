"""What Saleor does around a gateway of the Transactions API; the mini host does the same."""

import pytest

from .scripted import (  # noqa: F401
    PLACE,
    SUCCESS,
    WAITING,
    amounts,
    scripted_app,
    scripted_buying,
    scripted_say,
    types,
)
from .scripted_gateway import IDENTIFIER, OvertakenSessions, ScriptedSessions
from .transacting import GATEWAYS, INITIALIZE, item, order
from .versions import VERSION

STATUS = "query($id: ID!) { checkout(id: $id) { chargeStatus authorizeStatus } }"


def test_charged_and_made_an_order(buying, staff):
    session = buying.initialize()
    assert (session.type, session.amount, session.reference) == ("CHARGE_SUCCESS", 15000, "key-1")
    assert staff.api(STATUS, id=buying.storefront.checkout)["checkout"] == {
        "chargeStatus": "FULL",
        "authorizeStatus": "FULL",
    }
    found = item(staff, session)
    assert found["actions"] == ["REFUND"]
    assert types(found) == ["CHARGE_REQUEST", "CHARGE_SUCCESS"]
    made = order(staff, buying.complete().order["id"])
    assert (made["chargeStatus"], made["totalCharged"]["amount"]) == ("FULL", 15000)
    assert [one["id"] for one in made["transactions"]] == [session.transaction]


def test_gateway_that_is_asked_by_name_or_with_all_others(buying):
    (config,) = buying.gateways(IDENTIFIER)
    assert (config["id"], config["data"]["amount"], config["errors"]) == (IDENTIFIER, "15000", [])
    assert IDENTIFIER in [config["id"] for config in buying.gateways()]
    (unknown,) = buying.gateways("nobody")
    assert (unknown["data"], unknown["errors"][0]["code"]) == (None, "NOT_FOUND")


def test_answer_of_a_channels_plugin_is_lost(buying, settings):
    settings.PLUGINS = [path for path in settings.PLUGINS if "ScriptedSessions" not in path]
    settings.PLUGINS = [*settings.PLUGINS, f"{PLACE}.OvertakenSessions"]
    session = buying.initialize()
    assert OvertakenSessions.calls == ["initialize"]
    assert (session.type, session.message) == ("CHARGE_FAILURE", "Failed to delivery request.")
    (config,) = buying.gateways(IDENTIFIER)
    assert config["errors"][0]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("gone", [{"is_active": False}, {"identifier": "other"}, "removed"])
def test_no_app_no_transaction(buying, app, gone):
    from django.utils import timezone

    fields = {"removed_at": timezone.now()} if gone == "removed" else gone
    type(app).objects.filter(pk=app.pk).update(**fields)
    session = buying.initialize()
    assert [error["code"] for error in session.errors] == ["NOT_FOUND"]
    assert ScriptedSessions.calls == []


def test_app_that_goes_before_the_payment_is_processed(buying, app, say):
    say(WAITING)
    session = buying.initialize()
    type(app).objects.update(is_active=False)
    answer = buying.process(session)
    assert [error["code"] for error in answer.errors] == ["MISSING_PAYMENT_APP"]
    assert ScriptedSessions.calls == ["initialize"]


def test_window_and_then_the_charge(buying, staff, say):
    say(WAITING)
    session = buying.initialize()
    assert (session.type, session.data) == ("CHARGE_ACTION_REQUIRED", {"window": 1})
    say(SUCCESS, data={"thanks": 1})
    assert buying.process(session, {"back": 1}).data == {"thanks": 1}
    again = buying.process(session)
    assert (again.type, again.data) == ("CHARGE_SUCCESS", None)
    assert ScriptedSessions.calls == ["initialize", "process"]
    assert types(item(staff, session))[1:] == ["CHARGE_ACTION_REQUIRED", "CHARGE_SUCCESS"]


def test_idempotency_key(buying, say):
    say(WAITING)
    first = buying.initialize(key="cart")
    assert buying.initialize(key="cart").transaction == first.transaction
    other = buying.initialize(key="cart", amount=1000)
    assert [error["code"] for error in other.errors] == ["UNIQUE"]
    buying.storefront.fill()
    elsewhere = buying.initialize(key="cart")
    assert [error["code"] for error in elsewhere.errors] == ["UNIQUE"]
    empty = buying.initialize(key="")
    assert [error["code"] for error in empty.errors] == ["INVALID"]


def test_amount_is_what_transactions_have_left(buying):
    assert buying.initialize(amount=6000).amount == 6000
    assert buying.initialize().amount == 9000


def test_total_is_that_before_gift_cards(buying, shop):
    buying.storefront.use_gift_card(5000)
    assert buying.initialize().amount == 15000


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, "Failed to delivery request."),
        ({"result": "CHARGE_SUCCESS"}, "pspReference"),
        ({"result": "PERHAPS"}, "result"),
        ({"result": "CHARGE_FAILURE", "externalUrl": "no address"}, "externalUrl"),
        ({"result": "CHARGE_FAILURE", "time": "yesterday"}, "time"),
    ],
)
def test_answer_that_is_none(buying, staff, say, answer, told):
    if told == "externalUrl" and VERSION == (3, 20):
        pytest.skip("3.20 takes any text")
    say(answer)
    session = buying.initialize()
    assert session.type == "CHARGE_FAILURE"
    assert told.lower() in session.message.lower()
    assert amounts(item(staff, session)) == [0, 0, 0]


def test_one_reference_with_two_amounts_is_a_failure(buying, staff, say):
    say(WAITING, pspReference="key-1", amount=15000)
    session = buying.initialize()
    say(SUCCESS, amount=15000)
    from saleor.payment.models import TransactionEvent

    buying.process(session)
    TransactionEvent.objects.filter(type="charge_success").update(include_in_calculations=False)
    say(SUCCESS, amount=14000)
    again = buying.process(session)
    assert again.type == "CHARGE_FAILURE"
    assert "different amount" in again.message


def test_goods_gone_after_the_charge(buying, staff, shop):
    session = buying.initialize()
    shop.set_stock("cup", 0)
    answer = buying.complete()
    assert answer.order is None
    assert [error["code"] for error in answer.errors] == ["INSUFFICIENT_STOCK"]
    assert amounts(item(staff, session)) == [15000, 0, 0]


def test_too_little_was_charged(buying):
    buying.initialize(amount=1000)
    answer = buying.complete()
    assert [error["code"] for error in answer.errors] == ["CHECKOUT_NOT_FULLY_PAID"]


def test_order_of_its_own(buying, staff):
    from saleor.channel.models import Channel
    from saleor.checkout import tasks

    if not hasattr(tasks, "trigger_automatic_checkout_completion_task"):
        pytest.skip("before 3.22 the charge itself starts it, through Celery")
    session = buying.initialize()
    Channel.objects.update(automatically_complete_fully_paid_checkouts=True)
    tasks.trigger_automatic_checkout_completion_task()
    assert item(staff, session)["order"]
    assert len(staff.orders()) == 1


@pytest.mark.usefixtures("brandpay")
def test_payment_steps_back_for_a_transaction(buying, member, say):
    from saleor.payment.models import Payment

    say(WAITING)
    member.payment_create()
    buying.initialize()
    assert not Payment.objects.get().is_active


@pytest.mark.usefixtures("brandpay")
def test_order_of_a_payment_leaves_transactions_with_neither(buying, member, say, toss):
    from saleor.payment.models import Payment, TransactionItem

    say(WAITING)
    member.payment_create()
    buying.initialize()
    Payment.objects.update(is_active=True)
    member.complete(toss.buyer(member.complete().data))
    found = TransactionItem.objects.get()
    assert (found.checkout, found.order) == (None, None)


def test_what_is_no_object_does_not_arrive(buying, monkeypatch):
    seen = []
    monkeypatch.setattr(
        ScriptedSessions,
        "transaction_initialize_session",
        lambda _, data, previous_value: seen.append(data.payment_gateway_data.data),
    )
    for data in ("text", 5, True, [1, "two"], {"a": None}):
        gateway = {"id": IDENTIFIER, "data": data}
        status, _ = buying.api.post(INITIALIZE, id=buying.storefront.checkout, gateway=gateway)
        assert status == (200 if isinstance(data, dict | list) else 400)
    assert seen == [[1, "two"], {"a": None}]


def test_source_that_is_none(buying, shop):
    answer = buying.api(GATEWAYS, id=shop.krw.id)["paymentGatewayInitialize"]
    assert [error["code"] for error in answer["errors"]] == ["INVALID"]
