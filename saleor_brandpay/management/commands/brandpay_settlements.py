"""`manage.py brandpay_settlements`: is all that was paid here paid out by Toss?"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from ... import clock
from ...core.installation import frozen, words
from ...core.reconcile.same_mid import askable
from ...core.reconcile.toss_reader import TossReader
from ...core.settlements import kept
from ...core.settlements.month import Month
from ...core.settlements.report import as_csv, as_html, as_json, as_text
from ...core.settlements.run import Run, Settled
from ...models import Installation, Merchant
from .. import merchants
from ..atomic_file import AtomicFile
from ..command import Command as Base
from ..command import Trouble

_BY = {"sold": "soldDate", "paid-out": "paidOutDate"}


def month(text: str) -> Month:
    """For argparse's `type`."""
    try:
        return Month.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month: write it as 2026-01") from None


class Command(Base):
    help = (
        "Compare Toss's settlements of a month with our attempts and refunds: what was sold, "
        "Toss's fee and its VAT, what was paid out and when, and what is not yet. Moves nothing; a "
        "month of all merchants is kept for the page in the dashboard. "
        "Exit status 0: all agrees; 1: there are differences; 2: could not compare. Toss has "
        "settlements for live keys only."
    )
    examples = """\
  manage.py brandpay_settlements                                # the last month
  manage.py brandpay_settlements --month 2026-10 --html october.html
  manage.py brandpay_settlements --month 2026-10 --csv october.csv   # every row
  manage.py brandpay_settlements --month 2026-10 --by paid-out  # as the bank's statement"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--month", type=month, help="such as 2026-01, in Seoul's time (default: the last one)"
        )
        parser.add_argument(
            "--by",
            choices=list(_BY),
            default="sold",
            help="rows that were sold in the month (default), or paid out in it; what Toss has "
            "no row of is looked for by the first alone",
        )
        parser.add_argument("--channel", metavar="SLUG", help="only merchants of this channel")
        parser.add_argument("--merchant", metavar="CLIENT_KEY", help="only this merchant")
        output = parser.add_mutually_exclusive_group()
        self.add_json(output)  # type: ignore[arg-type]
        output.add_argument("--html", metavar="FILE", help="write a report for people to FILE")
        output.add_argument("--csv", metavar="FILE", help="write every row to FILE")

    def run(self, **options: Any) -> int:
        asked = _checked(options["month"])
        name = options["html"] or options["csv"]
        file = AtomicFile(name) if name else None
        if file and (problem := file.problem()):
            raise Trouble(f"{name} cannot be written: {problem}")
        chosen = self._merchants(options)
        progress = self.progress(options, "rows")
        run = Run(month=asked, by=_BY[options["by"]], **_tools(progress))  # type: ignore[arg-type]
        try:
            settled = run.settle(chosen)
        finally:
            progress.close()
        if not (options["channel"] or options["merchant"]):
            kept.keep(settled)
        self._put(settled, options, file)
        if settled.errors:
            raise Trouble(f"not everything was compared: {'; '.join(settled.errors)}")
        return 0 if settled.agrees else 1

    def _put(self, settled: Settled, options: dict[str, Any], file: AtomicFile | None) -> None:
        if options["json"]:
            for piece in as_json.pieces(settled):
                self.stdout.write(piece, ending="")
        elif file is None:
            self.stdout.writelines(f"{line}\n" for line in as_text.lines(settled))
        else:
            if options["csv"]:
                file.write(as_csv.pieces(settled), encoding=as_csv.ENCODING)
            else:
                file.write([as_html.page(settled)])
            self.stdout.write("\n".join([*as_text.head(settled), "", f"written to {file.path}"]))

    def _merchants(self, options: dict[str, Any]) -> list[Merchant]:
        """Raises Trouble where there is nobody to ask for, in a copy for one."""
        named = merchants.named(self, options["channel"], options["merchant"])
        chosen = askable() if named is None else named
        if not chosen:
            raise Trouble(merchants.NOBODY)
        held = [frozen.why_frozen(one.installation) for one in chosen]
        if all(held) and held[-1]:
            raise Trouble(f"Toss is not asked for settlements: {words.english(held[-1])}")
        return chosen


def _checked(asked: Month | None) -> Month:
    """The month, if there can be anything in it. Raises Trouble."""
    present = Month.of(clock.now())
    chosen = asked or present.before
    if chosen.first > present.first:
        raise Trouble(f"{chosen} is still to come: in Seoul it is {present}")
    began = Installation.objects.order_by("created_at").values_list("created_at", flat=True).first()
    if began and asked and chosen.first < Month.of(began).first:
        raise Trouble(f"{chosen} is before this shop took payments: it began in {Month.of(began)}")
    return chosen


def _tools(tell: Callable[[int], None]) -> dict[str, Any]:
    from ...adapters.shop import SaleorShop  # noqa: PLC0415 - the rest works without Saleor

    return {"shop": SaleorShop(), "toss": TossReader(clock.sleep), "tell": tell}
