"""`manage.py brandpay_lost`: a payment of ours that our database has lost, given back."""

from __future__ import annotations

import argparse
from typing import Any

from ...api.errors import BrandpayError
from ...api.payment import Payment
from ...core.attempts import order_ids
from ...core.installation import frozen
from ...core.reconcile import lost
from ...models import Attempt
from ..command import Command as Base
from ..command import Trouble
from ..dates import shown


class Command(Base):
    help = (
        "Show a payment that brandpay_reconcile reports as lost here: Toss holds it, this shop "
        "took it, and the database, set back to an older state, knows nothing of it. With "
        "--refund and what Toss holds of it, it is given back to the buyer, once. Exit status 1: "
        "it is still held."
    )
    examples = """\
  manage.py brandpay_lost s7k2m9qa-…                    # shows it
  manage.py brandpay_lost s7k2m9qa-… --refund 15000     # gives all of it back"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("order_id", help="Toss's order id, as brandpay_reconcile shows it")
        parser.add_argument(
            "--refund",
            type=int,
            metavar="WON",
            help="give it back; the amount is what Toss holds, for you to confirm it",
        )

    def run(self, **options: Any) -> int:
        order_id = options["order_id"].strip()
        _check(order_id)
        found = lost.find(order_id)
        if found is None:
            raise Trouble(f"Toss knows no payment of the order id {order_id}")
        merchant, payment = found
        if payment.order_id != order_id:
            raise Trouble(f"Toss answered with another payment, of {payment.order_id}")
        self.stdout.write(_told(payment))
        if options["refund"] is None or not payment.balance_amount:
            return 1 if payment.balance_amount else 0
        if options["refund"] != payment.balance_amount:
            raise Trouble(
                f"nothing was refunded: Toss holds {payment.balance_amount:,} won of it, "
                f"not {options['refund']:,}"
            )
        _check_saleor(payment)
        try:
            payment = lost.give_back(merchant, payment)
        except BrandpayError as error:
            said = "it may have been refunded: run it again" if error.is_unknown else "it was not"
            raise Trouble(f"{said} ({error})") from error
        self.stdout.write(_told(payment))
        return 1 if payment.balance_amount else 0


def _check(order_id: str) -> None:
    code = order_ids.installation_of(order_id)
    if code is None:
        raise Trouble(f"{order_id} is no order id of this package")
    ours = {row.code for row in frozen.in_force()}
    if code not in ours:
        raise Trouble(
            f"{order_id} is of installation {code}, and this is {', '.join(sorted(ours)) or 'none'}"
            ": refund it in the shop that took it, or in the Toss console"
        )
    if Attempt.objects.filter(order_id=order_id).exists():
        raise Trouble(f"{order_id} is not lost: it is recorded here, refund it in Saleor")


def _check_saleor(payment: Payment) -> None:
    from ...adapters.shop import SaleorShop  # noqa: PLC0415 - Saleor

    for booked in SaleorShop().recorded_payments({payment.payment_key}, ()):
        raise Trouble(
            f"nothing was refunded: Saleor has booked it ({booked.reference}, order "
            f"{booked.order or '-'}); compare with the Toss console and decide there"
        )


def _told(payment: Payment) -> str:
    at = shown(payment.approved_at) if payment.approved_at else "never"
    return (
        f"{payment.order_id}: {payment.status}, {payment.total_amount:,} won approved {at}, "
        f"{payment.balance_amount:,} won held"
    )
