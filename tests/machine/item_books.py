"""The books of the Transactions API: what Saleor keeps per TransactionItem, against Toss's."""

from __future__ import annotations

from collections import Counter
from typing import Any

from saleor_brandpay.core.refunds.identity import (
    grant_operation,
    operation_of,
    request_operation,
)

OURS = "tosspayments.brandpay"
PENDING = ("authorize_pending_value", "charge_pending_value", "refund_pending_value")


def items() -> list[Any]:
    from saleor.payment.models import TransactionItem

    return list(TransactionItem.objects.filter(app_identifier=OURS).order_by("pk"))


def events(item: Any, *kinds: str) -> list[Any]:
    return list(item.events.filter(type__in=kinds).order_by("pk"))


def check(taken: list[dict[str, Any]]) -> list[str]:
    """Paid and refunded on both sides, to the won; each request has one end at most."""
    by_key = {payment["paymentKey"]: payment for payment in taken}
    wrong: list[str] = []
    for item in items():
        charges = [row for row in events(item, "charge_success") if row.include_in_calculations]
        held = [by_key[row.psp_reference] for row in charges if row.psp_reference in by_key]
        wrong += [
            f"{item.token}: {row.psp_reference} is booked, but not approved"
            for row in charges
            if row.psp_reference not in by_key
        ]
        wrong += _sums(item, charges, held) + _requests(item, held)
    return wrong


def booked() -> set[str]:
    """The payment keys that some TransactionItem holds."""
    charges = (events(item, "charge_success") for item in items())
    return {row.psp_reference for rows in charges for row in rows}


def _sums(item: Any, charges: list[Any], held: list[dict[str, Any]]) -> list[str]:
    name, wrong = held[0]["orderId"] if held else str(item.token), []
    left = sum(payment["balanceAmount"] for payment in held)
    paid = sum(payment["totalAmount"] for payment in held)
    if int(item.charged_value) != left:
        wrong.append(f"{name}: Toss holds {left}, its transaction {item.charged_value}")
    if int(item.refunded_value) != paid - left:
        wrong.append(f"{name}: {paid - left} refunded, by its transaction {item.refunded_value}")
    if [int(row.amount_value) for row in charges] != [one["totalAmount"] for one in held]:
        wrong.append(f"{name}: {[row.amount_value for row in charges]} booked of {paid}")
    wrong += [f"{name}: {column}" for column in PENDING if getattr(item, column)]
    there = sorted((one["transactionKey"], one["cancelAmount"]) for one in _cancels(held))
    here = sorted(
        (row.psp_reference, int(row.amount_value))
        for row in events(item, "refund_success")
        if row.include_in_calculations
    )
    if there != here:
        wrong.append(f"{name}: refunds there {there}, here {here}")
    if sum(1 for payment in held if payment["balanceAmount"]) > 1:
        wrong.append(f"{name}: two approvals of one transaction stand")
    return wrong


def _requests(item: Any, held: list[dict[str, Any]]) -> list[str]:
    """One end for each request: the cancel that bears its mark, or a failure and no cancel."""
    marks = [operation_of(one["cancelReason"]) for one in _cancels(held)]
    given = Counter(mark for mark in marks if mark)
    requests = events(item, "refund_request")
    wrong, successes = [], 0
    for name, rows in _clicks(requests).items():
        count = sum(given.pop(operation, 0) for operation in _operations(rows))
        successes += count
        if count > 1:
            wrong.append(f"{name} refunded {count} times")
        # A grant that was refused may be sent once more: one of its requests has brought it about.
        references = [row.psp_reference for row in rows if row.psp_reference]
        told = item.events.filter(type="refund_success", psp_reference__in=references)
        if bool(count) != told.exists():
            wrong.append(f"{name}: {count} cancels, references {references}")
        wrong += _granted(rows[0].related_granted_refund, count)
    failures = len(events(item, "refund_failure"))
    if successes + failures > len(requests):
        wrong.append(f"{len(requests)} requests: {successes} successes, {failures} failures")
    wrong += _silent(item, requests, successes + failures)
    return wrong


def _clicks(requests: list[Any]) -> dict[str, list[Any]]:
    """Each request stands for itself; those for one granted refund are one and the same (M10)."""
    clicks: dict[str, list[Any]] = {}
    for row in requests:
        grant = row.related_granted_refund_id
        clicks.setdefault(f"grant {grant}" if grant else f"request {row.pk}", []).append(row)
    return clicks


def _operations(requests: list[Any]) -> set[str]:
    operations = {request_operation(row.pk, row.created_at) for row in requests}
    if grant := requests[0].related_granted_refund:
        operations.add(grant_operation(grant.pk, grant.created_at))
    return operations


def _granted(grant: Any, count: int) -> list[str]:
    """What staff read of a granted refund is what became of the money."""
    if grant is None or ((grant.status == "success") == bool(count) and grant.status != "pending"):
        return []
    return [f"grant {grant.pk} is {grant.status}, with {count} cancels at Toss"]


def _silent(item: Any, requests: list[Any], ended: int) -> list[str]:
    """Of those that came as far as our books every one is answered."""
    from saleor_brandpay.models import Refund

    marks = set().union(*(_operations(rows) for rows in _clicks(requests).values()))
    known = Refund.objects.filter(operation__in=marks).count()
    return [f"{item.token}: {known} refunds asked for, {ended} answered"] if known > ended else []


def _cancels(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [cancel for payment in held for cancel in payment["cancels"] or []]
