"""Beginning a run, or taking up one that did not come to its end."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction

from ...clock import now
from ...models import Merchant, Reconciliation, Stretch
from . import spans
from .mids import askable, newest

STALE = datetime.timedelta(hours=6)
"""An unfinished run that ends "now" is not taken up any more: it would be last night's."""
KEPT = datetime.timedelta(days=90)


class NoMerchant(LookupError):  # noqa: N818
    """There is nobody to ask Toss for."""


def plan(
    since: datetime.datetime,
    until: datetime.datetime,
    *,
    heal: bool = False,
    deep: bool = False,
    of: Sequence[Merchant] | None = None,
    asked: str = "",
) -> Reconciliation:
    """The run over this span: the unfinished one that was asked for alike, or a new one.

    `asked` holds those words when the span itself changes with the clock. Raises NoMerchant.
    """
    named = newest(askable() if of is None else of)
    if not named:
        raise NoMerchant
    since = since.replace(microsecond=0)
    words = [asked or f"{since.isoformat()} {until.isoformat()}", "heal" * heal, "deep" * deep]
    words.append("all" if of is None else ",".join(str(merchant.pk) for merchant in named))
    question = " ".join(words)[:300]
    if asked:
        Reconciliation.objects.filter(
            asked=question, finished_at__isnull=True, started_at__lt=now() - STALE
        ).update(finished_at=now())
    Reconciliation.objects.filter(finished_at__lt=now() - KEPT).delete()
    new = Reconciliation(
        asked=question, since=since, until=until, heal=heal, deep=deep, started_at=now()
    )
    with transaction.atomic(durable=True):
        Reconciliation.objects.bulk_create([new], ignore_conflicts=True)
        # Locked, so that whoever shares it cannot finish it before its stretches are there.
        run = Reconciliation.objects.select_for_update().get(
            asked=question, finished_at__isnull=True
        )
        Stretch.objects.bulk_create(
            [
                Stretch(reconciliation=run, merchant=merchant, since=start, until=end)
                for start, end in spans.days(run.since, run.until)
                for merchant in named
            ],
            ignore_conflicts=True,
        )
    return run
