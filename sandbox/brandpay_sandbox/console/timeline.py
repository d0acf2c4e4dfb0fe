"""Everything that belongs to one payment, in the order in which it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..toss.payments import WINDOW
from .item import Item
from .masks import answer_of, masked_json, request_of
from .webhooks import webhook_items

if TYPE_CHECKING:
    from ..http.log import Entry
    from ..toss.journal import Event
    from ..toss.payments import Payment
    from ..toss.state import State


def timeline(state: State, payment: Payment) -> list[Item]:
    items = [_event(one) for one in state.journal if one.payment_key == payment.payment_key]
    items += [_call(one) for one in state.log if _is_about(one, payment)]
    for one in state.outbox.about(payment.payment_key):
        items += webhook_items(one)
    return sorted(items, key=lambda item: item.at)


def _is_about(entry: Entry, payment: Payment) -> bool:
    """Calls that name the payment or its order, and its customer's token exchange meanwhile."""
    body = entry.body if isinstance(entry.body, dict) else {}
    key, order_id = payment.payment_key, payment.order_id
    if key in {*entry.path.split("/"), body.get("paymentKey")}:
        return True
    if entry.path.endswith(f"/orders/{order_id}") or body.get("orderId") == order_id:
        return body.get("paymentKey") in {None, key}
    until = payment.approved_at or payment.requested_at + WINDOW
    during = payment.requested_at <= entry.at <= until
    exchange = entry.endpoint == "access-token"
    return exchange and during and body.get("customerKey") == payment.customer_key


def _event(event: Event) -> Item:
    detail = masked_json(event.detail) or None
    return Item(at=event.at, kind=event.kind, title=event.name, request=detail)


def _call(entry: Entry) -> Item:
    marks = ["replayed"] if entry.replayed else []
    marks += ["no_answer"] if entry.status is None else []
    marks += [f"fault {entry.fault}"] if entry.fault else []
    sent = request_of(entry)
    if entry.idempotency_key is not None:
        sent = {"Idempotency-Key": entry.idempotency_key, "body": sent}
    return Item(
        at=entry.at,
        kind="api",
        title=f"{entry.method} {entry.path}",
        status=entry.status,
        code=entry.code,
        marks=tuple(marks),
        request=sent,
        answer=answer_of(entry),
    )
