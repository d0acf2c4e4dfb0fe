"""What the cassettes hold: short scenes with Toss, played alike on tape, sandbox and real API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from saleor_brandpay.api import (
    Answer,
    BrandpayClient,
    BrandpayError,
    CustomerIdentity,
    Deadline,
    PaymentMethods,
)
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.terms import Scope
from tests.api import scrub

PAYMENT_KEY = "fake-payment-key"
ORDER_ID = "fake-order-id"
AMOUNT = 15000
RECORDED = datetime(2026, 1, 15, tzinfo=UTC)
"""Within the days that the scrubbed queries ask for."""

Outcome = Answer[Any] | BrandpayError
Need = Literal["code", "token", "token_account", "card", "account"]
"""What must be there first; all but a code needs the window. A token's customer has a card."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a scene needs to know beforehand; the defaults are what the cassettes hold."""

    customer_key: str = scrub.CUSTOMER_KEY
    code: str = scrub.CODE
    access_token: str = scrub.ACCESS_TOKEN
    payment_key: str = PAYMENT_KEY
    order_id: str = ORDER_ID
    around: datetime = RECORDED

    def replacements(self) -> dict[str, str]:
        """For the scrubber: this recording's own values → those of the cassettes."""
        return {
            self.payment_key: PAYMENT_KEY,
            self.order_id: ORDER_ID,
            self.customer_key: scrub.CUSTOMER_KEY,
        }


class Scene:
    """The calls of one scenario and what came of each."""

    def __init__(self, client: BrandpayClient, facts: Facts) -> None:
        self.client, self.facts = client, facts
        self.outcomes: list[Outcome] = []

    def call(self, method: Callable[..., Answer[Any]], *args: Any, **kwargs: Any) -> Outcome:
        try:
            outcome: Outcome = method(*args, **kwargs, deadline=Deadline.after(60))
        except BrandpayError as error:
            outcome = error
        self.outcomes.append(outcome)
        return outcome

    def confirm(self, step: str = "0", **changes: Any) -> Outcome:
        arguments = {
            "payment_key": self.facts.payment_key,
            "order_id": self.facts.order_id,
            "amount": AMOUNT,
            "customer_key": self.facts.customer_key,
            "idempotency_key": f"{self.facts.order_id}-confirm-{step}",
        }
        return self.call(self.client.confirm, **(arguments | changes))

    @property
    def charged_order_id(self) -> str:
        return f"{self.facts.order_id}-auto"

    def charge(self, method_key: str, step: str = "0") -> Outcome:
        return self.call(
            self.client.auto_payment,
            customer_key=self.facts.customer_key,
            method_key=method_key,
            amount=AMOUNT,
            order_id=self.charged_order_id,
            order_name="머그컵 외 1건",
            idempotency_key=f"{self.facts.order_id}-charge-{step}",
        )

    def cancel(self, step: str, **arguments: Any) -> Outcome:
        return self.call(
            self.client.cancel,
            self.facts.payment_key,
            reason="customer changed mind",
            idempotency_key=f"{self.facts.order_id}-cancel-{step}",
            **arguments,
        )


@dataclass(frozen=True, kw_only=True)
class Scenario:
    play: Callable[[Scene], None]
    need: Need | None = None
    options: dict[str, Any] = field(default_factory=dict)
    """For the client."""
    needs_other_key: bool = False


def _tokens(scene: Scene) -> None:
    identity = CustomerIdentity(name="fake name", mobile_phone="01000000000")
    granted = scene.call(
        scene.client.exchange_code,
        customer_key=scene.facts.customer_key,
        code=scene.facts.code,
        customer_identity=identity,
    )
    if isinstance(granted, Answer):
        scene.call(
            scene.client.refresh_access_token,
            customer_key=scene.facts.customer_key,
            refresh_token=granted.value.refresh_token,
        )


def _token_refused(scene: Scene) -> None:
    key = scene.facts.customer_key
    scene.call(scene.client.exchange_code, customer_key=key, code="no-such-code")


def _methods(scene: Scene) -> None:
    scene.call(scene.client.methods, scene.facts.customer_key)
    scene.call(scene.client.methods_by_token, Secret(scene.facts.access_token))


def _removed(scene: Scene) -> None:
    """The customer's only method, whichever it is, twice."""
    listed = scene.call(scene.client.methods, scene.facts.customer_key)
    if not isinstance(listed, Answer):
        return
    token = Secret(scene.facts.access_token)
    methods: PaymentMethods = listed.value
    remove = scene.client.remove_card if methods.cards else scene.client.remove_account
    (method,) = (*methods.cards, *methods.accounts)
    scene.call(remove, method.method_key, token)
    scene.call(remove, method.method_key, token)
    scene.call(scene.client.methods, scene.facts.customer_key)


def _withdrawn(scene: Scene) -> None:
    token = Secret(scene.facts.access_token)
    scene.call(scene.client.remove_customer, token)
    scene.call(scene.client.remove_customer, token)
    scene.call(scene.client.methods_by_token, token)


def _agree(scene: Scene, *scopes: Scope) -> Outcome:
    """On the server, as shops with their own pages do."""
    listed = scene.call(scene.client.terms, scene.facts.customer_key, *scopes)
    if not isinstance(listed, Answer):
        return listed
    ids = [one.id for one in listed.value]
    return scene.call(scene.client.agree_to_terms, scene.facts.customer_key, *scopes, terms_ids=ids)


def _terms(scene: Scene) -> None:
    key = scene.facts.customer_key
    agreed = _agree(scene, "REGISTER", "CARD")
    scene.call(scene.client.terms, key, "REGISTER", "CARD")
    if isinstance(agreed, Answer):
        scene.call(scene.client.exchange_code, customer_key=key, code=agreed.value)


def _charged(scene: Scene) -> None:
    listed = scene.call(scene.client.methods, scene.facts.customer_key)
    if not isinstance(listed, Answer):
        return
    (card,) = listed.value.cards
    _agree(scene, "BILLING")
    scene.charge(card.method_key)
    scene.charge(card.method_key)
    scene.call(scene.client.payment_by_order_id, scene.charged_order_id)
    scene.charge(card.method_key, "1")


def _charge_not_agreed_to(scene: Scene) -> None:
    listed = scene.call(scene.client.methods, scene.facts.customer_key)
    if isinstance(listed, Answer):
        (card,) = listed.value.cards
        scene.charge(card.method_key)


def _charge_refused(scene: Scene) -> None:
    scene.charge("no-such-method")
    scene.call(scene.client.payment_by_order_id, scene.charged_order_id)


def _confirmed(scene: Scene) -> None:
    scene.confirm()
    scene.call(scene.client.payment, scene.facts.payment_key)
    scene.call(scene.client.payment_by_order_id, scene.facts.order_id)


def _repeated(scene: Scene) -> None:
    scene.confirm()
    scene.confirm()
    scene.confirm("1")


def _refunded(scene: Scene) -> None:
    scene.confirm()
    scene.cancel("0", amount=5000, refundable_amount=AMOUNT)
    scene.cancel("0", amount=5000, refundable_amount=AMOUNT)
    scene.cancel("1", amount=5000, refundable_amount=AMOUNT)
    scene.cancel("2", amount=AMOUNT)
    scene.cancel("3")
    scene.cancel("4")


def _refunded_at_once(scene: Scene) -> None:
    scene.confirm()
    scene.cancel("0")
    scene.cancel("1")


def _unknown_payment(scene: Scene) -> None:
    scene.call(scene.client.payment, scene.facts.payment_key)
    scene.call(scene.client.payment_by_order_id, scene.facts.order_id)
    scene.confirm()
    scene.cancel("0")


def _transactions(scene: Scene) -> None:
    scene.confirm()
    scene.cancel("0", amount=5000)
    days = {
        "start": scene.facts.around - timedelta(days=1),
        "end": scene.facts.around + timedelta(days=1),
    }
    page = scene.call(scene.client.transactions, **days, limit=1)
    if isinstance(page, Answer) and page.value:
        last = page.value[-1].transaction_key
        scene.call(scene.client.transactions, **days, limit=1, starting_after=last)


def _promotions(scene: Scene) -> None:
    scene.call(scene.client.card_promotions)
    scene.call(scene.client.bank_promotions)


def _settlements(scene: Scene) -> None:
    scene.confirm()
    scene.cancel("0", amount=5000)
    days = {
        "start": (scene.facts.around - timedelta(days=1)).date(),
        "end": (scene.facts.around + timedelta(days=1)).date(),
    }
    for page in (1, 2, 3):
        scene.call(scene.client.settlements, **days, page=page, size=1)


SCENARIOS: dict[str, Scenario] = {
    "tokens": Scenario(play=_tokens, need="code"),
    "token_refused": Scenario(play=_token_refused),
    "methods": Scenario(play=_methods, need="token"),
    "removed_card": Scenario(play=_removed, need="token"),
    "removed_account": Scenario(play=_removed, need="token_account"),
    "withdrawn": Scenario(play=_withdrawn, need="token"),
    "terms": Scenario(play=_terms),
    "charged": Scenario(play=_charged, need="card"),
    "charge_not_agreed_to": Scenario(play=_charge_not_agreed_to, need="card"),
    "charge_refused": Scenario(play=_charge_refused),
    "confirmed_card": Scenario(play=_confirmed, need="card"),
    "confirmed_account": Scenario(play=_confirmed, need="account"),
    "repeated": Scenario(play=_repeated, need="card"),
    "refunded": Scenario(play=_refunded, need="card"),
    "refunded_at_once": Scenario(play=_refunded_at_once, need="card"),
    "unknown_payment": Scenario(play=_unknown_payment),
    "declined": Scenario(play=_unknown_payment, options={"test_code": "REJECT_CARD_PAYMENT"}),
    "wrong_key": Scenario(play=_unknown_payment, needs_other_key=True),
    "transactions": Scenario(play=_transactions, need="card"),
    "promotions": Scenario(play=_promotions),
    "settlements": Scenario(play=_settlements, need="card"),
}
