"""Transactions and their events."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene

from ..ids import pk_of, to_global_id
from ..models import TransactionItem as ItemRow
from ..names import PaymentPermissions
from .base import Context, fault, permitted_only, row_with
from .common import Money, Node, enum_name, enum_of
from .payment_method_details import PaymentMethodDetails
from .scalars import UUID


def payment_handlers_only(context: Context) -> None:
    permitted_only(context.requestor, PaymentPermissions.HANDLE_PAYMENTS)


def _text(column: str) -> Any:
    """Never null, whatever the column holds."""
    return graphene.String(required=True, resolver=lambda root, _info: getattr(root, column) or "")


def _won(attribute: str) -> Any:
    return graphene.Field(Money, required=True, source=attribute)


class TransactionEvent(Node):
    created_at = graphene.DateTime(required=True)
    type = enum_of("type", required=False)
    psp_reference = _text("psp_reference")
    message = _text("message")
    external_url = _text("external_url")
    amount = _won("amount")
    idempotency_key = graphene.String()


class TransactionItem(Node):
    token = graphene.Field(UUID, required=True)
    created_at = graphene.DateTime(required=True)
    actions = graphene.List(graphene.NonNull(graphene.String), required=True)
    authorized_amount = _won("amount_authorized")
    authorize_pending_amount = _won("amount_authorize_pending")
    charged_amount = _won("amount_charged")
    charge_pending_amount = _won("amount_charge_pending")
    refunded_amount = _won("amount_refunded")
    refund_pending_amount = _won("amount_refund_pending")
    canceled_amount = _won("amount_canceled")
    cancel_pending_amount = _won("amount_cancel_pending")
    name = _text("name")
    message = _text("message")
    psp_reference = _text("psp_reference")
    external_url = _text("external_url")
    events = graphene.List(graphene.NonNull(TransactionEvent), required=True)
    order = graphene.Field("demo.host.schema.orders.Order")
    checkout = graphene.Field("demo.host.schema.checkouts.Checkout")
    payment_method_details = graphene.Field(PaymentMethodDetails)

    @classmethod
    def resolve_id(cls, root: Any, _info: Any) -> str:
        return to_global_id("TransactionItem", str(root.token))

    @staticmethod
    def resolve_actions(root: Any, _info: Any) -> list[str]:
        return [enum_name(action) for action in root.available_actions]

    @staticmethod
    def resolve_events(root: Any, _info: Any) -> Any:
        return root.events.order_by("-created_at")

    @staticmethod
    def resolve_payment_method_details(root: Any, _info: Any) -> Any:
        return root if getattr(root, "payment_method_type", None) else None


def find(global_id: str | None, token: Any, code: Any) -> Any:
    """The row of a global id or a token. Raises ValidationError."""
    found = _row(global_id, token)
    if found is None:
        raise fault("id", f"Couldn't resolve to a node: {global_id}", code)
    return found


def _row(global_id: str | None, token: Any) -> Any:
    key = token or pk_of(global_id or "", "TransactionItem")
    return row_with(ItemRow._meta.get_field("token"), key)


class Query:
    transaction = graphene.Field(TransactionItem, id=graphene.ID(), token=graphene.Argument(UUID))

    @staticmethod
    def resolve_transaction(
        _root: Any,
        info: Any,
        id: str | None = None,  # noqa: A002
        token: Any = None,
    ) -> Any:
        payment_handlers_only(info.context)
        return _row(id, token)
