"""A buyer and staff who use the Transactions API."""

from dataclasses import dataclass, field
from typing import Any

from .backoffice import Backoffice
from .graphql import Api
from .shop import GATEWAY, RETURN_URL
from .storefront import Completion, Storefront

_ITEM = """id token pspReference actions externalUrl
  chargedAmount { amount } refundedAmount { amount } chargePendingAmount { amount }
  authorizedAmount { amount } refundPendingAmount { amount }
  events { type pspReference message externalUrl amount { amount } }"""
GATEWAYS = """mutation($id: ID!, $gateways: [PaymentGatewayToInitialize!]) {
  paymentGatewayInitialize(id: $id, paymentGateways: $gateways) {
    gatewayConfigs { id data errors { field code message } } errors { field code message } } }"""
INITIALIZE = """mutation($id: ID!, $amount: PositiveDecimal, $key: String,
    $gateway: PaymentGatewayToInitialize!) {
  transactionInitialize(id: $id, amount: $amount, idempotencyKey: $key, paymentGateway: $gateway) {
    transaction { id token } transactionEvent { type message pspReference amount { amount } }
    data errors { field code message } } }"""
PROCESS = """mutation($id: ID!, $data: JSON) {
  transactionProcess(id: $id, data: $data) {
    transaction { id token } transactionEvent { type message pspReference amount { amount } }
    data errors { field code message } } }"""
REQUEST = """mutation($id: ID!, $action: TransactionActionEnum!, $amount: PositiveDecimal) {
  transactionRequestAction(id: $id, actionType: $action, amount: $amount) {
    transaction { id } errors { field code message } } }"""
GRANT = """mutation($id: ID!, $input: OrderGrantRefundCreateInput!) {
  orderGrantRefundCreate(id: $id, input: $input) {
    grantedRefund { id } errors { field code message } } }"""
REFUND_GRANTED = """mutation($granted: ID!, $id: ID) {
  transactionRequestRefundForGrantedRefund(grantedRefundId: $granted, id: $id) {
    transaction { id } errors { field code message } } }"""
ITEM = f"query($id: ID!) {{ transaction(id: $id) {{ {_ITEM} order {{ id }} }} }}"
ORDER = f"""query($id: ID!) {{ order(id: $id) {{
  id status chargeStatus authorizeStatus isPaid
  total {{ gross {{ amount }} }} totalCharged {{ amount }} totalBalance {{ amount }}
  totalRefunded {{ amount }}
  metadata {{ key value }} events {{ type message amount }}
  transactions {{ {_ITEM} }} lines {{ id quantity }} }} }}"""


@dataclass(frozen=True, kw_only=True)
class Session:
    """What one transactionInitialize or transactionProcess answered."""

    transaction: str
    type: str
    amount: int
    message: str
    reference: str
    data: dict[str, Any] | None
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def error(self) -> dict[str, str] | None:
        return (self.data or {}).get("error")

    @property
    def code(self) -> str | None:
        return self.error["code"] if self.error else None

    @property
    def window(self) -> dict[str, Any] | None:
        return (self.data or {}).get("payment")


def _session(payload: dict[str, Any]) -> Session:
    event = payload["transactionEvent"] or {}
    amount = event.get("amount") or {"amount": 0}
    return Session(
        transaction=(payload["transaction"] or {}).get("id", ""),
        type=event.get("type", ""),
        amount=int(amount["amount"]),
        message=event.get("message") or "",
        reference=event.get("pspReference") or "",
        data=payload["data"],
        errors=payload["errors"],
    )


@dataclass
class Transacting:
    """A storefront of one buyer, or of whoever holds the checkout's id."""

    storefront: Storefront

    @property
    def api(self) -> Api:
        return self.storefront.api

    def gateways(self, *asked: str, of: str | None = None) -> list[dict[str, Any]]:
        wanted = [{"id": name} for name in asked] or None
        payload = self.api(GATEWAYS, id=of or self.storefront.checkout, gateways=wanted)
        configs: list[dict[str, Any]] = payload["paymentGatewayInitialize"]["gatewayConfigs"]
        return configs

    def initialize(
        self,
        data: Any = None,
        *,
        amount: int | None = None,
        key: str | None = None,
        of: str | None = None,
        gateway: str = GATEWAY,
    ) -> Session:
        """transactionInitialize; by default for the whole checkout, with a return URL."""
        words = self._beginning(data, gateway)
        payload = self.api(
            INITIALIZE, id=of or self.storefront.checkout, amount=amount, key=key, **words
        )
        return _session(payload["transactionInitialize"])

    def try_initialize(self, data: Any = None, *, key: str | None = None) -> tuple[int, bytes]:
        """`transactionInitialize` whose failure is the point: HTTP status and body."""
        words = self._beginning(data, GATEWAY)
        return self.api.post(INITIALIZE, id=self.storefront.checkout, key=key, **words)

    def process(self, session: Session | str, data: Any = None) -> Session:
        name = session if isinstance(session, str) else session.transaction
        return _session(self.api(PROCESS, id=name, data=data)["transactionProcess"])

    def try_process(self, session: Session, data: Any = None) -> tuple[int, bytes]:
        return self.api.post(PROCESS, id=session.transaction, data=data)

    @staticmethod
    def _beginning(data: Any, gateway: str) -> dict[str, Any]:
        sent = {"returnUrl": RETURN_URL} if data is None else data
        return {"gateway": {"id": gateway, "data": sent}}

    def complete(self) -> Completion:
        return self.storefront.complete()


def item(staff: Backoffice, session: Session | str) -> dict[str, Any]:
    name = session if isinstance(session, str) else session.transaction
    found: dict[str, Any] = staff.api(ITEM, id=name)["transaction"]
    return found


def order(staff: Backoffice, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = staff.api(ORDER, id=order_id)["order"]
    return found


def request(
    staff: Backoffice, session: Session | str, action: str = "REFUND", amount: int | None = None
) -> list[dict[str, Any]]:
    """transactionRequestAction, as the dashboard's order page sends it."""
    name = session if isinstance(session, str) else session.transaction
    payload = staff.api(REQUEST, id=name, action=action, amount=amount)
    errors: list[dict[str, Any]] = payload["transactionRequestAction"]["errors"]
    return errors


def grant(staff: Backoffice, order_id: str, transaction: str, amount: int, reason: str = "") -> str:
    """A refund that staff have granted, to be sent later; its id."""
    data = {"amount": amount, "reason": reason, "transactionId": transaction}
    made: str = staff.api.mutate(GRANT, id=order_id, input=data)["grantedRefund"]["id"]
    return made


def send_granted(
    staff: Backoffice, granted: str, transaction: str | None = None
) -> list[dict[str, Any]]:
    """Saleor asks for the transaction's id up to 3.20, and knows it later."""
    (payload,) = staff.api(REFUND_GRANTED, granted=granted, id=transaction).values()
    errors: list[dict[str, Any]] = payload["errors"]
    return errors


def try_request(staff: Backoffice, session: Session, amount: int | None) -> tuple[int, bytes]:
    """A refund whose failure is the point: HTTP status and body as they come."""
    return staff.api.post(REQUEST, id=session.transaction, action="REFUND", amount=amount)


def events(found: dict[str, Any], *types: str) -> list[dict[str, Any]]:
    """Events of these types, oldest first."""
    rows = list(reversed(found["events"]))
    return [row for row in rows if not types or row["type"] in types]
