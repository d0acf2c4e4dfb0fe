"""What can go wrong around a command, in words that say what to do."""

from __future__ import annotations

from django.db import DataError, InterfaceError, OperationalError, ProgrammingError
from django.db import Error as AnyDatabaseError

from ..api.errors import BrandpayError, KeyRejected, NoAnswer, NotSent, TossBusy
from ..conf import conf
from ..core import way_out

UNREADABLE = (
    "something is kept under an encryption key that this process does not have: put it at the end "
    "of BRANDPAY_ENCRYPTION_KEYS (or the old SECRET_KEY into SECRET_KEY_FALLBACKS); "
    "brandpay_doctor tells which"
)

_MISSING = ("42P01", "42703", "3F000")
"""PostgreSQL: no such table, column or schema."""
_BUSY = ("40001", "40P01", "55P03", "57014")
"""Serialization failure, deadlock, lock not available, statement timeout."""


def of_database(error: AnyDatabaseError) -> str | None:
    """One line about the database; None when the error is a bug of ours."""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if isinstance(error, ProgrammingError):
        if state in _MISSING:
            return f"the database lacks our tables: run `manage.py migrate` ({first})"
        return None
    if isinstance(error, DataError):
        return None
    if isinstance(error, (OperationalError, InterfaceError)):
        if state in _BUSY:
            return f"the database was too busy: run it again ({first})"
        return f"the database cannot be reached: check DATABASE_URL and the server ({first})"
    return None


def _through() -> str:
    try:
        return way_out.described()
    except ValueError:
        return ""


def of_toss(error: BrandpayError) -> str:
    if isinstance(error, TossBusy):
        return f"Toss Payments does not answer just now: run it again in a minute ({error})"
    if isinstance(error, (NotSent, NoAnswer)):
        return (
            f"Toss Payments cannot be reached at {conf.api_url}{_through()}: allow outgoing "
            "connections to it, or name a proxy (BRANDPAY_OUTGOING_PROXY), and run it again "
            f"({error})"
        )
    if isinstance(error, KeyRejected):
        return (
            "Toss Payments refuses our secret key: enter the present one on the plugin's page in "
            f"the dashboard and save ({error})"
        )
    return f"Toss Payments answered with an error: run it again later ({error})"
