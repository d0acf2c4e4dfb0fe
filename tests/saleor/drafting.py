"""Orders that staff make, change and cancel; only `total` reads a price."""

from dataclasses import dataclass, field
from typing import Any

import graphene

from .shop import ADDRESS, Channel, Shop

_CREATE = """mutation($input: DraftOrderCreateInput!) {
  draftOrderCreate(input: $input) { order { id } errors { field code message } } }"""
_COMPLETE = """mutation($id: ID!) {
  draftOrderComplete(id: $id) { order { id status } errors { field code message } } }"""
_CANCEL = """mutation($id: ID!) {
  orderCancel(id: $id) { order { id status } errors { field code message } } }"""
_LINES_CREATE = """mutation($id: ID!, $input: [OrderLineCreateInput!]!) {
  orderLinesCreate(id: $id, input: $input) { order { id } errors { field code message } } }"""
_LINE_UPDATE = """mutation($id: ID!, $input: OrderLineInput!) {
  orderLineUpdate(id: $id, input: $input) { order { id } errors { field code message } } }"""
_LINE_DELETE = """mutation($id: ID!) {
  orderLineDelete(id: $id) { order { id } errors { field code message } } }"""
_DISCOUNT = """mutation($id: ID!, $input: OrderDiscountCommonInput!) {
  orderDiscountAdd(orderId: $id, input: $input) {
    order { id } errors { field code message } } }"""
_LINES = "query($id: ID!) { order(id: $id) { lines { id quantity } } }"
_TOTAL = "query($id: ID!) { order(id: $id) { total { gross { amount } } } }"


@dataclass
class Drafting:
    """One order, as staff make it: cups and their delivery."""

    shop: Shop
    channel: Channel
    id: str = ""
    lines: list[str] = field(default_factory=list)

    def make(self, *, confirmed: bool, cups: int = 1) -> "Drafting":
        """A completed draft that owes 12,000 won for each cup; only an unconfirmed one changes."""
        from saleor.channel.models import Channel

        rows = Channel.objects.filter(slug=self.channel.slug)
        rows.update(automatically_confirm_all_new_orders=confirmed)
        data = {
            "channelId": self.channel.id,
            "userEmail": "buyer@example.com",
            "lines": [{"variantId": self.shop.variants["cup"], "quantity": cups}],
            "shippingAddress": ADDRESS,
            "billingAddress": ADDRESS,
            "shippingMethod": self._method(),
        }
        self.id = self._do(_CREATE, input=data)["order"]["id"]
        self._do(_COMPLETE, id=self.id)
        self.lines = [row["id"] for row in self.shop.staff(_LINES, id=self.id)["order"]["lines"]]
        # Somebody looks at it once: its prices are those of the moment.
        self.total()
        return self

    def cancel(self) -> None:
        self._do(_CANCEL, id=self.id)

    def expire(self) -> None:
        """What Saleor's task does to an unpaid order that nobody has confirmed for too long."""
        from saleor.order import OrderStatus
        from saleor.order.models import Order

        Order.objects.update(status=OrderStatus.EXPIRED)

    def total(self) -> int:
        return int(self.shop.staff(_TOTAL, id=self.id)["order"]["total"]["gross"]["amount"])

    def add_line(self, sku: str, quantity: int = 1) -> None:
        lines = [{"variantId": self.shop.variants[sku], "quantity": quantity}]
        self._do(_LINES_CREATE, id=self.id, input=lines)

    def change_line(self, quantity: int) -> None:
        self._do(_LINE_UPDATE, id=self.lines[0], input={"quantity": quantity})

    def delete_line(self, sku: str) -> None:
        from saleor.order.models import OrderLine

        line = graphene.Node.to_global_id("OrderLine", OrderLine.objects.get(product_sku=sku).pk)
        self._do(_LINE_DELETE, id=line)

    def discount(self, won: int) -> None:
        self._do(_DISCOUNT, id=self.id, input={"valueType": "FIXED", "value": won})

    def _method(self) -> str:
        from saleor.shipping.models import ShippingMethod

        return graphene.Node.to_global_id("ShippingMethod", ShippingMethod.objects.get().pk)

    def _do(self, mutation: str, **variables: Any) -> dict[str, Any]:
        payload: dict[str, Any] = self.shop.staff.mutate(mutation, **variables)
        return payload
