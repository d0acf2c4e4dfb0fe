"""Whether this is the shop itself, or a copy of it, or a shop that has moved (M19)."""

from __future__ import annotations

from collections.abc import Iterator

from ...conf import conf
from ...core.installation import database, frozen, moved, place, words
from ...core.installation.frozen import Frozen
from ...models import Attempt, AttemptStatus, Customer, Installation
from ..dates import shown
from .finding import Finding, Level

ABOUT = "installation"


def findings() -> Iterator[Finding]:
    rows = frozen.survey()
    if not rows:
        yield Finding(
            Level.NOTE,
            ABOUT,
            "none so far: it begins when keys are saved",
            code="installation_none",
        )
        return
    held = {row.pk: frozen.why_frozen(row, rows) for row in rows}
    here = [row for row in rows if held[row.pk] is None]
    for row in here:
        yield Finding(Level.OK, ABOUT, _described(row), code="installation_here")
    for why in held.values():
        if why is not None:
            # Beside an installation of its own, what a copy brought along is no trouble.
            yield Finding(
                Level.NOTE if here else Level.ERROR,
                ABOUT,
                _frozen(why, alone=not here),
                code="installation_frozen",
            )
    if moved.waits_for_a_word():
        text = words.another_database(here[-1], database.identity())
        yield Finding(Level.ERROR, ABOUT, text, code="another_database")
    if any(row.name for row in here) and not conf.installation:
        name = next(row.name for row in here if row.name)
        yield Finding(
            Level.WARNING,
            ABOUT,
            f"it is called {name!r}, and this process has no BRANDPAY_INSTALLATION: set it for "
            "the API and its workers alike",
            code="installation_unnamed_here",
        )


def _described(row: Installation) -> str:
    name = f", called {row.name!r}" if row.name else ""
    seen = f"; requests were answered there {shown(row.served_at)}" if row.served_at else ""
    known = "" if place.here().address else "; this process has no PUBLIC_URL and goes by that"
    return f"{row.code} at {row.address or 'an address not known yet'}{name}{seen}{known}"


def _frozen(why: Frozen, *, alone: bool) -> str:
    if alone:
        return words.english(why)
    number = why.installation.pk
    customers = Customer.objects.filter(merchant__installation=number).count()
    attempts = (
        Attempt.objects.filter(merchant__installation=number)
        .exclude(status=AttemptStatus.CLOSED)
        .count()
    )
    return (
        f"{words.short(why)}: frozen beside this one, {customers:,} customers and {attempts:,} "
        "payments of it are read only. If this is that shop after all: manage.py brandpay_moved "
        f"{why.installation.address.split()[0] if why.installation.address else ''}"
    )
