"""`manage.py brandpay_reconcile`: is every won at Toss in Saleor, and the other way round?"""

from __future__ import annotations

import argparse
import datetime
import json
from typing import Any

from ...clock import monotonic, now
from ...core.reconcile import mailing, planning, worker
from ...core.reconcile.report import as_csv, as_html, as_json, as_text, report
from ...core.reconcile.spans import midnight
from ...core.reconcile.tools import Tools
from ...core.shop import Shop
from ...models import Phase, Reconciliation, Stretch
from .. import merchants
from ..atomic_file import AtomicFile
from ..command import Command as Base
from ..command import Trouble
from ..dates import moment, shown
from ..progress import Progress

DAYS = 7
_OF_A_PART = ("since", "until", "channel", "merchant")
_OF_A_SPAN = ("since", "until", "heal", "deep", "channel", "merchant", "html", "csv", "mail")
MOST_DAYS = 5 * 366


class Command(Base):
    help = (
        "Compare Toss's transactions, our attempts and Saleor's payments over a span of time. "
        "Every difference is verified by reading that payment before it is reported. Exit status "
        "0: all agrees or was healed; 1: differences are left; 2: could not compare. A run that "
        "was interrupted goes on where it was, and several hosts may share one."
    )
    examples = """\
  manage.py brandpay_reconcile                                  # the last 7 days, changes nothing
  manage.py brandpay_reconcile --heal                           # and mend what is safe to mend
  manage.py brandpay_reconcile --since 2026-01-01 --until 2026-02-01 --html january.html
  manage.py brandpay_reconcile --csv differences.csv            # for a spreadsheet
  manage.py brandpay_reconcile --heal --mail                    # each night, without Celery
  manage.py brandpay_reconcile --open                           # each minute, without Celery"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--since",
            type=moment,
            help=f"date or time, Seoul's unless it says other; a date is its midnight "
            f"(default: {DAYS} days ago)",
        )
        parser.add_argument("--until", type=moment, help="likewise, not included (default: now)")
        parser.add_argument(
            "--heal",
            action="store_true",
            help="finish, book or refund what is safe; the rest is explained",
        )
        parser.add_argument(
            "--deep", action="store_true", help="read every payment singly, however well it looks"
        )
        parser.add_argument(
            "--open",
            action="store_true",
            help="compare nothing: only look after the webhooks and payments that are due, as "
            "Celery's beat does each minute",
        )
        parser.add_argument("--channel", metavar="SLUG", help="only merchants of this channel")
        parser.add_argument("--merchant", metavar="CLIENT_KEY", help="only this merchant")
        output = parser.add_mutually_exclusive_group()
        self.add_json(output)  # type: ignore[arg-type]
        output.add_argument("--html", metavar="FILE", help="write a report for people to FILE")
        output.add_argument("--csv", metavar="FILE", help="write every difference to FILE")
        parser.add_argument(
            "--mail",
            action="store_true",
            help="mail the report to BRANDPAY_REPORT_TO when BRANDPAY_REPORT_WHEN says so, once a "
            "day; Celery's nightly run does it by itself",
        )

    def run(self, **options: Any) -> int:
        if options["open"]:
            return self._sweep(options)
        name = options["html"] or options["csv"]
        file = AtomicFile(name) if name else None
        if file and (problem := file.problem()):
            raise Trouble(f"{name} cannot be written: {problem}")
        if options["mail"] and any(options[name] for name in _OF_A_PART):
            raise Trouble("--mail is for the comparison of each night, which is of everything")
        if options["mail"] and not mailing.recipients():
            raise Trouble("--mail: BRANDPAY_REPORT_TO names no e-mail address")
        run = self._plan(options)
        mail_pk = mailing.plan(run) if options["mail"] else None
        progress = self.progress(options, "days")
        tools = _tools(_Telling(run, progress))
        try:
            worker.run(run, tools)
        finally:
            progress.close()
        found = report.build(run, tools.shop.orders)
        if file and options["csv"]:
            file.write(as_csv.pieces(found, tools.shop.channels), encoding=as_csv.ENCODING)
        elif file:
            file.write([as_html.page(found)])
        self._put(found, file, is_json=options["json"])
        if options["mail"]:
            self._mail(mail_pk, tools.shop)
        if found.errors:
            raise Trouble(f"not everything was compared: {'; '.join(found.errors)}")
        return 0 if found.agrees else 1

    def _mail(self, pk: int | None, shop: Shop) -> None:
        """What could not be sent is sent by a later sweep."""
        if pk is None:
            self.stderr.write("not mailed: the report of today is another run's")
            return
        sent = mailing.send(pk, shop.orders)
        self.stderr.write(
            sent.text if sent else "not mailed now: it was sent before, or a sweep sends it"
        )

    def _put(self, found: report.Report, file: AtomicFile | None, *, is_json: bool) -> None:
        if is_json:
            for piece in as_json.pieces(found):
                self.stdout.write(piece, ending="")
        elif file:
            self.stdout.write("\n".join([*as_text.head(found), "", f"written to {file.path}"]))
        else:
            self.stdout.writelines(f"{line}\n" for line in as_text.lines(found))

    def _sweep(self, options: dict[str, Any]) -> int:
        given = [name for name in _OF_A_SPAN if options[name]]
        if given:
            raise Trouble(f"--open goes with none of: --{', --'.join(given)}")
        from ...sweep import sweep_here  # noqa: PLC0415 - the rest works without Saleor

        progress = self.progress(options, "due")
        try:
            swept = sweep_here(progress)
        finally:
            progress.close()
        if swept.is_second:
            self.stderr.write("another sweep is at work: nothing was done")
        if swept.is_hanging:
            self.stderr.write("Toss Payments hangs: what is left stays due for the next sweep")
        ends = {end.value: count for end, count in sorted(swept.ends.items(), key=str)}
        if options["json"]:
            figures = {
                "events": swept.events,
                "payments": swept.payments,
                "customers": swept.customers,
                "ends": ends,
                "stuck": swept.stuck,
                "hanging": swept.is_hanging,
            }
            self.stdout.write(json.dumps(figures))
        else:
            said = ", ".join(f"{count} {name}" for name, count in ends.items()) or "nothing is due"
            left = f", {swept.customers} deleted users" if swept.customers else ""
            self.stdout.write(f"{swept.events} webhooks, {swept.payments} payments{left}: {said}")
            self.stdout.writelines(f"{name}: {why}\n" for name, why in swept.stuck.items())
        return 0 if swept.agrees else 1

    def _plan(self, options: dict[str, Any]) -> Reconciliation:
        at = now()
        since = options["since"] or midnight(at) - datetime.timedelta(days=DAYS)
        until = min(options["until"] or at, at)
        if since >= until:
            raise Trouble(
                f"--since ({shown(since)}) must be before --until ({shown(until)}) and now, "
                "in Seoul's time"
            )
        if until - since > datetime.timedelta(days=MOST_DAYS):
            raise Trouble("--since lies too far back: five years at a time are the most")
        words = f"{options['since'] or 'default'} {options['until'] or 'now'}"
        moves = until == at or options["since"] is None
        try:
            return planning.plan(
                since,
                until,
                heal=options["heal"],
                deep=options["deep"],
                of=merchants.named(self, options["channel"], options["merchant"]),
                asked=words if moves else "",
            )
        except planning.NoMerchant:
            raise Trouble(merchants.NOBODY) from None


def _tools(tell: _Telling) -> Tools:
    from ...adapters import reconcile  # noqa: PLC0415 - the rest works without Saleor

    return reconcile.tools(tell=tell)


class _Telling:
    """Progress of a run that other hosts may share."""

    EVERY = 0.5
    """Seconds."""

    def __init__(self, run: Reconciliation, progress: Progress) -> None:
        self._run, self._progress, self._due = run, progress, monotonic()

    def __call__(self, stretch: Stretch) -> None:
        if monotonic() < self._due:
            return
        self._due = monotonic() + self.EVERY
        sums = report.counted(self._run)
        found = self._run.findings.exclude(kind="foreign").count()
        done = self._run.stretches.filter(phase=Phase.DONE).count()
        total = self._run.stretches.count()
        note = f"{sums['pages']:,} pages, {sums['approved']:,} payments, {found:,} differences"
        self._progress(done, total, note)
