"""`manage.py brandpay_retention`: people are forgotten where money has long been settled."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from ...conf import conf
from ...core.retention import nightly, sizes
from ...core.retention.months import MONTHS
from ...core.retention.nightly import Figures
from ..command import Command as Base
from ..sizes import megabytes


class Command(Base):
    help = (
        "Erase names, addresses, return URLs and wishes from payments that ended longer ago than "
        "BRANDPAY_RETENTION_DAYS (90), and delete abandoned windows, guests' keys and webhooks of "
        "then. Amounts and references stay for ever. Celery does this every night; where there is "
        "none, cron does. It can be stopped and run again."
    )
    examples = """\
  manage.py brandpay_retention --dry-run
  manage.py brandpay_retention --minutes 30"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")
        parser.add_argument(
            "--minutes", type=_minutes, metavar="N", help="stop after so long; default: never"
        )
        self.add_json(parser)

    def run(self, **options: Any) -> int:
        dry_run = bool(options["dry_run"])
        figures = nightly.count() if dry_run else self._done(options)
        found = sizes.sizes()
        if options["json"]:
            answer = {
                "dry_run": dry_run,
                "days": conf.retention.days,
                **asdict(figures),
                "tables": [{**asdict(one), "bytes": one.bytes} for one in found],
            }
            self.put_json(answer)
        else:
            self.stdout.write("\n".join([*_lines(figures, dry_run=dry_run), "", *_sizes(found)]))
        return 0

    def _done(self, options: dict[str, Any]) -> Figures:
        from ... import due  # noqa: PLC0415 - Saleor

        progress = self.progress(options, "rows")

        def tell(so_far: Figures) -> None:
            progress(so_far.rows)

        figures = nightly.run(tell, minutes=options["minutes"])
        progress.close()
        due.look_for_deleted_users(among_all=True)
        return figures


def _minutes(text: str) -> float:
    value = float(text)
    if not 0 < value < 10_000:
        raise argparse.ArgumentTypeError("a number of minutes, more than 0")
    return value


def _lines(figures: Figures, *, dry_run: bool) -> list[str]:
    would = "would be " if dry_run else ""
    lines = [
        f"What ended more than {conf.retention.days} days ago:",
        f"  abandoned windows: {figures.abandoned:,} {would}deleted",
        f"  payments: {figures.erased:,} {would}freed of names, addresses and wishes",
        f"  later refunds: {figures.reasons:,} {would}freed of the reason that staff typed",
        f"  webhooks: {figures.events:,} {would}deleted",
        f"  keys of deleted users: {figures.users:,} {would}deleted",
        f"Months of settlements, of which {MONTHS} are kept: {figures.months:,} {would}deleted",
    ]
    if not figures.finished:
        lines.append("The time was up before all was done: run it again.")
    return [*lines, "Dry run: nothing was changed."] if dry_run else lines


def _sizes(found: list[sizes.Size]) -> list[str]:
    width = max((len(one.table) for one in found), default=0)
    lines = [f"{'table':<{width}}{'rows':>12}{'table':>12}{'indexes':>12}"]
    for one in found:
        table, indexes = megabytes(one.table_bytes), megabytes(one.index_bytes)
        lines.append(f"{one.table:<{width}}{one.rows:>12,}{table:>12}{indexes:>12}")
    return [*lines, f"{megabytes(sizes.total(found))} in all."]
