"""What a transaction holds, reckoned from its events."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

# What an action takes in, what waits meanwhile, and what it takes from.
_COLUMNS = {
    "authorization": ("authorized_value", "authorize_pending_value", None),
    "charge": ("charged_value", "charge_pending_value", "authorized_value"),
    "refund": ("refunded_value", "refund_pending_value", "charged_value"),
    "cancel": ("canceled_value", "cancel_pending_value", "authorized_value"),
}
AMOUNTS = [column for columns in _COLUMNS.values() for column in columns[:2]]

Sums = dict[str, Decimal]


def recalculate_transaction_amounts(transaction: Any, save: bool = True) -> None:
    """Events of one action and one reference are one story: its request, success and failure."""
    sums = dict.fromkeys(AMOUNTS, Decimal(0))
    counted = transaction.events.exclude(include_in_calculations=False).order_by("created_at")
    stories: dict[tuple[str, str], dict[str, Any]] = {}
    for event in _since_adjusted(counted):
        action, _, step = event.type.partition("_")
        if event.psp_reference:
            # The last one of its kind counts.
            stories.setdefault((action, event.psp_reference), {})[step] = event
        else:
            _add_manual(sums, action, step, event.amount_value)
    for action in _COLUMNS:
        for (told, _), story in stories.items():
            if told == action:
                _add(sums, action, story)
    for column in ("authorized_value", "authorize_pending_value"):
        sums[column] = max(sums[column], Decimal(0))
    for column, value in sums.items():
        setattr(transaction, column, value)
    if save:
        transaction.save(update_fields=[*AMOUNTS, "modified_at"])


def _since_adjusted(events: Iterable[Any]) -> list[Any]:
    """An adjusted authorization makes those before it void."""
    known = [*events]
    last = max(
        (at for at, event in enumerate(known) if event.type == "authorization_adjustment"),
        default=0,
    )
    return [
        event
        for at, event in enumerate(known)
        if at >= last or not event.type.startswith("authorization")
    ]


def _add_manual(sums: Sums, action: str, step: str, amount: Decimal) -> None:
    """Without a reference nothing is matched, and nothing taken from anywhere."""
    if action not in _COLUMNS:
        return
    column = _COLUMNS[action][0]
    if step == "success":
        sums[column] += amount
    elif step == "adjustment":
        sums[column] = amount
    elif step == "back":
        sums["charged_value"] -= amount
    elif step == "reverse":
        sums["charged_value"] += amount


def _add(sums: Sums, action: str, story: dict[str, Any]) -> None:
    into, waiting, out_of = _COLUMNS[action]
    if adjusted := story.get("adjustment"):
        sums[into] = adjusted.amount_value
    if charged_back := story.get("back"):
        sums[into] -= charged_back.amount_value
    if reversed_ := story.get("reverse"):
        sums["charged_value"] += reversed_.amount_value
        sums["refunded_value"] -= reversed_.amount_value
    request, success, failure = (story.get(step) for step in ("request", "success", "failure"))
    moved = None
    if success and (not failure or success.created_at > failure.created_at):
        moved, column = success.amount_value, into
    elif request and not success and not failure:
        moved, column = request.amount_value, waiting
    if moved is not None:
        sums[column] += moved
        if out_of:
            sums[out_of] -= moved
