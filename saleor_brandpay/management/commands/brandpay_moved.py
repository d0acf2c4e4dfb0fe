"""`manage.py brandpay_moved`: this is the shop, at another address or on another database."""

from __future__ import annotations

import argparse
from typing import Any

from ...api.errors import BrandpayError
from ...core.installation import moved
from ...core.installation.moved import Change, NotConfirmed
from ...core.merchants.crypto import Unreadable
from ...core.reconcile import lost
from ..command import Command as Base
from ..command import Trouble
from ..dates import shown


class Command(Base):
    help = (
        "Say that this is the shop itself, after it has moved to another address, was given "
        "another BRANDPAY_INSTALLATION or got another database. Until then nothing is sent to "
        "Toss for its payments. Never run it in a copy: a copy would charge, refund and remove "
        "for the shop's customers. Name the address at which the shop was, as brandpay_doctor "
        "shows it. Exit status 2: nothing was changed."
    )
    examples = """\
  manage.py brandpay_moved shop.example --dry-run
  manage.py brandpay_moved shop.example                # asks for the old address once more
  manage.py brandpay_moved shop.example --yes          # in a script
  manage.py brandpay_moved shop.example --also         # while its processes are being exchanged
  BRANDPAY_INSTALLATION=main manage.py brandpay_moved shop.example    # gives it a name"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("old", help="the address at which the shop was, such as shop.example")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument(
            "--also", action="store_true", help="the old address goes on being the shop's as well"
        )
        parser.add_argument("--yes", action="store_true", help="ask for nothing")
        parser.add_argument(
            "--force",
            action="store_true",
            help="although Toss shows payments of this shop that are not in this database",
        )

    def run(self, **options: Any) -> int:
        old, also = options["old"], bool(options["also"])
        try:
            changes = moved.change(old, also=also)
        except NotConfirmed as why:
            raise Trouble(f"{why}.") from why
        for change in changes:
            self._show(change)
        warnings = [warning for change in changes for warning in _warnings(change)]
        for warning in warnings:
            self.stdout.write(f"WARNING: {warning}")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
            return 0
        if warnings and not options["force"]:
            raise Trouble(
                "nothing was changed: if it is this shop all the same (its database was set back, "
                "say), add --force"
            )
        if not options["yes"] and not self._is_confirmed(old):
            raise Trouble("nothing was changed: that was not the old address")
        try:
            moved.confirm(old, also=also)
        except NotConfirmed as why:
            raise Trouble(f"{why}.") from why
        self.stdout.write("This is the shop. Workers go on with the next sweep.")
        return 0

    def _show(self, change: Change) -> None:
        one = change.installation
        seen = f", last served {shown(one.served_at)}" if one.served_at else ""
        self.stdout.write(f"installation {one.code}{seen}: {'; '.join(change.told)}")

    def _is_confirmed(self, old: str) -> bool:
        self.stdout.write(
            "If this is a copy, its workers will refund and remove for the shop's own customers."
        )
        try:
            return input("Type the old address to confirm: ").strip() == old
        except EOFError:
            return False


def _warnings(change: Change) -> list[str]:
    one = change.installation
    try:
        count = lost.taken_since(one)
    except (BrandpayError, Unreadable) as error:
        return [f"Toss could not be asked whether the shop at {one.address} goes on: {error}"]
    if not count:
        return []
    warning = (
        f"payments of installation {one.code} at Toss that are not in this database: {count:,}. "
        f"Either the shop at {one.address} goes on and this is a copy of it, or this database was "
        "set back in time"
    )
    return [warning]
