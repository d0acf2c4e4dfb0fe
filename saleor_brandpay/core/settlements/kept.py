"""The months that were compared last, kept for staff: their pages ask nothing of Toss."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import islice

from django.db import transaction

from ...models import SettledLine, SettledMonth
from ..retention import months
from .line import NAMES, Difference, Line
from .report import as_json
from .report.totals import totals
from .run import Settled

DIFFERENCES = 500
"""Of a month, that are kept; the report has them all."""
_BATCH = 1000
_NOT_OURS = (Difference.ONLY_AT_TOSS, Difference.REPEATED)
"""Rows that are not what was paid out for the attempt that they name."""


def keep(settled: Settled) -> None:
    """In the place of what was kept of this month, unless that is more complete."""
    if settled.by != "soldDate" or str(settled.month) < months.oldest():
        return
    with transaction.atomic():
        held = SettledMonth.objects.select_for_update().filter(month=str(settled.month)).first()
        if held and settled.at < held.read_at:
            return
        if held and _is_less(settled, held):
            held.tried_at, held.problems = settled.at, settled.errors or settled.notes
            held.save(update_fields=["tried_at", "problems"])
        elif settled.merchants:
            _replace(settled)
    months.forget()


def _is_less(settled: Settled, held: SettledMonth) -> bool:
    """Whether something of what is kept would be lost."""
    lacks = not settled.merchants or set(settled.left_out) & set(held.totals["merchants"])
    return bool(lacks or (settled.errors and not held.totals["errors"]))


def _replace(settled: Settled) -> None:
    differences = settled.ledger.read(differences=True)
    month, _ = SettledMonth.objects.update_or_create(
        month=str(settled.month),
        defaults={
            "read_at": settled.at,
            "totals": as_json.summary(settled) | {"titles": _titles(settled)},
            "differences": [list(astuple(line)) for line in islice(differences, DIFFERENCES)],
            "merchant_pks": sorted(set(settled.merchant_pks)),
            "tried_at": None,
            "problems": [],
        },
    )
    month.lines.all().delete()
    rows = _rows(month, settled.ledger.read())
    while batch := list(islice(rows, _BATCH)):
        SettledLine.objects.bulk_create(batch)


def _rows(month: SettledMonth, found: Iterable[Line]) -> Iterator[SettledLine]:
    for line in found:
        if line.attempt_pk is None or line.difference in _NOT_OURS:
            continue
        yield SettledLine(
            month=month,
            attempt_pk=line.attempt_pk,
            is_refund=line.is_refund,
            refund_pk=line.refund_pk,
            fee=line.fee,
            vat=line.vat,
            pay_out=line.pay_out,
            paid_out=datetime.date.fromisoformat(line.paid_out) if line.paid_out else None,
        )


def _titles(settled: Settled) -> list[list[str]]:
    """Of the totals, in Korean and English, and in their order: PostgreSQL keeps no object's."""
    return [[one.slug, one.words.ko, one.words.en] for one in totals(settled)]


def lines(month: SettledMonth) -> Iterator[Line]:
    """The differences that are kept of it; none of a form that another version has written."""
    for values in month.differences:
        if len(values) == len(NAMES):
            yield Line(**dict(zip(NAMES, values, strict=True)))
