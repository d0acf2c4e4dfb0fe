"""Three books of the same money: Toss's, ours and the shop's. At rest they agree to the won."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from demo.host.ids import pk_of

from . import item_books
from .world import World

OURS = "tosspayments.brandpay"
APPROVED = {"DONE", "CANCELED", "PARTIAL_CANCELED"}


def approvals(world: World) -> list[dict[str, Any]]:
    """Payments that Toss has approved, refunded since or not."""
    return [payment for payment in world.toss.payments() if payment["status"] in APPROVED]


def check(world: World, *, at_rest: bool = True) -> None:
    """Everything that the rules of money promise once nothing is under way."""
    taken = approvals(world)
    wrong = [*_sources(world, taken), *_payments(taken), *_orders(world), *_clicks(world, taken)]
    wrong += _closed(world, taken)
    wrong += item_books.check(taken)
    if at_rest:
        wrong += _attempts(taken) + _receipts(taken)
    assert not wrong, "\n".join(wrong)


def count(world: World) -> None:
    """What became of the carts and of the money, so that a run can be seen to be worth it."""
    taken, ends = approvals(world), world.tally.ends
    orders = sum(1 for cart in world.carts if cart.order)
    ends["carts with an order"] += orders
    ends["carts without"] += len(world.carts) - orders
    ends["approvals kept"] += sum(1 for one in taken if one["status"] == "DONE")
    ends["approvals refunded in part"] += sum(
        1 for one in taken if one["status"] == "PARTIAL_CANCELED"
    )
    ends["approvals refunded in full"] += sum(1 for one in taken if one["status"] == "CANCELED")
    ends["refund clicks"] += len(world.clicks)


def _sources(world: World, taken: list[dict[str, Any]]) -> list[str]:
    """What stands of a source's approvals is never more than it ever owed at a confirm."""
    from saleor_brandpay.models import Attempt

    source = {row.order_id: row.source_id for row in Attempt.objects.all()}
    standing: Counter[str] = Counter()
    for payment in taken:
        standing[source.get(payment["orderId"], "unknown")] += payment["balanceAmount"]
    return [
        f"{name}: {won} won stand, {world.watch.owed.get(name, 0)} were owed"
        for name, won in standing.items()
        if won > world.watch.owed.get(name, 0)
    ]


def _payments(taken: list[dict[str, Any]]) -> list[str]:
    """Paid equals ordered or refunded; refunds are equal on both sides, never above the payment."""
    from saleor.payment.models import Payment, Transaction

    wrong: list[str] = []
    captures = defaultdict(list)
    for row in Transaction.objects.filter(
        kind="capture", is_success=True, payment__gateway=OURS
    ).select_related("payment"):
        captures[row.token].append(row)
    in_items, booked = item_books.booked(), set(captures)
    for toss in taken:
        name, left = toss["orderId"], toss["balanceAmount"]
        rows = captures.pop(toss["paymentKey"], [])
        if not rows:
            if left and toss["paymentKey"] not in in_items:
                wrong.append(f"{name}: {left} won are in no book of the shop")
            continue
        payment = rows[0].payment
        if len(rows) > 1:
            wrong.append(f"{name}: booked {len(rows)} times")
        if int(rows[0].amount) != toss["totalAmount"]:
            wrong.append(f"{name}: {rows[0].amount} booked of {toss['totalAmount']}")
        if left and payment.order_id is None:
            wrong.append(f"{name}: {left} won without an order")
        if int(payment.captured_amount) != left:
            wrong.append(f"{name}: Toss holds {left}, the shop {payment.captured_amount}")
        there = sorted((c["transactionKey"], c["cancelAmount"]) for c in toss["cancels"] or [])
        here = sorted(
            (row.token, int(row.amount))
            for row in payment.transactions.filter(kind="refund", is_success=True)
        )
        if there != here:
            wrong.append(f"{name}: refunds there {there}, here {here}")
        if sum(amount for _, amount in there) > toss["totalAmount"]:
            wrong.append(f"{name}: refunds above the payment")
    wrong += [f"{token}: booked in both APIs" for token in in_items & booked]
    wrong += [f"{token}: booked, but not approved" for token in captures]
    for payment in Payment.objects.filter(gateway=OURS):
        if payment.transactions.filter(kind="capture", is_success=True).count() > 1:
            wrong.append(f"payment {payment.pk} is captured twice")
    return wrong


def _closed(world: World, taken: list[dict[str, Any]]) -> list[str]:
    """An order that is cancelled or has expired keeps nothing that Toss took after that (M1)."""
    from saleor_brandpay.models import Attempt

    wrong = []
    for order, before in world.closed.items():
        attempts = Attempt.objects.filter(source_id=pk_of(order, "Order"))
        late = set(attempts.values_list("order_id", flat=True)) - before
        wrong += [
            f"{one['orderId']}: {one['balanceAmount']} won stand for an order that is closed"
            for one in taken
            if one["orderId"] in late and one["balanceAmount"]
        ]
    return wrong


def _orders(world: World) -> list[str]:
    from saleor.order.models import Order

    wrong = []
    to_be_paid = {pk_of(cart.unpaid, "Order") for cart in world.carts if cart.unpaid}
    for order in Order.objects.all():
        held = sum(int(row.captured_amount) for row in order.payments.all())
        held += sum(int(row.charged_value) for row in order.payment_transactions.all())
        paid = [
            int(row.amount)
            for payment in order.payments.all()
            for row in payment.transactions.filter(kind="capture", is_success=True)
        ]
        charged = [
            int(row.amount_value)
            for item in order.payment_transactions.all()
            for row in item_books.events(item, "charge_success")
        ]
        total = int(order.total_gross_amount)
        if int(order.total_charged_amount) != held:
            wrong.append(f"order {order.number}: charged {order.total_charged_amount}, not {held}")
        if str(order.pk) in to_be_paid:
            continue
        if total not in paid and sum(paid) + sum(charged) < total:
            wrong.append(f"order {order.number} of {total}: paid {paid}, charged {charged}")
        if not charged and total not in paid:
            wrong.append(f"order {order.number} of {total}: paid {paid}")
    return wrong


def _attempts(taken: list[dict[str, Any]]) -> list[str]:
    """Nothing is open, unknown or on its way back, and ours says what Toss holds."""
    from saleor_brandpay.models import Attempt
    from saleor_brandpay.models import Refund as Row

    wrong = [
        f"{row} has no end"
        for row in Attempt.objects.exclude(status__in=["approved", "closed"]).order_by("pk")
    ]
    left = {payment["paymentKey"]: payment["balanceAmount"] for payment in taken}
    wrong += [
        f"{row}: {row.balance} here, {left.get(row.payment_key)} at Toss"
        for row in Attempt.objects.filter(status="approved")
        if row.balance != left.get(row.payment_key)
    ]
    wrong += [f"{row} has no end" for row in Row.objects.filter(status="unknown")]
    return wrong


def _receipts(taken: list[dict[str, Any]]) -> list[str]:
    """An order that keeps what was paid for it shows the receipt, whichever way it was paid."""
    from saleor.order.models import Order

    held = {one["paymentKey"] for one in taken if one["balanceAmount"]}
    wrong = []
    for order in Order.objects.all():
        keys = {
            row.token
            for payment in order.payments.all()
            for row in payment.transactions.filter(kind="capture", is_success=True)
        }
        for item in order.payment_transactions.all():
            keys |= {row.psp_reference for row in item_books.events(item, "charge_success")}
        if keys & held and not order.metadata.get("brandpay.receiptUrl"):
            wrong.append(f"order {order.number} has no receipt")
    return wrong


def _clicks(world: World, taken: list[dict[str, Any]]) -> list[str]:
    """A repeat is the same refund; a second refund on purpose is a second one (M10)."""
    from saleor.payment.models import Transaction

    wrong = []
    for order in {click.order for click in world.clicks}:
        clicks = [click for click in world.clicks if click.order == order]
        keys = Transaction.objects.filter(
            payment__order_id=pk_of(order, "Order"), kind="capture", is_success=True
        ).values_list("token", flat=True)
        given = sum(
            cancel["cancelAmount"]
            for payment in taken
            if payment["paymentKey"] in set(keys)
            for cancel in payment["cancels"] or []
            if "[bp:" in cancel["cancelReason"]
        )
        most = sum(click.amount for click in clicks)
        if given > most:
            wrong.append(f"{order}: {given} won refunded, {most} asked for: {clicks}")
        done = [click for click in clicks if click.done_at]
        least = sum(click.amount for click in done if not click.is_lines)
        if given < least:
            wrong.append(f"{order}: {given} won refunded, {least} answered as done")
    return wrong
