"""The dashboard's pages of an order, by the GraphQL operations that they send.

Names, arguments and fields are those of saleor-dashboard 3.22 (src/orders/queries.ts, mutations.ts,
src/fragments/orders.ts), as far as payments are concerned. Older dashboards send fewer fields.
"""

from dataclasses import dataclass
from typing import Any

from .graphql import Api
from .versions import VERSION

KNOWS_METHODS = VERSION >= (3, 22)
"""Payment methods of transactions, and reasons that refer to a page."""

_NEWER = {
    "method": """paymentMethodDetails { name __typename
      ... on CardPaymentMethodDetails { name brand expMonth expYear firstDigits lastDigits }
      ... on OtherPaymentMethodDetails { name } }""",
    "reference": "reasonReference { id title }",
    "variables": "$reason: String $reasonReferenceId: ID",
    "reason": "refundReason: $reason refundReasonReference: $reasonReferenceId",
    "grant_variable": "$reasonReferenceId: ID",
    "grant_reason": "reasonReference: $reasonReferenceId",
}


def _of_version(document: str) -> str:
    for name, text in _NEWER.items():
        document = document.replace(f"<{name}>", text if KNOWS_METHODS else "")
    return document


_FRAGMENTS = """
fragment Money on Money { amount currency }
fragment TransactionBaseEvent on TransactionEvent {
  id pspReference amount { ...Money } externalUrl type message createdAt <reference> }
fragment TransactionEvent on TransactionEvent { ...TransactionBaseEvent
  createdBy { ... on User { id email } ... on App { id name } } externalUrl }
fragment TransactionItem on TransactionItem {
  id name actions pspReference externalUrl createdAt
  createdBy { ... on App { name brand { logo { default(size: 64) } } } }
  <method>
  events { ...TransactionEvent }
  authorizedAmount { ...Money } chargedAmount { ...Money } refundedAmount { ...Money }
  canceledAmount { ...Money } authorizePendingAmount { ...Money } chargePendingAmount { ...Money }
  refundPendingAmount { ...Money } cancelPendingAmount { ...Money } }
"""
_ORDER_DETAILS = """
fragment OrderGrantedRefund on OrderGrantedRefund {
  id createdAt shippingCostsIncluded status amount { currency amount } transactionEvents { id }
  reason <reference> user { id email } app { id name } lines { id quantity orderLine { id } } }
fragment OrderDetails on Order {
  id number isPaid paymentStatus status actions chargeStatus authorizeStatus
  transactions { ...TransactionItem }
  payments { id isActive actions gateway }
  grantedRefunds { ...OrderGrantedRefund }
  events { id type amount message transactionReference }
  lines { id quantity }
  total { gross { ...Money } } totalRemainingGrant { ...Money } totalGrantedRefund { ...Money }
  totalRefundPending { ...Money } totalRefunded { ...Money } totalAuthorizePending { ...Money }
  totalAuthorized { ...Money } totalCaptured { ...Money } totalCharged { ...Money }
  totalChargePending { ...Money } totalCanceled { ...Money } totalBalance { ...Money }
  channel { isActive id name currencyCode slug orderSettings { markAsPaidStrategy } } }
"""
ORDER = _of_version(
    "query OrderDetailsWithMetadata($id: ID!) { order(id: $id) { ...OrderDetails } }"
    + _FRAGMENTS
    + _ORDER_DETAILS
)
REQUEST_ACTION = _of_version("""
mutation OrderTransactionRequestAction($action: TransactionActionEnum! $transactionId: ID!
    $amount: PositiveDecimal <variables>) {
  transactionRequestAction(actionType: $action id: $transactionId amount: $amount <reason>) {
    errors { field message code } } }""")
GRANT = _of_version("""
mutation OrderGrantRefundAdd($orderId: ID! $amount: Decimal $reason: String <grant_variable>
    $lines: [OrderGrantRefundCreateLineInput!] $grantRefundForShipping: Boolean
    $transactionId: ID!) {
  orderGrantRefundCreate(id: $orderId input: { amount: $amount reason: $reason lines: $lines
      grantRefundForShipping: $grantRefundForShipping transactionId: $transactionId
      <grant_reason> }) {
    errors { field message code lines { field message code lineId } } grantedRefund { id } } }""")
SEND_GRANTED = _of_version(
    """
mutation OrderSendRefundForGrantedRefund($grantedRefundId: ID! $transactionId: ID!) {
  transactionRequestRefundForGrantedRefund(
      grantedRefundId: $grantedRefundId id: $transactionId) {
    transaction { ...TransactionItem } errors { field message code } } }"""
    + _FRAGMENTS
)

_STATUSES = {
    "REFUND_SUCCESS": "SUCCESS",
    "REFUND_FAILURE": "FAILURE",
    "REFUND_REQUEST": "PENDING",
}
Errors = list[dict[str, Any]]


def _events(draft: dict[str, Any]) -> list[dict[str, Any]]:
    return draft["transactionEvents"] or []


@dataclass
class Dashboard:
    """Staff in front of one order's page."""

    api: Api
    order_id: str

    def page(self) -> dict[str, Any]:
        found: dict[str, Any] = self.api(ORDER, id=self.order_id)["order"]
        return found

    def transaction(self) -> dict[str, Any]:
        """The only one of the order."""
        (found,) = self.page()["transactions"]
        return dict(found)

    def refunds(self) -> list[tuple[str, str, int]]:
        """The page's table of refunds: granted or manual, status, won; the newest first.

        As src/orders/utils/OrderRefundsViewModel.ts makes it: what belongs to no granted refund is
        one row for each reference, and its latest event tells the status.
        """
        page = self.page()
        rows = [
            (draft["createdAt"], "granted", draft["status"], int(draft["amount"]["amount"]))
            for draft in page["grantedRefunds"]
        ]
        granted = {event["id"] for draft in page["grantedRefunds"] for event in _events(draft)}
        groups: dict[str, list[dict[str, Any]]] = {}
        for event in (event for item in page["transactions"] for event in item["events"]):
            if event["type"] in _STATUSES and event["id"] not in granted:
                groups.setdefault(event["pspReference"], []).append(event)
        for group in groups.values():
            last = max(group, key=lambda event: event["createdAt"])
            status = _STATUSES[last["type"]]
            rows.append((last["createdAt"], "manual", status, int(last["amount"]["amount"])))
        return [row[1:] for row in sorted(rows, reverse=True)]

    def request(self, amount: int | None, *, action: str = "REFUND", reason: str = "") -> Errors:
        """Refunds > Manual refund > Transfer funds; or a button beside the transaction."""
        variables: dict[str, Any] = {"action": action, "amount": amount}
        if KNOWS_METHODS and reason:
            variables["reason"] = reason
        payload = self.api(REQUEST_ACTION, transactionId=self.transaction()["id"], **variables)
        errors: Errors = payload["transactionRequestAction"]["errors"]
        return errors

    def grant(
        self,
        lines: dict[str, int],
        *,
        amount: int | None = None,
        shipping: bool = False,
        reason: str = "",
    ) -> str:
        """Refunds > Refund with line items > Save draft."""
        wanted = [{"id": line, "quantity": count, "reason": ""} for line, count in lines.items()]
        payload = self.api.mutate(
            GRANT,
            orderId=self.order_id,
            amount=amount,
            reason=reason,
            lines=wanted,
            grantRefundForShipping=shipping,
            transactionId=self.transaction()["id"],
        )
        granted: str = payload["grantedRefund"]["id"]
        return granted

    def send(self, granted: str) -> Errors:
        """The draft's page > Transfer funds."""
        transaction = self.transaction()["id"]
        payload = self.api(SEND_GRANTED, grantedRefundId=granted, transactionId=transaction)
        errors: Errors = payload["transactionRequestRefundForGrantedRefund"]["errors"]
        return errors
