"""What the buyer's buttons do. Each action answers the errors to show beside the fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .. import passwords
from ..endpoints.terms import ALL
from ..outcomes import failed, succeeded
from . import forms
from .drawer import refuse
from .events import note
from .flow import (
    REQUIRED,
    Step,
    current_step,
    customer_of,
    end,
    end_with,
    give_up,
    reject,
)
from .redirecting import begin_again, redirected

if TYPE_CHECKING:
    from ..customers import MethodType
    from ..state import State
    from .forms import Errors, Form
    from .session import Session

Action = Callable[["State", "Session", "Form"], "Errors"]


def terms(state: State, session: Session, form: Form) -> Errors:
    agreed = {one.id for one in ALL if form.get(f"term-{one.id}")}
    if not agreed >= REQUIRED:
        return {"terms": "terms_wrong"}
    customer_of(state, session).agreed_terms |= agreed
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
        customer_of(state, session).password = passwords.hashed(form["new"])
        session.password_set = True
        note(state, session, "window", "password_set")
    return errors


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
    errors = _check_password(state, session, form.get("password", ""))
    if not errors and session.ending is None:
        _pay(state, session)
    return errors


def change_password(state: State, session: Session, form: Form) -> Errors:
    errors = forms.new_password(form)
    wrong = _check_password(state, session, form.get("password", ""))
    if wrong or errors or session.ending is not None:
        return errors | wrong
    new_password(state, session, form)
    end(session, {"resolve": None})
    return {}


def one_touch(state: State, session: Session, form: Form) -> Errors:
    errors = _check_password(state, session, form.get("password", ""))
    if not errors and session.ending is None:
        customer = customer_of(state, session)
        customer.one_touch = not customer.one_touch
        note(state, session, "window", "one_touch_on" if customer.one_touch else "one_touch_off")
        end(session, {"resolve": None})
    return errors


def billing(state: State, session: Session, form: Form) -> Errors:
    if not form.get("agree"):
        return {"agree": "terms_wrong"}
    errors = _check_password(state, session, form.get("password", ""))
    if not errors and session.ending is None:
        note(state, session, "window", "billing_agreed")
        end(session, {"resolve": None})
    return errors


def remove(state: State, session: Session, form: Form) -> Errors:
    for method in customer_of(state, session).methods:
        if method.id == form.get("method") and session.kind == "settings":
            method.enabled = False
            note(state, session, "window", "method_removed")
    return {}


def finish(state: State, session: Session, form: Form) -> Errors:
    end(session, {"resolve": None})
    return {}


def cancel(state: State, session: Session, form: Form) -> Errors:
    """Give up; after a failed redirect URL the SDK's call fails instead.

    UNCERTAIN: "Redirect url failed" has been seen as the SDK's message, its code has not.
    """
    state.faults.withdraw(session.refusal_id)
    if session.redirect_problem is None:
        give_up(session)
    else:
        why = session.redirect_status or session.redirect_problem
        reject(session, "UNKNOWN", f"Redirect url failed: {why}")
    return {}


def language(state: State, session: Session, form: Form) -> Errors:
    session.english = form.get("language") == "en"
    return {}


def _check_password(state: State, session: Session, given: str) -> Errors:
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


ACTIONS: dict[str, tuple[frozenset[Step] | None, Action]] = {
    "terms": (frozenset({"terms"}), terms),
    "phone": (frozenset({"phone"}), phone),
    "code": (frozenset({"code"}), code),
    "other-phone": (frozenset({"code"}), other_phone),
    "register": (frozenset({"register"}), register),
    "redirected": (frozenset({"redirect"}), redirected),
    "retry": (frozenset({"redirect"}), begin_again),
    "new-password": (frozenset({"new_password"}), new_password),
    "choose": (frozenset({"choose"}), choose),
    "add": (frozenset({"choose", "settings"}), add),
    "back": (frozenset({"register", "password"}), back),
    "password": (frozenset({"password"}), password),
    "change-password": (frozenset({"change_password"}), change_password),
    "one-touch": (frozenset({"one_touch"}), one_touch),
    "billing": (frozenset({"billing"}), billing),
    "remove": (frozenset({"settings"}), remove),
    "finish": (frozenset({"settings"}), finish),
    "refuse": (None, refuse),
    "cancel": (None, cancel),
    "language": (None, language),
}
"""Each action and the steps that it belongs to; None: all."""


def act(state: State, session: Session, name: str, form: Form) -> Errors:
    """Carry out an action of the current step; one that came too late does nothing."""
    step = current_step(state, session)
    steps, action = ACTIONS[name]
    over = session.ending is not None and name != "language"
    if over or (steps is not None and step not in steps):
        return {}
    return action(state, session, form)
