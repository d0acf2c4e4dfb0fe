"""Erasing people: names, addresses and wishes go, amounts and references stay (M23)."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import MD5

from ...clock import now
from ...models import Attempt, AttemptStatus, Customer, Event, Refund, RefundStatus

BATCH = 500
"""Rows of one commit: a hook never waits longer than they take."""
BATCHES = 20
"""In a row, of deleted users: a sweep has more to do, and the next one takes up the rest."""
ENDED = Q(
    status__in=(AttemptStatus.APPROVED, AttemptStatus.CLOSED),
    due_at__isnull=True,
    refund_awaited_at__isnull=True,
)
"""Nobody confirms it any more, and no worker has anything left to do."""
ABANDONED = Q(
    status=AttemptStatus.CLOSED,
    approved_at__isnull=True,
    confirm_sent_at__isnull=True,
    payment_key="",
    balance=0,
) & ~Q(failure_code="CANCELED")
"""Toss has never been asked to take anything, and shows nothing that was taken and given back."""
READ = Q(done_at__isnull=False) | Q(due_at__isnull=True)
"""Of webhooks: done, or parked; no worker waits for it."""
OF_PEOPLE = ("customerName", "customerEmail", "customerMobilePhone", "transfer")
"""Of what the window is given; a transfer's cash receipt has a phone number."""
AT_ONCE = datetime.timedelta(hours=2)
"""So long each sweep looks again: windows that were open when the user was deleted have ended."""


def erase(rows: QuerySet[Attempt], limit: int = BATCH) -> list[int]:
    """Erase so many attempts of these that have ended; which."""
    with transaction.atomic():
        ended = rows.filter(ENDED, erased_at__isnull=True).order_by("opened_at")
        locked = ended.select_for_update(skip_locked=True, no_key=True)
        taken = dict(locked.values_list("pk", "customer_id")[:limit])
        if not taken:
            return []
        Attempt.objects.filter(pk__in=taken).update(
            payment_fields={}, storefront_data={}, erased_at=now()
        )
        spent_reasons(Refund.objects.filter(attempt__in=taken)).update(reason="")
        _forget_guests(list(taken), set(taken.values()))
    return list(taken)


KEY_LIVES = datetime.timedelta(days=16)
"""So long Toss may know a refund's idempotency key, and wants the same body with it: fifteen days
since it was first sent, which a worker may do a day after the refund was asked for."""


def spent_reasons(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    """Those of these refunds whose reason is sent no more: a repeat has the same body (M3)."""
    is_over = Q(status=RefundStatus.DONE) | Q(created_at__lt=now() - KEY_LIVES)
    return rows.filter(is_over).exclude(reason="")


def forget_reasons(rows: QuerySet[Refund], limit: int = BATCH) -> int:
    """Erase what staff typed for so many of these; how many."""
    found = list(spent_reasons(rows).order_by("created_at").values_list("pk", flat=True)[:limit])
    return Refund.objects.filter(pk__in=found).update(reason="")


def delete_abandoned(rows: QuerySet[Attempt], limit: int = BATCH) -> list[int]:
    """Delete so many attempts of these by which nothing was ever taken; which."""
    with transaction.atomic():
        unpaid = rows.filter(ENDED, ABANDONED, ~Exists(_refunds())).order_by("opened_at")
        locked = unpaid.select_for_update(skip_locked=True)
        taken = dict(locked.values_list("pk", "customer_id")[:limit])
        if not taken:
            return []
        Attempt.objects.filter(pk__in=taken).delete()
        _forget_guests([], set(taken.values()))
    return list(taken)


def erase_deleted(within: datetime.timedelta | None = AT_ONCE) -> int:
    """Erase what is kept of users who were deleted of late, as far as it has ended; how much.

    Of what has not ended the names go at once, the rest as soon as it has. `within` None: of all
    who were ever deleted.
    """
    customers = Customer.objects.filter(user_deleted_at__isnull=False)
    if within:
        customers = customers.filter(user_deleted_at__gt=now() - within)
    if not customers.exists():
        return 0
    rows = Attempt.objects.filter(customer__in=customers.values("pk"))
    count = 0
    for _ in range(BATCHES):
        taken = erase(rows)
        count += len(taken)
        if not taken:
            break
    # Refunds that were made since, too.
    erased = rows.filter(erased_at__isnull=False)
    forget_reasons(Refund.objects.filter(attempt__in=erased.values("pk")))
    names = rows.filter(payment_fields__has_any_keys=OF_PEOPLE)
    count += names.update(payment_fields=_without("payment_fields", OF_PEOPLE))
    wishes = rows.filter(storefront_data__options__has_key="transfer")
    count += wishes.update(storefront_data=_without("storefront_data", ["options"]))
    read = Event.objects.filter(READ)
    read.filter(about__in=rows.values_list(MD5("order_id"))).delete()
    read.filter(about__in=customers.values_list(MD5("customer_key"))).delete()
    return count


def forgettable(end: datetime.datetime) -> Q:
    """Customers whose user was deleted before, and whom Toss has forgotten since."""
    left = Attempt.objects.filter(customer=OuterRef("pk"), erased_at__isnull=True)
    return Q(user_deleted_at__lt=end, withdrawn_at__lt=end, access_token="") & ~Q(Exists(left))


def forget_users(end: datetime.datetime, limit: int = BATCH) -> int:
    """Forget the keys of so many of these; how many."""
    with transaction.atomic():
        rows = Customer.objects.filter(forgettable(end)).order_by("pk")
        pks = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        Attempt.objects.filter(customer__in=pks).update(customer=None)
        Customer.objects.filter(pk__in=pks).delete()
    return len(pks)


def _forget_guests(attempts: Collection[int], customers: Collection[int | None]) -> None:
    """A guest's key ends with its attempt (M12), and is not needed beside the money."""
    guests = Customer.objects.filter(pk__in=[pk for pk in customers if pk], is_guest=True)
    Attempt.objects.filter(pk__in=attempts, customer__in=guests.values("pk")).update(customer=None)
    guests.filter(~Exists(Attempt.objects.filter(customer=OuterRef("pk")))).delete()


def _refunds() -> QuerySet[Refund]:
    return Refund.objects.filter(attempt=OuterRef("pk"))


def _without(column: str, keys: Collection[str]) -> Func:
    """The column less these keys, in one statement."""
    return Func(
        F(column),
        Value(list(keys)),
        template="(%(expressions)s::text[])",
        arg_joiner=" - ",
        output_field=JSONField(),
    )
