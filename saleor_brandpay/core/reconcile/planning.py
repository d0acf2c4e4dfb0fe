"""Beginning a run, or taking up one that did not come to its end."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ...clock import now
from ...models import Merchant, Phase, Reconciliation, Stretch
from ..installation.frozen import without_frozen
from ..merchants import merchants
from . import spans
from .same_mid import askable, newest

logger = logging.getLogger(__name__)

STALE = datetime.timedelta(hours=6)
"""An unfinished run that ends "now" is not taken up any more: it would be last night's."""
KEPT = datetime.timedelta(days=90)


DAILY = "every day"
"""The question of the run that tasks do by themselves."""
ALL = "all"
"""The last word of a question about every merchant."""
SLOW = datetime.timedelta(minutes=10)
"""After that a stretch that nobody has taken was not handed out, or its worker died."""


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
    if asked == DAILY:
        # A worker asks for nobody whose rows are frozen; a person may (M19).
        named = [one for one in named if not merchants.is_frozen(one)]
    if not named:
        raise NoMerchant
    since = since.replace(microsecond=0)
    words = [asked or f"{since.isoformat()} {until.isoformat()}", "heal" * heal, "deep" * deep]
    words.append(ALL if of is None else ",".join(str(merchant.pk) for merchant in named))
    question = " ".join(words)[:300]
    if asked:
        _end_what_is_over(question)
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


def _end_what_is_over(question: str) -> None:
    """Runs of a moving span that are not to be taken up: old ones, and ones without more to do.

    The latter could not be finished, because Toss refused some merchant.
    """
    over = Reconciliation.objects.filter(is_over(), asked=question, finished_at__isnull=True)
    if over.update(finished_at=now()):
        logger.warning("the last run of %r did not come to its end", question)


def is_over() -> Q:
    """Of runs on which nobody works any more, whether they came to their end or not."""
    open_ones = Stretch.objects.filter(
        reconciliation=OuterRef("pk"), phase__lt=Phase.DONE, error=""
    )
    return Q(started_at__lt=now() - STALE) | Q(~Exists(open_ones))


def left_over(limit: int | None) -> list[int]:
    """Stretches of the daily run that nobody works on, though somebody should by now."""
    at = now()
    rows = Stretch.objects.filter(
        Q(claimed_until__isnull=True, reconciliation__started_at__lt=at - SLOW)
        | Q(claimed_until__lt=at),
        reconciliation__finished_at__isnull=True,
        reconciliation__asked__startswith=DAILY,
        phase__lt=Phase.DONE,
        error="",
    )
    rows = without_frozen(rows, "merchant__installation")
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
