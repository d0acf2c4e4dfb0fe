"""The App row, which staff see under Extensions and may disable or delete."""

from __future__ import annotations

from collections.abc import Iterator

from ...adapters.saleor import app_extensions, app_row
from ...adapters.saleor.app_row import Repaired, State
from .finding import Finding, Level

_ABOUT = "app"
_TEXTS = {
    State.ACTIVE: "active: Saleor lets the Transactions API through to the plugin",
    State.DISABLED: "deactivated: Saleor refuses payments and refunds of the Transactions API, and "
    "no money moves; activate it in the dashboard under Extensions, or run this with --fix",
    State.REMOVED: "deleted by staff: Saleor refuses payments and refunds of the Transactions API, "
    "and no money moves; save the plugin's page with Active on, or run this with --fix",
    State.MISSING: "there is none: Saleor refuses payments of the Transactions API; save the "
    "plugin's page with Active on, or run this with --fix",
    State.DOUBLE: f"there are several with the identifier {app_row.IDENTIFIER}, and Saleor takes "
    "the first: run this with --fix; one that was installed over HTTP delete by hand",
}
_PAGES = {
    app_extensions.State.MISSING: (
        "staff_pages_missing",
        "our pages in the dashboard are not there: run this with --fix",
    ),
    app_extensions.State.ELSEWHERE: (
        "staff_pages_elsewhere",
        "our pages in the dashboard lead elsewhere than to this shop: run this with --fix",
    ),
    app_extensions.State.TOO_LONG: (
        "staff_pages_too_long",
        "our pages are not in the dashboard: the shop's address is too long for Saleor's column",
    ),
}
_LEVELS = {State.ACTIVE: Level.OK, State.DOUBLE: Level.WARNING}


def findings(*, fix: bool) -> Iterator[Finding]:
    if fix:
        yield from _fixed(app_row.repair())
    state = app_row.state()
    yield Finding(
        _LEVELS.get(state, Level.ERROR), _ABOUT, _TEXTS[state], code=f"app_{state.name.lower()}"
    )
    if state in (State.ACTIVE, State.DISABLED):
        yield from _pages()


def _pages() -> Iterator[Finding]:
    if found := _PAGES.get(app_extensions.state()):
        code, text = found
        yield Finding(Level.WARNING, _ABOUT, text, code=code)


def _fixed(repaired: Repaired) -> Iterator[Finding]:
    if repaired.created:
        yield Finding(Level.NOTE, _ABOUT, "repaired: a new one was made", code="app_made")
    if repaired.activated:
        yield Finding(Level.NOTE, _ABOUT, "repaired: it is active again", code="app_activated")
    if repaired.removed:
        pks = ", ".join(map(str, repaired.removed))
        yield Finding(
            Level.NOTE, _ABOUT, f"repaired: doubles were removed, rows {pks}", code="app_united"
        )
