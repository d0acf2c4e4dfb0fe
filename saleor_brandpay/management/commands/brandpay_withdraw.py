"""`manage.py brandpay_withdraw`: one customer leaves Brandpay in this shop."""

from __future__ import annotations

import argparse
from typing import Any

from ...api.deadline import Deadline
from ...conf import conf
from ...core.wallet import withdraw
from ...core.wallet.withdraw import WithdrawOutcome
from ...models import Customer
from ..command import Command as Base
from ..command import Trouble
from ..dates import shown

_SAID = {
    WithdrawOutcome.DONE: "withdrawn: Toss has nothing of this customer any more, and the tokens "
    "are erased",
    WithdrawOutcome.LATER: "not known, or not possible now; the log says why: run it again later",
    WithdrawOutcome.ONLY_BY_CUSTOMER: "methods are left at Toss, and no token that it accepts is "
    "here: the customer can remove them in the Brandpay window, or ask Toss",
}


class Command(Base):
    help = (
        "Withdraw a customer at Toss and erase the tokens that we keep: every stored payment "
        "method is gone at once. The user stays in Saleor, and may register again. Deleted users "
        "are withdrawn by themselves. Exit status 1: something is left."
    )
    examples = """\
  manage.py brandpay_withdraw buyer@example.com --dry-run
  manage.py brandpay_withdraw 42 --json"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "user", help="e-mail, primary key, or the id in the dashboard's address (VXNlcjo0Mg==)"
        )
        parser.add_argument("--dry-run", action="store_true", help="say who it is, change nothing")
        self.add_json(parser)

    def run(self, **options: Any) -> int:
        from ...adapters.saleor import lookups  # noqa: PLC0415 - Saleor

        user_pk = lookups.user(options["user"].strip())
        if user_pk is None:
            raise Trouble(f"there is no user {options['user']!r}: give an e-mail or a primary key")
        rows = Customer.objects.select_related(
            "merchant__current_secret", "merchant__installation"
        ).filter(user_id=user_pk)
        customers = list(rows.order_by("pk"))
        dry_run = bool(options["dry_run"])
        found = [_known(row) if dry_run else _withdrawn(row) for row in customers]
        if options["json"]:
            self.put_json({"user": user_pk, "dry_run": dry_run, "customers": found})
        else:
            self.stdout.write("\n".join(_lines(user_pk, found, dry_run=dry_run)))
        left = any(one["outcome"] not in (None, WithdrawOutcome.DONE.value) for one in found)
        return 1 if left else 0


def _known(customer: Customer) -> dict[str, Any]:
    at = customer.withdrawn_at
    return {
        "id": customer.pk,
        "merchant": str(customer.merchant),
        "has_tokens": bool(customer.access_token),
        "withdrawn_at": at.isoformat() if at else None,
        "outcome": None,
        "text": _standing(customer),
    }


def _standing(customer: Customer) -> str:
    if customer.withdrawn_at is not None:
        return f"has left, {shown(customer.withdrawn_at)}"
    if customer.access_token:
        return "would be withdrawn at Toss, and the tokens erased"
    return "no tokens are kept: it would be asked whether Toss has any methods"


def _withdrawn(customer: Customer) -> dict[str, Any]:
    left = withdraw.withdraw(customer, Deadline.after(conf.deadline))
    customer.refresh_from_db()
    return {**_known(customer), "outcome": left.value, "text": _SAID[left]}


def _lines(user_pk: int, found: list[dict[str, Any]], *, dry_run: bool) -> list[str]:
    if not found:
        return [f"User {user_pk} has never used Brandpay: there is nothing to withdraw."]
    lines = [f"customer {one['id']} of merchant {one['merchant']}: {one['text']}" for one in found]
    return [*lines, "Dry run: nothing was changed."] if dry_run else lines
