"""What Saleor asks and keeps about stored payment methods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.models import F, Func, JSONField, Value
from saleor.account.models import User
from saleor.core.db.connection import allow_writer

from ...models import Customer
from ..ids import PLUGIN_ID

MARK = f"{PLUGIN_ID.upper()}.customer_id"
"""The key in a user's private metadata without which Saleor asks no gateway for his sources.

Gateways of Saleor's own keep their customer's id there. Ours is a secret: the value says nothing.
"""
_VALUE = "brandpay"
_REPLICA = "DATABASE_CONNECTION_REPLICA_NAME"


@contextmanager
def reading(*, from_replica: bool) -> Iterator[str | None]:
    """Where a page reads: Saleor's replica, unless this request may have written."""
    if from_replica:
        yield str(getattr(settings, _REPLICA))
    else:
        with allow_writer():
            yield None


def mark(customer_key: str) -> None:
    """Let Saleor ask for the stored payment sources of this customer's user, if he is one."""
    keys = Customer.objects.filter(customer_key=customer_key, user_pk__isnull=False)
    users = User.objects.filter(pk__in=keys.values("user_pk"))
    # One statement: a save of the whole column would undo what others write meanwhile.
    users.exclude(private_metadata__has_key=MARK).update(
        private_metadata=Func(
            F("private_metadata"),
            Value({MARK: _VALUE}, output_field=JSONField()),
            template="(%(expressions)s)",
            arg_joiner=" || ",
            output_field=JSONField(),
        )
    )
