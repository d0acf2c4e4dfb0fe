"""The transaction in which an error does not undo what was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction


@contextmanager
def transaction_with_commit_on_errors() -> Iterator[None]:
    """Commit, then raise: whatever it was, unless the database itself refused."""
    kept: Exception | None = None
    with transaction.atomic():
        try:
            yield
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  (raised below)
            kept = error
    if kept is not None:
        raise kept
