"""A buyer's Brandpay identity: one per user and merchant, one per attempt for guests (M11, M12)."""

from __future__ import annotations

import uuid

from ...clock import now
from ...models import Customer, Merchant


def of(merchant: Merchant, user_pk: int | None) -> Customer:
    """A new one for a guest."""
    return guest(merchant) if user_pk is None else of_user(merchant, user_pk)


def is_of(customer: Customer | None, user_pk: int | None) -> bool:
    """Whose key this is; that of a deleted user is nobody's."""
    if customer is None:
        return False
    return customer.user_pk == user_pk and customer.is_guest == (user_pk is None)


def of_user(merchant: Merchant, user_pk: int) -> Customer:
    customer = Customer.objects.filter(merchant=merchant, user_pk=user_pk).first()
    if customer:
        return customer
    # Two first payments at once: the unique constraint lets one of them in.
    Customer.objects.bulk_create([_new(merchant, user_pk)], ignore_conflicts=True)
    return Customer.objects.get(merchant=merchant, user_pk=user_pk)


def guest(merchant: Merchant) -> Customer:
    customer = _new(merchant, None)
    customer.save(force_insert=True)
    return customer


def _new(merchant: Merchant, user_pk: int | None) -> Customer:
    return Customer(
        merchant=merchant,
        user_pk=user_pk,
        is_guest=user_pk is None,
        customer_key=str(uuid.uuid4()),
        created_at=now(),
    )
