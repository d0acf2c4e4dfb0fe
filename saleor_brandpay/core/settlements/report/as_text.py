"""A report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...reconcile.report.as_text import moment
from ...reconcile.report.explanations import won
from ..line import Difference, Line
from ..run import Settled
from .explanations import TITLES, next_step, what
from .totals import BY, payouts, totals


def lines(settled: Settled) -> Iterator[str]:
    yield from head(settled)
    for line in settled.ledger.read(differences=True):
        yield ""
        yield from _difference(line)


def head(settled: Settled) -> Iterator[str]:
    asked = ", ".join(settled.merchants) or "no merchant"
    yield f"{settled.month} (Seoul), {BY[settled.by].en}: {asked}, as of {moment(settled.at)}"
    yield ""
    yield f"{'':<22}{'rows':>10}{'won at Toss':>18}{'won here':>18}"
    for one in totals(settled):
        numbers = (one.rows, one.won, one.here)
        cells = ["" if number is None else f"{number:,}" for number in numbers]
        yield f"{one.words.en:<22}{cells[0]:>10}{cells[1]:>18}{cells[2]:>18}".rstrip()
    yield ""
    yield from _payouts(settled)
    for note in settled.notes:
        yield f"note: {note}"
    found = settled.ledger.differences
    if not settled.ledger.lines and not settled.errors:
        yield "No settlements."
    elif not found:
        yield "No differences." if not settled.errors else "No differences so far."
    else:
        yield f"Differences: {found.total():,}."
        for name in Difference:
            if found[name]:
                yield f"  {name:<22}{found[name]:>8,}"


def _payouts(settled: Settled) -> Iterator[str]:
    known = payouts(settled)
    if not known:
        return
    yield f"{'paid out on':<22}{'':>10}{'won':>18}{'of others':>18}"
    for one in known:
        due = "  not yet" if one.is_due else ""
        yield f"{one.date:<32}{one.ours:>18,}{one.of_others:>18,}{due}"
    yield ""


def _difference(line: Line) -> Iterator[str]:
    told = [line.order_id or line.payment_key or line.transaction_key]
    told += [f"order {line.order}"] if line.order else []
    told += [one for one in (line.payment, line.sold) if one]
    yield f"{line.difference}: {', '.join(told)}"
    title = TITLES[Difference(line.difference)]
    yield f"  {title.en} / {title.ko}: Toss {won(line.amount)}, here {won(line.here)}"
    yield f"  {what(line).en}"
    yield f"  {next_step(line).en}"
