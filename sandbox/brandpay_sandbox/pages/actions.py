"""The buttons of the window: which step each belongs to, and what it does.

Each action answers the errors to show beside the fields.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import buying, managing, registering
from .drawer import refuse
from .flow import Step, current_step, give_up, reject
from .redirecting import begin_again, redirected

if TYPE_CHECKING:
    from ..toss.state import State
    from .forms import Errors, Form
    from .session import Session

Action = Callable[["State", "Session", "Form"], "Errors"]


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


ACTIONS: dict[str, tuple[frozenset[Step] | None, Action]] = {
    "terms": (frozenset({"terms"}), registering.terms),
    "phone": (frozenset({"phone"}), registering.phone),
    "code": (frozenset({"code"}), registering.code),
    "other-phone": (frozenset({"code"}), registering.other_phone),
    "register": (frozenset({"register"}), registering.register),
    "redirected": (frozenset({"redirect"}), redirected),
    "retry": (frozenset({"redirect"}), begin_again),
    "new-password": (frozenset({"new_password"}), registering.new_password),
    "choose": (frozenset({"choose"}), buying.choose),
    "add": (frozenset({"choose", "settings"}), registering.add),
    "back": (frozenset({"register", "password"}), registering.back),
    "password": (frozenset({"password"}), buying.password),
    "change-password": (frozenset({"change_password"}), managing.change_password),
    "one-touch": (frozenset({"one_touch"}), managing.one_touch),
    "billing": (frozenset({"billing"}), managing.billing),
    "remove": (frozenset({"settings"}), managing.remove),
    "finish": (frozenset({"settings"}), managing.finish),
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
