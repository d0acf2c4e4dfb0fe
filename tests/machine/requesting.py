"""What staff do in the Transactions API: each request is a refund of its own (M10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.saleor.transacting import request

from .world import World

GRANT = """mutation($id: ID!, $input: OrderGrantRefundCreateInput!) {
  orderGrantRefundCreate(id: $id, input: $input) {
    grantedRefund { id } errors { field code message } } }"""
REFUND_GRANTED = """mutation($id: ID, $granted: ID!) {
  transactionRequestRefundForGrantedRefund(id: $id, grantedRefundId: $granted) {
    transaction { id } errors { field code message } } }"""


@dataclass(frozen=True)
class Request:
    """transactionRequestAction over an amount, or over all that is charged."""

    which: int = 0
    amount: int | None = 5000

    def work(self, world: World) -> str:
        item = charged(self.which)
        if item is None:
            return "nothing charged"
        errors = request(world.staff, name_of(item), amount=self.amount)
        return "; ".join(str(error["message"]) for error in errors)[-90:] or last(item)


@dataclass(frozen=True)
class Grant:
    """A refund that is granted first, on the order's page, and then asked for."""

    which: int = 0
    amount: int = 5000

    def work(self, world: World) -> str:
        from demo.host.ids import to_global_id

        item = charged(self.which)
        if item is None or item.order_id is None:
            return "nothing charged"
        name, order = name_of(item), to_global_id("Order", item.order_id)
        given = {"amount": self.amount, "transactionId": name, "reason": "broken"}
        made = world.staff.api(GRANT, id=order, input=given)["orderGrantRefundCreate"]
        if made["errors"]:
            return str(made["errors"])[-90:]
        granted = made["grantedRefund"]["id"]
        answer = world.staff.api(REFUND_GRANTED, id=name, granted=granted)
        errors = answer["transactionRequestRefundForGrantedRefund"]["errors"]
        return "; ".join(str(error["message"]) for error in errors)[-90:] or last(item)


def charged(which: int) -> Any:
    from demo.host.models import TransactionItem

    items = list(TransactionItem.objects.filter(charged_value__gt=0).order_by("pk"))
    return items[which % len(items)] if items else None


def name_of(item: Any) -> str:
    from demo.host.ids import to_global_id

    return to_global_id("TransactionItem", item.token)


def last(item: Any) -> str:
    event = item.events.order_by("pk").last()
    return f"{event.type} {event.amount_value:.0f} {event.message or ''}"[:90]
