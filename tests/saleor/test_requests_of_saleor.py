"""What Saleor does around refunds of a transaction; the mini host does the same."""

from datetime import timedelta

import pytest

from .scripted import (  # noqa: F401
    amounts,
    scripted_app,
    scripted_buying,
    scripted_ordered,
    scripted_refunding,
    types,
)
from .scripted_gateway import ScriptedRequests
from .transacting import events, grant, item, order, request, send_granted


@pytest.mark.parametrize("takes_event", [True, False])
def test_refund_fails_besides_unless_the_event_is_taken_away(
    ordered, staff, refunding, monkeypatch, takes_event
):
    made, transaction = ordered
    monkeypatch.setattr(ScriptedRequests, "takes_event", takes_event)
    refunding(result="REFUND_SUCCESS", pspReference="refund-1")
    assert request(staff, transaction, amount=1000) == []
    found = item(staff, transaction)
    assert ("REFUND_FAILURE" in types(found)) is not takes_event
    assert events(found, "REFUND_SUCCESS")[0]["amount"]["amount"] == 1000
    # Where both stand beside each other, which one counts is a matter of their order.
    assert order(staff, made)["totalCharged"]["amount"] in {14000, 14000 if takes_event else 15000}
    if takes_event:
        assert amounts(found) == [14000, 0, 1000]
        assert order(staff, made)["chargeStatus"] == "PARTIAL"


def test_refund_that_ends_later(ordered, staff, refunding, app):
    from saleor.payment.models import TransactionEvent
    from saleor.payment.utils import create_transaction_event_from_request_and_webhook_response

    made, transaction = ordered
    refunding(pspReference="refund-1")
    request(staff, transaction, amount=1000)
    assert amounts(item(staff, transaction)) == [14000, 1000, 0]
    asked = TransactionEvent.objects.get(type="refund_request")
    failed = {"result": "REFUND_FAILURE", "pspReference": "refund-1", "amount": 1000}
    create_transaction_event_from_request_and_webhook_response(asked, app, failed)
    assert amounts(item(staff, transaction)) == [15000, 0, 0]
    assert order(staff, made)["totalCharged"]["amount"] == 15000


def test_refund_of_more_than_there_is_is_cut(ordered, staff, refunding):
    _, transaction = ordered
    refunding(result="REFUND_SUCCESS", pspReference="refund-1")
    request(staff, transaction, amount=99999)
    assert amounts(item(staff, transaction)) == [0, 0, 15000]


@pytest.mark.parametrize("action", ["CHARGE", "CANCEL"])
def test_action_that_nobody_offers(ordered, staff, action, settings):
    settings.PLUGINS = [path for path in settings.PLUGINS if "brandpay" not in path]
    (error,) = request(staff, ordered[1], action)
    assert error["code"] == "MISSING_TRANSACTION_ACTION_REQUEST_WEBHOOK"
    assert f"{action}_FAILURE" in types(item(staff, ordered[1]))


def test_buyers_ask_for_no_refund(ordered, member):
    _, body = member.api.post(
        "mutation($id: ID!) { transactionRequestAction(id: $id, actionType: REFUND) {"
        " transaction { id } } }",
        id=ordered[1],
    )
    assert b"PermissionDenied" in body


def test_granted_refund(ordered, staff, refunding):
    from saleor.order.models import OrderGrantedRefund

    made, transaction = ordered
    granted = grant(staff, made, transaction, 2000)
    refunding(pspReference="refund-1")
    assert send_granted(staff, granted) == []
    assert OrderGrantedRefund.objects.get().status == "pending"
    assert [error["code"] for error in send_granted(staff, granted)] == ["REFUND_IS_PENDING"]
    assert amounts(item(staff, transaction)) == [13000, 2000, 0]


def test_funds_of_an_abandoned_checkout_are_released_once(buying, staff, refunding):
    from django.utils import timezone
    from saleor.channel.models import Channel
    from saleor.checkout.models import Checkout
    from saleor.payment.tasks import transaction_release_funds_for_checkout_task

    session = buying.initialize()
    refunding(result="REFUND_SUCCESS", pspReference="refund-1")
    Channel.objects.update(release_funds_for_expired_checkouts=True)
    transaction_release_funds_for_checkout_task()
    assert amounts(item(staff, session)) == [15000, 0, 0]
    old = timezone.now() - timedelta(hours=7)
    Checkout.objects.update(last_change=old, last_transaction_modified_at=old)
    transaction_release_funds_for_checkout_task()
    transaction_release_funds_for_checkout_task()
    found = item(staff, session)
    assert amounts(found) == [0, 0, 15000]
    assert types(found).count("REFUND_REQUEST") == 1
