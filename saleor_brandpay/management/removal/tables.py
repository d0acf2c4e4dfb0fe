"""Our tables and what Django has written down of them: taken away in one transaction."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from ...core.retention import sizes

_DEPENDENT = "2BP01"
_APPS = ("saleor_brandpay", "saleor_brandpay_transactions")


def present() -> list[sizes.Size]:
    return sizes.sizes()


class StillUsed(Exception):  # noqa: N818
    """Something that is not ours refers to them."""


def remove() -> None:
    """All or nothing: whoever is interrupted may do it again. Raises StillUsed."""
    try:
        _remove()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) == _DEPENDENT:
            raise StillUsed(str(error).strip()) from error
        raise


def _remove() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        names = [one.table for one in present()]
        if names:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            # Without CASCADE: what somebody else has hung on them is not ours to drop.
            quoted = ", ".join(connection.ops.quote_name(name) for name in names)
            cursor.execute(f"DROP TABLE {quoted}")
        recorder = MigrationRecorder(connection)
        if recorder.has_table():
            recorder.migration_qs.filter(app__in=_APPS).delete()
        # With the permissions that Django made for them.
        ContentType.objects.filter(app_label__in=_APPS).delete()
        ContentType.objects.clear_cache()
