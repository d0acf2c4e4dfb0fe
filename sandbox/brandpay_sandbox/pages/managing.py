"""What the buttons of the customer's own pages do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..endpoints.terms import BILLING
from . import forms
from .buying import check_password
from .events import note
from .flow import customer_of, end
from .registering import new_password

if TYPE_CHECKING:
    from ..toss.state import State
    from .forms import Errors, Form
    from .session import Session


def change_password(state: State, session: Session, form: Form) -> Errors:
    errors = forms.new_password(form)
    wrong = check_password(state, session, form.get("password", ""))
    if wrong or errors or session.ending is not None:
        return errors | wrong
    new_password(state, session, form)
    end(session, {"resolve": None})
    return {}


def one_touch(state: State, session: Session, form: Form) -> Errors:
    errors = check_password(state, session, form.get("password", ""))
    if not errors and session.ending is None:
        customer = customer_of(state, session)
        state.customers.set_one_touch(customer, not customer.one_touch)
        note(state, session, "window", "one_touch_on" if customer.one_touch else "one_touch_off")
        end(session, {"resolve": None})
    return errors


def billing(state: State, session: Session, form: Form) -> Errors:
    if not form.get("agree"):
        return {"agree": "terms_wrong"}
    errors = check_password(state, session, form.get("password", ""))
    if not errors and session.ending is None:
        customer_of(state, session).agreed_terms |= BILLING
        note(state, session, "window", "billing_agreed")
        end(session, {"resolve": None})
    return errors


def remove(state: State, session: Session, form: Form) -> Errors:
    customer = customer_of(state, session)
    for method in customer.methods:
        if method.id == form.get("method") and session.kind == "settings":
            state.customers.disable(customer, method)
            note(state, session, "window", "method_removed")
    return {}


def finish(state: State, session: Session, form: Form) -> Errors:
    end(session, {"resolve": None})
    return {}
