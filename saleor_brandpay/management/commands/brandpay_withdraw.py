"""`manage.py brandpay_withdraw`: one customer leaves Brandpay in this shop."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from ...api.deadline import Deadline
from ...conf import conf
from ...core.installation import frozen, words
from ...core.sync.result import SyncStatus
from ...core.wallet import deleted_users, withdraw
from ...core.wallet.withdraw import WithdrawOutcome
from ...models import Customer
from ..command import Command as Base
from ..command import Trouble
from ..dates import shown

_DRY_RUN = "Dry run: nothing was changed."
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
        "are withdrawn by themselves, unless many are deleted within a day: those wait for "
        "--deleted. Exit status 1: something is left."
    )
    examples = """\
  manage.py brandpay_withdraw buyer@example.com --dry-run
  manage.py brandpay_withdraw 42 --json
  # many users were deleted within a day, and the doctor says that 1240 wallets wait:
  manage.py brandpay_withdraw --deleted --dry-run
  manage.py brandpay_withdraw --deleted 1240"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "user",
            nargs="?",
            help="e-mail, primary key, or the id in the dashboard's address (VXNlcjo0Mg==)",
        )
        parser.add_argument(
            "--deleted",
            nargs="?",
            type=int,
            const=0,
            metavar="COUNT",
            help="close the wallets of deleted users that wait for a person's word; say how many "
            "there are, since nothing can undo it",
        )
        parser.add_argument("--dry-run", action="store_true", help="say who it is, change nothing")
        self.add_json(parser)

    def run(self, **options: Any) -> int:
        if (options["user"] is None) == (options["deleted"] is None):
            raise Trouble("name a user, or say --deleted (see brandpay_withdraw --help)")
        if options["user"] is None:
            return self._deleted(options)
        return self._user(options)

    def _deleted(self, options: dict[str, Any]) -> int:
        from ... import due  # noqa: PLC0415 - Saleor

        rows = frozen.survey()
        held = [frozen.why_frozen(row, rows) for row in rows]
        if held and held[-1] is not None:
            raise Trouble(words.english(held[-1]))
        due.look_for_deleted_users(among_all=True)
        waiting, dry_run = deleted_users.waiting().count(), bool(options["dry_run"])
        ends: Counter[SyncStatus] = Counter()
        if not dry_run:
            self._agree(waiting, options["deleted"])
            names = due.WITHDRAWALS.names(None)
            progress = self.progress(options, "wallets")
            for done, name in enumerate(names, start=1):
                result = due.WITHDRAWALS.work(name)
                ends[result.end if result else SyncStatus.BUSY] += 1
                progress(done, len(names))
            progress.close()
        left = sum(ends.values()) - ends[SyncStatus.SETTLED]
        if options["json"]:
            closed = ends[SyncStatus.SETTLED]
            answer = {"waiting": waiting, "dry_run": dry_run, "closed": closed, "left": left}
            self.put_json(answer)
        elif dry_run:
            self.stdout.write(f"Wallets that wait for a person's word: {waiting:,}. {_DRY_RUN}")
        else:
            self.stdout.write(f"{ends[SyncStatus.SETTLED]:,} wallets closed at Toss.")
            if left:
                self.stdout.write(f"{left:,} not yet: the sweep goes on, and the doctor tells.")
        return 1 if left else 0

    def _agree(self, waiting: int, count: int) -> None:
        try:
            if not waiting:
                raise Trouble("no wallet waits for a person's word")
            deleted_users.agree(count)
        except deleted_users.Changed:
            raise Trouble(
                f"{waiting:,} wallets of deleted users wait, and not {count:,}. Once they are "
                "closed at Toss nothing brings them back: is this the shop itself and no copy, "
                f"and were these users deleted on purpose? Then say --deleted {waiting}"
            ) from None

    def _user(self, options: dict[str, Any]) -> int:
        from ...adapters.saleor import lookups  # noqa: PLC0415 - Saleor

        user_pk = lookups.user(options["user"].strip())
        if user_pk is None:
            raise Trouble(f"there is no user {options['user']!r}: give an e-mail or a primary key")
        rows = Customer.objects.select_related(
            "merchant__current_secret", "merchant__installation"
        ).filter(user_pk=user_pk)
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
    held = frozen.why_frozen(customer.merchant.installation)
    if held is not None:
        outcome = WithdrawOutcome.LATER.value
        return {**_known(customer), "outcome": outcome, "text": words.english(held)}
    left = withdraw.withdraw(customer, Deadline.after(conf.deadline))
    customer.refresh_from_db()
    return {**_known(customer), "outcome": left.value, "text": _SAID[left]}


def _lines(user_pk: int, found: list[dict[str, Any]], *, dry_run: bool) -> list[str]:
    if not found:
        return [f"User {user_pk} has never used Brandpay: there is nothing to withdraw."]
    lines = [f"customer {one['id']} of merchant {one['merchant']}: {one['text']}" for one in found]
    return [*lines, _DRY_RUN] if dry_run else lines
