"""Both sides' books after a load run: what Toss holds, what Saleor says, and where they differ."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .shop import GATEWAY
from .toss import Toss

APPROVED = {"DONE", "CANCELED", "PARTIAL_CANCELED"}


@dataclass
class Books:
    """Sums over everything, in won, and counts."""

    approved: int = 0
    approvals: int = 0
    captured: int = 0
    captures: int = 0
    returned: int = 0
    """Given back by Toss."""
    cancels: int = 0
    refunded: int = 0
    """Booked by Saleor."""
    refunds: int = 0
    unbooked: int = 0
    """Approved, never booked, and given back: both sides of it are at Toss alone."""
    held: int = 0
    kept: int = 0
    """What Saleor's payments still count as captured."""
    orders: int = 0
    ordered: int = 0
    charged: int = 0
    """What Saleor's orders count as charged."""
    differences: list[str] = field(default_factory=list)

    def table(self) -> list[str]:
        rows = [
            ("", "Toss", "Saleor"),
            ("approved / captured", f"{self.approvals} x", f"{self.captures} x"),
            ("  won", f"{self.approved:,}", f"{self.captured:,}"),
            ("  given back unbooked", f"{self.unbooked:,}", "-"),
            ("refunded", f"{self.cancels} x", f"{self.refunds} x"),
            ("  won", f"{self.returned:,}", f"{self.refunded:,}"),
            ("held", f"{self.held:,}", f"{self.kept:,}"),
            ("orders", "-", f"{self.orders}"),
            ("  totals, won", "-", f"{self.ordered:,}"),
            ("  charged, won", "-", f"{self.charged:,}"),
        ]
        return [f"  {name:<24}{toss:>14}{saleor:>14}" for name, toss, saleor in rows]


def compare(toss: Toss) -> Books:
    """Every approval against Saleor's payment, every order against its payments."""
    from saleor.order.models import Order
    from saleor.payment.models import Payment

    books = Books()
    payments = list(Payment.objects.filter(gateway=GATEWAY).prefetch_related("transactions"))
    captured = _captured(books, payments)
    by_source: dict[str, int] = defaultdict(int)
    of_order: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for approval in toss.payments():
        if approval["status"] not in APPROVED:
            continue
        booked = captured.pop(approval["paymentKey"], None)
        _approval(books, approval, booked, by_source)
        if booked and booked[0].order_id:
            of_order[booked[0].order_id].append(approval)
    books.differences += [f"Saleor captured {key}, Toss approved nothing" for key in captured]
    books.differences += [
        f"checkout {source}: {held} payments hold money"
        for source, held in by_source.items()
        if held > 1
    ]
    for order in Order.objects.all():
        _order(books, order, of_order[order.pk])
    for name, at_toss, here in (
        ("approved", books.approved - books.unbooked, books.captured),
        ("refunded", books.returned - books.unbooked, books.refunded),
        ("held", books.held, books.kept),
        ("charged", books.held, books.charged),
    ):
        if at_toss != here:
            books.differences.append(f"{name}: Toss {at_toss:,}, Saleor {here:,}")
    return books


def _captured(books: Books, payments: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for payment in payments:
        rows = [row for row in payment.transactions.all() if row.is_success]
        captures = [row for row in rows if row.kind == "capture"]
        refunds = [row for row in rows if row.kind == "refund"]
        books.captures += len(captures)
        books.captured += sum(int(row.amount) for row in captures)
        books.refunds += len(refunds)
        books.refunded += sum(int(row.amount) for row in refunds)
        books.kept += int(payment.captured_amount)
        if len(captures) > 1:
            books.differences.append(f"payment {payment.pk} has {len(captures)} captures")
        for row in captures:
            found[row.token] = (payment, row, refunds)
    return found


def _approval(
    books: Books, approval: dict[str, Any], booked: Any, by_source: dict[str, int]
) -> None:
    cancels = approval["cancels"] or []
    given = sum(cancel["cancelAmount"] for cancel in cancels)
    books.approvals += 1
    books.approved += approval["totalAmount"]
    books.cancels += len(cancels)
    books.returned += given
    books.held += approval["balanceAmount"]
    name = f"{approval['orderId']} ({approval['paymentKey']})"
    if booked is None:
        books.unbooked += given
        if approval["balanceAmount"]:
            books.differences.append(f"{name}: {approval['balanceAmount']} won unknown to Saleor")
        return
    payment, row, refunds = booked
    here = sum(int(refund.amount) for refund in refunds)
    if int(row.amount) != approval["totalAmount"] or here != given:
        books.differences.append(
            f"{name}: Toss {approval['totalAmount']} - {given}, Saleor {row.amount} - {here}"
        )
    if int(payment.captured_amount) != approval["balanceAmount"]:
        books.differences.append(
            f"{name}: Toss holds {approval['balanceAmount']}, Saleor {payment.captured_amount}"
        )
    if approval["balanceAmount"]:
        by_source[_source(approval["orderId"])] += 1
        if payment.order_id is None:
            books.differences.append(f"{name}: paid without an order")


def _source(order_id: str) -> str:
    from saleor_brandpay.models import Attempt

    return Attempt.objects.get(order_id=order_id).source_id


def _order(books: Books, order: Any, approvals: list[dict[str, Any]]) -> None:
    """What an order costs was there when it was made, and nobody paid it twice."""
    total = int(order.total_gross_amount)
    charged = int(order.total_charged_amount)
    held = sum(approval["balanceAmount"] for approval in approvals)
    books.orders += 1
    books.ordered += total
    books.charged += charged
    paid = sum(_held_at(order.created_at, approval) for approval in approvals)
    if paid < total:
        books.differences.append(f"order {order.number}: total {total}, paid {paid}")
    if charged != held or held > total:
        books.differences.append(
            f"order {order.number}: total {total}, charged {charged}, Toss holds {held}"
        )


def _held_at(moment: datetime, approval: dict[str, Any]) -> int:
    """Toss's times are whole seconds: what happened in that very one is left out."""
    cancels = [
        cancel["cancelAmount"]
        for cancel in approval["cancels"] or []
        if datetime.fromisoformat(cancel["canceledAt"]) + timedelta(seconds=1) < moment
    ]
    early = datetime.fromisoformat(approval["approvedAt"]) <= moment
    return approval["totalAmount"] - sum(cancels) if early else 0
