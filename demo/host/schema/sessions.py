"""transactionInitialize and transactionProcess."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import uuid
from typing import Any

import graphene

from ..checkout_payment_utils import activate_payments, cancel_active_payments
from ..interface import PaymentGatewayData
from ..models import App, Checkout
from ..names import (
    PaymentPermissions,
    TransactionEventType,
    TransactionFlowStrategy,
    TransactionInitializeErrorCode,
    TransactionItemIdempotencyUniqueError,
    TransactionProcessErrorCode,
)
from ..transaction_sessions import (
    FINAL,
    handle_transaction_initialize_session,
    handle_transaction_process_session,
)
from .base import Context, Mutation, fault, permitted_only
from .payment_gateways import PaymentGatewayToInitialize, gateway_data
from .scalars import JSON, UUID, PositiveDecimal
from .transaction_sources import amount_of, source_of
from .transactions import TransactionEvent, TransactionItem, find

_ASKED = {TransactionEventType.AUTHORIZATION_REQUEST, TransactionEventType.CHARGE_REQUEST}


class TransactionFlowStrategyEnum(graphene.Enum):
    AUTHORIZATION = TransactionFlowStrategy.AUTHORIZATION
    CHARGE = TransactionFlowStrategy.CHARGE


class TransactionInitialize(Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        amount = PositiveDecimal()
        idempotency_key = graphene.String()
        action = graphene.Argument(TransactionFlowStrategyEnum)
        customer_ip_address = graphene.String()
        payment_gateway = PaymentGatewayToInitialize(required=True)

    transaction = graphene.Field(TransactionItem)
    transaction_event = graphene.Field(TransactionEvent)
    data = graphene.Field(JSON)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        codes = TransactionInitializeErrorCode
        source = source_of(data["id"], codes)
        _not_locked(source, codes)
        if data.get("idempotency_key") == "":
            text = "Cannot be provided as an empty string."
            raise fault("idempotency_key", text, codes.INVALID)
        gateway = gateway_data(data["payment_gateway"])
        action = source.channel.default_transaction_flow_strategy
        if data.get("action"):
            permitted_only(context.app, PaymentPermissions.HANDLE_PAYMENTS)
            action = data["action"].value
        address = _customer_ip(context, data.get("customer_ip_address"))
        amount = amount_of(source, data.get("amount"))
        app = _app(gateway.app_identifier)
        if app is None:
            text = "App with provided identifier not found."
            raise fault("payment_gateway", text, codes.NOT_FOUND)
        payments = _step_back(source)
        try:
            item, event, answer = handle_transaction_initialize_session(
                source_object=source,
                payment_gateway_data=gateway,
                amount=amount,
                action=action,
                customer_ip_address=address,
                app=app,
                manager=context.manager,
                idempotency_key=data.get("idempotency_key") or str(uuid.uuid4()),
            )
        except TransactionItemIdempotencyUniqueError as error:
            activate_payments(payments)
            text = "Different transaction with provided idempotency key already exists."
            raise fault("idempotency_key", text, codes.UNIQUE) from error
        return {"transaction": item, "transaction_event": event, "data": answer}


class TransactionProcess(Mutation):
    class Arguments:
        id = graphene.ID()
        token = graphene.Argument(UUID)
        data = graphene.Argument(JSON)
        customer_ip_address = graphene.String()

    transaction = graphene.Field(TransactionItem)
    transaction_event = graphene.Field(TransactionEvent)
    data = graphene.Field(JSON)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        codes = TransactionProcessErrorCode
        item = find(data.get("id"), data.get("token"), codes.NOT_FOUND)
        for event in item.events.filter(type__in=FINAL, include_in_calculations=True):
            # It has ended, and nobody is asked again.
            return {"transaction": item, "transaction_event": event}
        request = item.events.filter(type__in=_ASKED, include_in_calculations=False).first()
        if request is None:
            text = "Missing call of `transactionInitialize` mutation."
            raise fault("id", text, codes.INVALID)
        source = item.checkout or item.order
        if source is None:
            text = "Transaction doesn't have attached order or checkout."
            raise fault("id", text, codes.INVALID)
        _not_locked(source, codes)
        app = _app(item.app_identifier)
        if app is None:
            text = "Payment app attached to the transaction, doesn't exist."
            raise fault("id", text, codes.MISSING_PAYMENT_APP)
        charge = request.type == TransactionEventType.CHARGE_REQUEST
        strategy = TransactionFlowStrategy
        address = _customer_ip(context, data.get("customer_ip_address"))
        payments = _step_back(source)
        event, answer = handle_transaction_process_session(
            transaction_item=item,
            source_object=source,
            payment_gateway_data=PaymentGatewayData(
                app_identifier=app.identifier, data=data.get("data")
            ),
            action=strategy.CHARGE if charge else strategy.AUTHORIZATION,
            app=app,
            customer_ip_address=address,
            manager=context.manager,
            request_event=request,
        )
        if event.type.endswith("_failure"):
            activate_payments(payments)
        item.refresh_from_db()
        return {"transaction": item, "transaction_event": event, "data": answer}


def _app(identifier: str | None) -> Any:
    rows = App.objects.filter(identifier=identifier, removed_at__isnull=True, is_active=True)
    return rows.first() if identifier else None


def _step_back(source: Any) -> list[int]:
    """One checkout is not paid through both APIs."""
    return cancel_active_payments(source) if isinstance(source, Checkout) else []


def _not_locked(source: Any, codes: Any) -> None:
    if isinstance(source, Checkout) and source.is_checkout_locked():
        text = "The checkout completion is currently in progress."
        raise fault("id", text, codes.CHECKOUT_COMPLETION_IN_PROGRESS)


def _customer_ip(context: Context, given: str | None) -> str | None:
    if given:
        permitted_only(context.app, PaymentPermissions.HANDLE_PAYMENTS)
    return given or context.request.META.get("REMOTE_ADDR")
