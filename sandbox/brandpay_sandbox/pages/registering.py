"""What the buyer's buttons do until he has a method and a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..endpoints.terms import REGISTERING
from . import forms
from .events import note
from .flow import REQUIRED, customer_of

if TYPE_CHECKING:
    from ..toss.customers import MethodType
    from ..toss.state import State
    from .forms import Errors, Form
    from .session import Session


def terms(state: State, session: Session, form: Form) -> Errors:
    agreed = {one.id for one in REGISTERING if form.get(f"term-{one.id}")}
    if not agreed >= REQUIRED:
        return {"terms": "terms_wrong"}
    customer = customer_of(state, session)
    customer.agreed_terms |= agreed
    state.customers.join(customer)
    note(state, session, "window", "terms_agreed")
    return {}


def phone(state: State, session: Session, form: Form) -> Errors:
    errors = forms.phone(form)
    session.code_sent = not errors
    return errors


def code(state: State, session: Session, form: Form) -> Errors:
    errors = forms.code(form)
    if not errors:
        session.phone_checked = customer_of(state, session).identified = True
        note(state, session, "window", "phone_checked")
    return errors


def other_phone(state: State, session: Session, form: Form) -> Errors:
    session.code_sent = False
    return {}


def register(state: State, session: Session, form: Form) -> Errors:
    kind: MethodType = "account" if form.get("kind") == "account" else "card"
    now = state.clock.now()
    errors, details = forms.card(form, now) if kind == "card" else forms.account(form)
    if not errors:
        state.customers.register(customer_of(state, session), kind, now, details)
        session.registered, session.adding = True, False
        session.authorized, session.code = False, None
        number = details.get("cardNumber") or details.get("accountNumber")
        note(state, session, "window", "method_registered", number=number)
    return errors


def add(state: State, session: Session, form: Form) -> Errors:
    session.adding = True
    return {}


def back(state: State, session: Session, form: Form) -> Errors:
    session.adding, session.chosen_id = False, None
    return {}


def new_password(state: State, session: Session, form: Form) -> Errors:
    errors = forms.new_password(form)
    if not errors:
        state.customers.set_password(customer_of(state, session), form["new"])
        session.password_set = True
        note(state, session, "window", "password_set")
    return errors
