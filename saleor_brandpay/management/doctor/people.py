"""What is kept of people, how large it has become, and the wallets of users who were deleted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ...conf import conf
from ...core.retention import nightly, people, sizes
from ...core.wallet import deleted_users
from ...models import Attempt
from ..dates import shown
from ..sizes import megabytes
from .finding import Finding, Level

_NAMED = 5
_LARGEST = 3
_NIGHTS = datetime.timedelta(days=3)
_HOW = "start Celery's beat and a worker, or run brandpay_retention from cron each night"


def findings() -> Iterator[Finding]:
    yield _tables()
    yield from _kept_too_long()
    yield from _wallets()


def _tables() -> Finding:
    found = sizes.sizes()
    largest = ", ".join(
        f"{one.table.removeprefix('saleor_brandpay_')} {megabytes(one.bytes)}"
        for one in found[:_LARGEST]
    )
    text = f"{megabytes(sizes.total(found))} with their indexes; the largest: {largest}"
    return Finding(Level.NOTE, "tables", text, code="table_sizes")


def _kept_too_long() -> Iterator[Finding]:
    end = nightly.before() - _NIGHTS
    oldest = (
        Attempt.objects.filter(people.ENDED, erased_at__isnull=True, opened_at__lt=end)
        .filter(checked_at__lt=end)
        .order_by("opened_at")
        .values_list("opened_at", flat=True)
        .first()
    )
    days = conf.retention.days
    if oldest is None:
        text = f"nobody's name is kept for more than {days} days after a payment has ended"
        yield Finding(Level.OK, "retention", text, code="retention_kept")
        return
    yield Finding(
        Level.WARNING,
        "retention",
        f"names are kept since {shown(oldest)}, though only {days} days are asked for: {_HOW}",
        code="retention_late",
    )


def _wallets() -> Iterator[Finding]:
    about = "wallets"
    waiting = deleted_users.waiting().count()
    if waiting:
        yield Finding(
            Level.WARNING,
            about,
            f"more than {conf.withdrawals_a_day} users were deleted within a day, and {waiting:,} "
            "wallets wait for a person's word before they are closed at Toss, which nothing can "
            f"undo: brandpay_withdraw --deleted {waiting}",
            code="wallets_wait_for_a_word",
            cases=waiting,
        )
    left = deleted_users.only_by_toss()
    count = left.count()
    if count:
        pks = left.order_by("pk").values_list("pk", flat=True)[:_NAMED]
        named = ", ".join(map(str, pks))
        more = f" and {count - _NAMED:,} more" if count > _NAMED else ""
        yield Finding(
            Level.WARNING,
            about,
            f"cards or accounts of deleted users are still stored at Toss, and no token is here "
            f"that it accepts: customers {named}{more}; ask Toss to remove them (it knows them by "
            "the customer_key of these rows); each is looked at once a day until it has",
            code="methods_left_at_toss",
            cases=count,
        )
    scheduled = deleted_users.scheduled().count()
    if scheduled:
        text = (
            f"of deleted users, still to be closed at Toss: {scheduled:,}; the sweep goes on trying"
        )
        yield Finding(Level.NOTE, about, text, code="wallets_scheduled")
