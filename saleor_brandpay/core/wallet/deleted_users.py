"""Customers whose user the shop has deleted: their wallets are closed, but many only at a word.

Nothing of ours is a foreign key on the shop's users (M24): a worker looks which of them are gone.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from ... import watch
from ...clock import now
from ...conf import conf
from ...models import Customer

logger = logging.getLogger(__name__)

GRACE = datetime.timedelta(minutes=10)
"""Between the look and the withdrawal: many deletions come one after another, and back again."""
MANY_WITHIN = datetime.timedelta(days=1)
AGAIN = datetime.timedelta(minutes=10)
"""At least so long between two tries of one customer."""
SLICE = 50_000
"""Users among whom one look is taken: some ten milliseconds."""
LOOK_AGAIN = datetime.timedelta(days=1)
"""How often Toss is asked whether it has removed by now what only it can remove."""


def gone(pks: Collection[int]) -> int:
    """The shop has no users of these customers any more. How many of them are new."""
    if not pks:
        return 0
    at = now()
    count = Customer.objects.filter(
        pk__in=pks, user_pk__isnull=False, user_deleted_at__isnull=True
    ).update(user_deleted_at=at, withdraw_at=at + GRACE)
    logger.info("deleted users: %s customers are theirs", count)
    return count


def back(pks: Collection[int]) -> int:
    """The shop has their users after all: it was being restored, say."""
    if not pks:
        return 0
    return Customer.objects.filter(pk__in=pks, user_pk__isnull=False).update(
        user_deleted_at=None, withdraw_at=None, withdrawal_agreed=False, methods_left_at=None
    )


def marked() -> QuerySet[Customer]:
    """Those whose user was seen to be gone, and is named here still."""
    return Customer.objects.filter(user_pk__isnull=False, user_deleted_at__isnull=False)


def slices() -> list[range]:
    """Primary keys of users, in spans that are quickly looked through."""
    last: int = Customer.objects.aggregate(last=Max("user_pk"))["last"] or 0
    return [range(first, first + SLICE) for first in range(0, last + 1, SLICE)]


def named(among: range) -> QuerySet[Customer]:
    """Those whose user is named here, and not seen to be gone."""
    return Customer.objects.filter(
        user_pk__gte=among.start, user_pk__lt=among.stop, user_deleted_at__isnull=True
    )


def hold_many() -> int:
    """More than a day's worth within a day waits for a person's word (M19); how many wait now.

    A shop that is cleaned, copied or restored must not close its buyers' wallets for good.
    """
    recent = Customer.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("user_deleted_at")),
        user_deleted_at__gt=now() - MANY_WITHIN,
        withdrawal_agreed=False,
    )
    if recent.count() <= conf.withdrawals_a_day:
        return 0
    held = recent.filter(
        withdrawn_at__isnull=True, withdraw_at__isnull=False, methods_left_at__isnull=True
    )
    count = held.update(withdraw_at=None)
    if count:
        logger.error(
            "more than %s users were deleted within a day: the wallets of %s wait for a person's "
            "word: see brandpay_doctor",
            conf.withdrawals_a_day,
            count,
        )
        watch.tell(
            watch.PersonNeeded(
                code="wallets_wait_for_a_word",
                about=f"{count} customers",
                text=f"more than {conf.withdrawals_a_day} users were deleted within a day",
            )
        )
    return count


def unfinished() -> QuerySet[Customer]:
    """Of deleted users, and not seen to be closed at Toss."""
    rows = Customer.objects.select_related("merchant__current_secret", "merchant__installation")
    return rows.filter(user_deleted_at__isnull=False, withdrawn_at__isnull=True)


def waiting() -> QuerySet[Customer]:
    """Those that wait for a person's word."""
    return unfinished().filter(withdraw_at__isnull=True)


def scheduled() -> QuerySet[Customer]:
    """Those that workers close by themselves, now or later."""
    return unfinished().filter(withdraw_at__isnull=False, methods_left_at__isnull=True)


def only_by_toss() -> QuerySet[Customer]:
    """Those whose methods are still at Toss, which alone can remove them."""
    return unfinished().filter(methods_left_at__isnull=False)


def due() -> QuerySet[Customer]:
    return unfinished().filter(withdraw_at__lte=now()).order_by("withdraw_at")


class Changed(Exception):  # noqa: N818
    """It is not as many that wait as somebody has been told."""


def agree(count: int) -> None:
    """A person has seen that so many wait, and says that they may go. Raises Changed."""
    with transaction.atomic():
        rows = waiting().select_for_update(of=("self",))
        pks = [row.pk for row in rows]
        if len(pks) != count:
            raise Changed
        Customer.objects.filter(pk__in=pks).update(withdrawal_agreed=True, withdraw_at=now())


def take(customer: Customer) -> bool:
    """Whether this one is ours to withdraw; nobody else tries it for a while."""
    return bool(due().filter(pk=customer.pk).update(withdraw_at=now() + AGAIN))


def ended(customer: Customer) -> None:
    """It is closed at Toss, and the user is named no more."""
    Customer.objects.filter(pk=customer.pk).update(user_pk=None, methods_left_at=None)


def methods_left(customer: Customer) -> None:
    """Toss has methods that only it can remove: staff have to ask it."""
    text = "its user was deleted, and methods are left at Toss"
    logger.error("customer %s: %s", customer.pk, text)
    watch.tell(
        watch.PersonNeeded(code="methods_left_at_toss", about=f"customer {customer.pk}", text=text)
    )
    Customer.objects.filter(pk=customer.pk).update(
        methods_left_at=now(), withdraw_at=now() + LOOK_AGAIN
    )
