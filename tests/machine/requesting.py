"""What staff do in the Transactions API: each request is a refund of its own (M10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.saleor.transacting import GRANT, request, send_granted

from .world import World


@dataclass(frozen=True)
class Request:
    """transactionRequestAction over an amount, or over all that is charged."""

    which: int = 0
    amount: int | None = 5000

    def work(self, world: World) -> str:
        item = charged(self.which)
        if item is None:
            return "nothing charged"
        ask = lambda: request(world.staff, name_of(item), amount=self.amount)  # noqa: E731
        return requested(world, ask, item)


@dataclass(frozen=True)
class Grant:
    """A refund that is granted on the order's page, and sent at once if `sent`."""

    which: int = 0
    amount: int = 5000
    sent: bool = True

    def work(self, world: World) -> str:
        from demo.host.ids import to_global_id

        item = charged(self.which)
        if item is None or item.order_id is None:
            return "nothing charged"
        order = to_global_id("Order", item.order_id)
        given = {"amount": self.amount, "transactionId": name_of(item), "reason": "broken"}
        made = world.staff.api(GRANT, id=order, input=given)["orderGrantRefundCreate"]
        if made["errors"]:
            return str(made["errors"])[-90:]
        granted: str = made["grantedRefund"]["id"]
        return send(world, granted) if self.sent else "granted"


@dataclass(frozen=True)
class SendGranted:
    """A granted refund is sent: for the first time, or once more by a second click."""

    which: int = 0
    """Of all that were granted, counted from the newest."""

    def work(self, world: World) -> str:
        from demo.host.ids import to_global_id
        from demo.host.models import OrderGrantedRefund

        granted = list(OrderGrantedRefund.objects.order_by("-pk"))
        if not granted:
            return "nothing granted"
        row = granted[self.which % len(granted)]
        return send(world, to_global_id("OrderGrantedRefund", row.pk))


def send(world: World, granted: str) -> str:
    from demo.host.ids import pk_of
    from demo.host.models import OrderGrantedRefund

    row = OrderGrantedRefund.objects.get(pk=pk_of(granted, "OrderGrantedRefund"))
    return requested(world, lambda: send_granted(world.staff, granted), row.transaction_item)


def requested(world: World, ask: Callable[[], list[dict[str, Any]]], item: Any) -> str:
    """What staff read: Saleor's own refusal, or the last event of the transaction."""

    def asked() -> tuple[str, str]:
        errors = ask()
        event = item.events.order_by("pk").last()
        message = event.message or ""
        told = "; ".join(str(error["message"]) for error in errors)[-90:]
        return told or f"{event.type} {event.amount_value:.0f} {message}"[:90], message

    return world.refunding(asked)


def charged(which: int) -> Any:
    from demo.host.models import TransactionItem

    items = list(TransactionItem.objects.filter(charged_value__gt=0).order_by("pk"))
    return items[which % len(items)] if items else None


def name_of(item: Any) -> str:
    from demo.host.ids import to_global_id

    return to_global_id("TransactionItem", item.token)
