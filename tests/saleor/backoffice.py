"""Staff at the dashboard: orders, refunds and the plugin's settings page."""

from dataclasses import dataclass
from typing import Any

from .graphql import Api
from .shop import GATEWAY

ORDER = """query($id: ID!) { order(id: $id) {
  id number status chargeStatus paymentStatus isPaid userEmail
  total { gross { amount currency } } totalCharged { amount } totalBalance { amount }
  metadata { key value } privateMetadata { key value }
  lines { id quantity }
  events { type message amount }
  fulfillments { id status }
  payments {
    id gateway isActive chargeStatus pspReference paymentMethodType
    total { amount } capturedAmount { amount }
    creditCard { brand lastDigits expMonth expYear }
    transactions { kind isSuccess error token gatewayResponse amount { amount } } } } }"""
ORDERS = "query { orders(first: 100) { edges { node { id number } } } }"
ORDER_REFUND = """mutation($id: ID!, $amount: PositiveDecimal!) {
  orderRefund(id: $id, amount: $amount) { order { id } errors { field code message } } }"""
REFUND_PRODUCTS = """mutation($order: ID!, $input: OrderRefundProductsInput!) {
  orderFulfillmentRefundProducts(order: $order, input: $input) {
    fulfillment { id status } errors { field code message } } }"""
RETURN_PRODUCTS = """mutation($order: ID!, $input: OrderReturnProductsInput!) {
  orderFulfillmentReturnProducts(order: $order, input: $input) {
    returnFulfillment { id status } errors { field code message } } }"""
PLUGIN_UPDATE = """mutation($id: ID!, $channelId: ID, $input: PluginUpdateInput!) {
  pluginUpdate(id: $id, channelId: $channelId, input: $input) {
    plugin { id globalConfiguration { active } channelConfigurations {
      active channel { slug } configuration { name value type } } }
    errors { field code message } } }"""
PLUGIN = """query($id: ID!) { plugin(id: $id) { id name
  channelConfigurations { active channel { slug } configuration { name value type } } } }"""
CHANNEL_UPDATE = """mutation($id: ID!, $input: ChannelUpdateInput!) {
  channelUpdate(id: $id, input: $input) { channel { id } errors { field code message } } }"""

APPS = """query { apps(first: 100) { edges { node {
  id name identifier type isActive aboutApp permissions { code } tokens { id }
  webhooks { id } } } } }"""
APP_PROBLEMS = """query { apps(first: 100) { edges { node {
  identifier problems { key message count isCritical } } } } }"""
APP_ACTIVATE = """mutation($id: ID!) {
  appActivate(id: $id) { app { isActive } errors { field code message } } }"""
APP_DEACTIVATE = """mutation($id: ID!) {
  appDeactivate(id: $id) { app { isActive } errors { field code message } } }"""
APP_DELETE = "mutation($id: ID!) { appDelete(id: $id) { errors { field code message } } }"

Errors = list[dict[str, Any]]


def returning(lines: dict[str, int]) -> dict[str, Any]:
    wanted = [{"orderLineId": line, "quantity": count} for line, count in lines.items()]
    return {"orderLines": wanted, "refund": True}


@dataclass
class Backoffice:
    """Staff with every permission. Refunds and settings answer their errors to be looked at."""

    api: Api

    def order(self, order_id: str) -> dict[str, Any]:
        return self.api(ORDER, id=order_id)["order"]

    def orders(self) -> list[dict[str, Any]]:
        return [edge["node"] for edge in self.api(ORDERS)["orders"]["edges"]]

    def refund(self, order_id: str, amount: int) -> Errors:
        return self.api(ORDER_REFUND, id=order_id, amount=amount)["orderRefund"]["errors"]

    def try_refund(self, order_id: str, amount: int) -> tuple[int, bytes]:
        """`orderRefund` whose failure is the point: HTTP status and body as they come."""
        return self.api.post(ORDER_REFUND, id=order_id, amount=amount)

    def refund_lines(self, order_id: str, lines: dict[str, int], **extra: Any) -> Errors:
        """Refund order lines (id → quantity) through `orderFulfillmentRefundProducts`."""
        wanted = [{"orderLineId": line, "quantity": count} for line, count in lines.items()]
        payload = self.api(REFUND_PRODUCTS, order=order_id, input={"orderLines": wanted, **extra})
        return payload["orderFulfillmentRefundProducts"]["errors"]

    def try_refund_lines(self, order_id: str, lines: dict[str, int]) -> tuple[int, bytes]:
        wanted = [{"orderLineId": line, "quantity": count} for line, count in lines.items()]
        return self.api.post(REFUND_PRODUCTS, order=order_id, input={"orderLines": wanted})

    def return_lines(self, order_id: str, lines: dict[str, int]) -> Errors:
        """Take order lines back and refund them through `orderFulfillmentReturnProducts`."""
        payload = self.api(RETURN_PRODUCTS, order=order_id, input=returning(lines))
        return payload["orderFulfillmentReturnProducts"]["errors"]

    def try_return_lines(self, order_id: str, lines: dict[str, int]) -> tuple[int, bytes]:
        return self.api.post(RETURN_PRODUCTS, order=order_id, input=returning(lines))

    def configure(
        self, channel: str, *, active: bool = True, plugin: str = GATEWAY, **fields: str
    ) -> Errors:
        """Save the settings page of one channel; fields not named keep their value."""
        values = [{"name": name, "value": value} for name, value in fields.items()]
        data = {"active": active, "configuration": values}
        payload = self.api(PLUGIN_UPDATE, id=plugin, channelId=channel, input=data)
        return payload["pluginUpdate"]["errors"]

    def settings(self, channel_slug: str, plugin: str = GATEWAY) -> dict[str, Any]:
        """The settings page of one channel as staff see it: name → value."""
        for entry in self.api(PLUGIN, id=plugin)["plugin"]["channelConfigurations"]:
            if entry["channel"]["slug"] == channel_slug:
                fields = {item["name"]: item["value"] for item in entry["configuration"]}
                return {"active": entry["active"], **fields}
        raise KeyError(channel_slug)

    def app(self, identifier: str = GATEWAY) -> dict[str, Any]:
        """The only one of that identifier, as Extensions in the dashboard lists it."""
        nodes = [edge["node"] for edge in self.api(APPS)["apps"]["edges"]]
        (found,) = (node for node in nodes if node["identifier"] == identifier)
        return dict(found)

    def app_problems(self) -> list[dict[str, Any]]:
        """What the dashboard shows on Extensions; Saleor has it from 3.22.36 on."""
        nodes = [edge["node"] for edge in self.api(APP_PROBLEMS)["apps"]["edges"]]
        (found,) = (node for node in nodes if node["identifier"] == GATEWAY)
        return list(found["problems"])

    def activate_app(self, app_id: str) -> None:
        self.api.mutate(APP_ACTIVATE, id=app_id)

    def deactivate_app(self, app_id: str) -> None:
        self.api.mutate(APP_DEACTIVATE, id=app_id)

    def delete_app(self, app_id: str) -> None:
        self.api.mutate(APP_DELETE, id=app_id)

    def update_channel(self, channel: str, **data: Any) -> None:
        self.api.mutate(CHANNEL_UPDATE, id=channel, input=data)
