"""`manage.py brandpay_remove`: before the package is taken out of a shop."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from ...core.installation import frozen
from ..command import Command as Base
from ..command import Trouble

_NAMED = 5
_NEXT = """\
Now take the package out: from the image of API, workers and beat, in one deploy. Until then a
migrate makes the App again, and a beat that starts makes its entries again: run this once more if
either happens. Delete the webhook at Toss. Refunds of orders paid with Brandpay are made in the
Toss console from now on."""

_GONE = "Our tables are gone already: there was nothing left to take away but what came since.\n"
_STAYS_ON = (
    "Run it again in some minutes; the plugin may be switched off in the dashboard meanwhile."
)
_IS_OFF = (
    "The plugin IS OFF in every channel now, and the App of the Transactions API is gone. Run it "
    "again in some minutes; or switch the plugin on again in the dashboard, and run migrate, which "
    "makes the App anew."
)
_FROZEN = (
    "This is a copy, or the shop has moved (brandpay_doctor says which): nothing of it ends here, "
    "and in a copy --leave-open is right."
)


class Command(Base):
    help = (
        "Prepare a shop for going on without this package. Says what it would do, and does it with "
        "--yes: end what is open by reading it at Toss, switch the plugin off in every channel, "
        "take away the App of the Transactions API and the entries of Celery's beat, and with "
        "--tables the tables, their migrations and the settings pages. Can be interrupted and run "
        "again. Exit status 1: money is under way, and no table was taken away; the plugin may be "
        "off already, which is said."
    )
    examples = """\
  manage.py brandpay_remove
  manage.py brandpay_remove --yes
  manage.py brandpay_remove --yes --tables"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do it; without it nothing changes")
        parser.add_argument("--dry-run", action="store_true", help="the same as without --yes")
        parser.add_argument(
            "--tables",
            action="store_true",
            help="our tables and settings pages too: what Toss took for which order is then only "
            "in Saleor and at Toss, and stored methods can no more be removed from here",
        )
        parser.add_argument(
            "--leave-open",
            action="store_true",
            help="also while payments, refunds or withdrawals are open; nobody ends them then",
        )
        self.add_json(parser)

    def run(self, **options: Any) -> int:
        from ..removal import open_money, plan  # noqa: PLC0415 - Saleor

        tables = bool(options["tables"])
        if not options["yes"] or options["dry_run"]:
            return self._say_plan(options, plan.plan(tables_go=tables))
        if not plan.has_tables():
            self._take_away(tables=tables)
            return self._done(options, {"left_open": 0}, said=_GONE)
        for is_off in (False, True):
            # Before the plugin is off, so that what can become an order does; and what came since.
            self._end(options)
            found = open_money.look()
            blocked = found.moving + (found.wallets if tables else 0)
            if blocked and not options["leave_open"]:
                return self._refuse(options, asdict(found), tables=tables, is_off=is_off)
            self._switch_off()
        self._take_away(tables=tables)
        return self._done(options, {"left_open": blocked})

    def _end(self, options: dict[str, Any]) -> None:
        from ..removal import open_money  # noqa: PLC0415 - Saleor

        progress = self.progress(options, "payments")
        open_money.end(progress)
        progress.close()

    def _switch_off(self) -> None:
        from ...adapters.configuration import switching  # noqa: PLC0415 - Saleor
        from ...adapters.saleor import app_row  # noqa: PLC0415 - Saleor

        switching.switch_off()
        app_row.remove()

    def _take_away(self, *, tables: bool) -> None:
        from ...adapters.configuration import switching  # noqa: PLC0415 - Saleor
        from ..removal import beat  # noqa: PLC0415 - Saleor
        from ..removal import tables as our_tables  # noqa: PLC0415 - Saleor

        self._switch_off()
        beat.remove()
        if tables:
            try:
                our_tables.remove()
            except our_tables.StillUsed as error:
                raise Trouble(
                    f"other tables refer to ours, which stay therefore: {error}"
                ) from error
            switching.delete()

    def _done(self, options: dict[str, Any], answer: dict[str, int], said: str = "") -> int:
        if options["json"]:
            self.put_json({"done": True, "tables": bool(options["tables"]), **answer})
        else:
            self.stdout.write(said + _NEXT)
        return 0

    def _say_plan(self, options: dict[str, Any], found: Any) -> int:
        from ..removal import plan  # noqa: PLC0415 - Saleor

        if options["json"]:
            self.put_json({"done": False, **asdict(found)})
        else:
            said = [*plan.lines(found), "", "Nothing was changed; --yes does it."]
            self.stdout.write("\n".join(said))
        return 0

    def _refuse(
        self, options: dict[str, Any], found: dict[str, int], *, tables: bool, is_off: bool
    ) -> int:
        from ..removal import open_money  # noqa: PLC0415 - Saleor

        rows = open_money.moving().order_by("pk")[:_NAMED]
        named = [f"{row.order_id} ({row.get_status_display()})" for row in rows]
        if options["json"]:
            answer = {"done": False, "refused": True, "off": is_off, "open": found}
            self.put_json({**answer, "payments": named})
            return 1
        if found["moving"]:
            self.stdout.write(
                f"Not yet: money of {found['moving']:,} payments is under way, or nobody knows its "
                f"outcome: {', '.join(named)}."
            )
        if tables and found["wallets"]:
            self.stdout.write(
                f"Not yet: {found['wallets']:,} wallets of deleted users are still to be closed at "
                "Toss; brandpay_doctor says more."
            )
        self.stdout.write(_IS_OFF if is_off else _STAYS_ON)
        self.stdout.write("--leave-open goes on all the same, and nobody ends these then.")
        held = frozen.survey()
        if held and not frozen.in_force():
            self.stdout.write(_FROZEN)
        return 1
