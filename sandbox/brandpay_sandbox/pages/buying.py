"""What the buyer's buttons do once he pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..toss import passwords
from ..toss.outcomes import failed, succeeded
from .events import note
from .flow import customer_of, end_with, give_up

if TYPE_CHECKING:
    from ..toss.state import State
    from .forms import Errors, Form
    from .session import Session


def choose(state: State, session: Session, form: Form) -> Errors:
    customer = customer_of(state, session)
    found = next((m for m in customer.methods if m.enabled and m.id == form.get("method")), None)
    if found is None:
        return {"method": "method_wrong"}
    session.chosen_id = found.id
    months = form.get("months", "")
    payment = session.payment
    if payment is not None and found.type == "card" and months.isdecimal() and int(months) <= 12:
        payment.installment_months = int(months)
    if customer.one_touch and state.settings.one_touch:
        _pay(state, session)
    return {}


def password(state: State, session: Session, form: Form) -> Errors:
    errors = check_password(state, session, form.get("password", ""))
    if not errors and session.ending is None:
        _pay(state, session)
    return errors


def check_password(state: State, session: Session, given: str) -> Errors:
    """Too many wrong ones end a payment with INVALID_PASSWORD."""
    kept = customer_of(state, session).password
    if kept is not None and passwords.matches(given, kept):
        session.tries = 0
        return {}
    session.tries += 1
    if session.tries >= passwords.MAXIMUM_TRIES:
        note(state, session, "window", "password_locked")
        if session.payment is not None and session.request is not None:
            session.payment.end("ABORTED", "INVALID_PASSWORD")
            outcome = failed(session.request, "INVALID_PASSWORD", english=session.english)
            end_with(session, outcome)
        else:
            give_up(session)
        return {}
    return {"password": "password_wrong"}


def _pay(state: State, session: Session) -> None:
    """The buyer has proved himself."""
    payment, request = session.payment, session.request
    customer = customer_of(state, session)
    method = next((m for m in customer.methods if m.enabled and m.id == session.chosen_id), None)
    if payment is None or request is None or method is None:
        session.chosen_id = None
        return
    payment.authenticate(method, state.clock.now())
    note(state, session, "window", "authenticated", method=method.type)
    end_with(session, succeeded(request, payment))
