"""The Payments API: Saleor's process, confirm and refund, told to the core and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import bridge, replies
from .api.deadline import Deadline
from .conf import conf
from .core import attempts, merchants, paying, problems, states, window
from .core.problems import Problem
from .core.source import MINIMUM, Debt
from .core.visit import Failed, Found, Outcome, Paid, ServerReturn, Visit
from .core.window import Wish
from .keys import Keys
from .models import Merchant
from .refunds import belongs_to_order, finish_ongoing, taken_back, won
from .replies import Reply


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """What the plugin object of one channel knows."""

    active: bool
    keys: Keys
    redirect_url: str
    channel_pk: int | None
    channel_slug: str
    key_for: Callable[[int], bool] = field(repr=False)
    """Whether the caller may be handed the customer key of this user (M11)."""
    is_user: Callable[[int], bool] = field(repr=False)
    """Whether the caller is this very user: who else must not see or charge a method (M11)."""
    may_charge: Callable[[int], bool] = field(repr=False)
    """Whether the caller is this user, and nobody else can be calling in his name (M11)."""
    one_touch: bool = False

    @classmethod
    def absent(cls, channel_pk: int, channel_slug: str) -> Gateway:
        """Where the plugin was never set up."""
        return cls(
            active=False,
            keys=Keys.typed("", ""),
            redirect_url="",
            channel_pk=channel_pk,
            channel_slug=channel_slug,
            key_for=lambda _: False,
            is_user=lambda _: False,
            may_charge=lambda _: False,
        )

    def charges_for(self, user_pk: int | None) -> bool:
        """Whether this very caller may have a stored method of the user's charged (M11)."""
        return self.one_touch and user_pk is not None and self.may_charge(user_pk)

    def merchant(self) -> Merchant:
        return merchants.configured(self.keys.client_key, self.keys.secret_key)


def process(gateway: Gateway, data: Any) -> Reply:
    """The first checkoutComplete, and any repeat on a payment that is captured already."""
    settled = _settled(gateway, data)
    if settled:
        return settled
    facts = bridge.facts(data.payment_id)
    amount, problem = _amount(gateway, data, facts)
    if isinstance(data.data, Found) and facts.source:
        return _reply(gateway, data, facts, paying.book(_visit(gateway, facts, amount, data.data)))
    wish = Wish.parse(data.data)
    if isinstance(wish, Problem):
        problem = problem or wish
        wish = Wish()
    if problem:
        return replies.problem("capture", data.amount, "", problem, facts.language)
    outcome = paying.start(_visit(gateway, facts, amount), wish)
    return _reply(gateway, data, facts, outcome)


def confirm(gateway: Gateway, data: Any) -> Reply:
    """Every later checkoutComplete."""
    settled = _settled(gateway, data)
    if settled:
        return settled
    facts = bridge.facts(data.payment_id)
    amount, problem = _amount(gateway, data, facts)
    if isinstance(data.data, Found) and facts.source:
        found = paying.book(_visit(gateway, facts, amount, data.data))
        return _reply(gateway, data, facts, found)
    if problem:
        unknown = _unknown(gateway, facts, amount)
        if unknown:
            return _reply(gateway, data, facts, unknown)
        return replies.problem("capture", data.amount, data.token or "", problem, facts.language)
    outcome = paying.resume(_visit(gateway, facts, amount, data.data), data.data)
    return _reply(gateway, data, facts, outcome)


def _unknown(gateway: Gateway, facts: bridge.Facts, amount: int) -> Outcome | None:
    """Before anything is refused: money may have moved already, and that comes first (M5)."""
    if facts.source is None or amount <= 0:
        return None
    return paying.finish_unknown(_visit(gateway, facts, amount, ServerReturn()))


def _settled(gateway: Gateway, data: Any) -> Reply | None:
    """Answer a payment that Saleor holds as captured with what it holds (M8, M10)."""
    captures = [row for row in data.transactions if row.kind == "capture" and row.is_success]
    if not captures:
        return None
    ongoing = [row for row in data.transactions if row.kind == "refund_ongoing" and row.is_success]
    if ongoing:
        return finish_ongoing(gateway, data, ongoing[-1])
    if attempts.goes_back(data.payment_id, captures[-1].token):
        # A worker has booked it only to refund it (M16): it must not become an order meanwhile.
        language = bridge.facts(data.payment_id).language
        return replies.problem("capture", data.amount, "", problems.BEING_REFUNDED, language)
    return (
        taken_back(data, captures[-1])
        or _no_longer_owed(data, captures)
        or replies.committed_capture(captures[-1])
    )


def _no_longer_owed(data: Any, captures: list[Any]) -> Reply | None:
    """A capture that waits for its order while the cart changes is not that cart's payment (M9)."""
    if belongs_to_order(data):
        return None
    facts = bridge.facts(data.payment_id)
    refunds = [row for row in data.transactions if row.kind == "refund" and row.is_success]
    held = won(captures) - won(refunds)
    if facts.source is None or facts.owed == held:
        return None
    code = problems.TOTAL_CHANGED.code
    if not states.give_back_later(data.payment_id, captures[-1].token, code) and not refunds:
        return None
    return replies.problem("capture", data.amount, "", problems.BEING_REFUNDED, facts.language)


def _amount(gateway: Gateway, data: Any, facts: bridge.Facts) -> tuple[int, Problem | None]:
    """The Payment's amount in won, or why it cannot be paid; fractions are refused (M9)."""
    amount = data.amount
    problem: Problem | None = None
    if not gateway.active:
        problem = problems.NOT_ACTIVE
    elif not gateway.keys.complete:
        problem = problems.MISCONFIGURED
    elif data.currency != "KRW" or facts.currency != "KRW":
        problem = problems.CURRENCY
    elif amount != amount.to_integral_value() or facts.owed != facts.owed.to_integral_value():
        problem = problems.FRACTION
    elif amount < MINIMUM:
        problem = problems.BELOW_MINIMUM
    elif facts.source is None:
        problem = problems.TOTAL_CHANGED
    elif facts.return_url and not bridge.is_storefront_url(facts.return_url):
        problem = problems.BAD_RETURN_URL
    return int(amount), problem


def _visit(gateway: Gateway, facts: bridge.Facts, amount: int, data: object = None) -> Visit:
    owner = facts.user_pk
    knows_owner = owner is None or gateway.key_for(owner)
    assert facts.source is not None  # noqa: S101

    return Visit(
        debt=Debt(
            source=facts.source,
            debtor=facts.debtor,
            amount=amount,
            owed=int(facts.owed),
        ),
        merchant=gateway.merchant,
        user_pk=owner if knows_owner else None,
        channel_pk=gateway.channel_pk,
        window=window_fields(gateway, facts, knows_owner=knows_owner),
        desk=bridge.ShopOffice(),
        deadline=Deadline.after(conf.deadline),
        charges=gateway.charges_for(owner),
        owed_since=facts.since,
        opens_windows=not isinstance(data, ServerReturn),
    )


def window_fields(
    gateway: Gateway, facts: bridge.Facts, *, knows_owner: bool
) -> Callable[[str, Wish], dict[str, Any]]:
    """Makes the SDK's request for an order id; addresses and names only for their owner."""

    def fields(order_id: str, wish: Wish) -> dict[str, Any]:
        made: dict[str, Any] = {"orderName": facts.order_name}
        # Anybody may send a Payment's first call: its owner's return URL is Saleor's (M11).
        url = facts.return_url if isinstance(facts.debtor, int) else wish.return_url
        if wish.server_return:
            url = bridge.endpoint_url(gateway.channel_slug, f"return/{order_id}")
        if url:
            made |= {"successUrl": url, "failUrl": url}
        if knows_owner and facts.email:
            made["customerEmail"] = facts.email[:100]
        if knows_owner and facts.name.strip():
            made["customerName"] = facts.name.strip()[:100]
        if knows_owner and facts.user_pk is not None and wish.method_id:
            made["methodId"] = wish.method_id
        return made | wish.options

    return fields


def _reply(gateway: Gateway, data: Any, facts: bridge.Facts, outcome: Outcome) -> Reply:
    if isinstance(outcome, Paid):
        receipt = outcome.attempt.method.get("receiptUrl")
        if receipt and facts.source and facts.source.type == "checkout":
            bridge.keep_receipt(facts.source.id, receipt)
        return replies.capture(outcome.attempt)
    if isinstance(outcome, Failed):
        return replies.problem(
            "capture", data.amount, data.token or "", outcome.problem, facts.language
        )
    redirect = gateway.redirect_url or bridge.endpoint_url(gateway.channel_slug, "callback")
    return replies.window(
        outcome.attempt, window.data(outcome.attempt, outcome.problem, facts.language, redirect)
    )
