"""The redirect URL: the SDK calls it from the shop's page, and the window hears how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..toss.merchants import masked
from .events import note
from .flow import customer_of

if TYPE_CHECKING:
    from ..toss.state import State
    from .forms import Errors, Form
    from .session import Session

PROBLEMS = frozenset({"status", "redirect", "unreachable", "timeout"})


def request_code(state: State, session: Session) -> str:
    """The code that the SDK is to take to the redirect URL."""
    if session.code is None:
        customer = customer_of(state, session)
        session.code = state.customers.issue_code(customer, state.clock.now())
        note(
            state,
            session,
            "redirect",
            "redirect_called",
            url=session.redirect_url,
            code=masked(session.code),
        )
    return session.code


def redirected(state: State, session: Session, form: Form) -> Errors:
    """The redirect URL's answer, as the SDK in the shop's page saw it."""
    problem, status = form.get("problem", ""), form.get("status", "")
    if problem in PROBLEMS:
        session.redirect_problem = problem
        session.redirect_status = status if status.isdecimal() else ""
        note(state, session, "redirect", f"redirect_{problem}", status=session.redirect_status)
    else:
        session.authorized = True
        note(state, session, "redirect", "redirect_answered", status=status)
    return {}


def begin_again(state: State, session: Session, form: Form) -> Errors:
    """Call it once more, with a new code: the old one may be used up."""
    session.code = session.redirect_problem = None
    return {}
