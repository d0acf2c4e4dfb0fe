"""Where a buyer is in the window: the next step follows from what is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..endpoints.terms import REGISTERING
from ..messages import message
from ..toss.outcomes import Outcome, canceled, failed
from .events import note

if TYPE_CHECKING:
    from ..toss.customers import Customer
    from ..toss.state import State
    from .session import Session

Step = Literal[
    "terms",
    "phone",
    "code",
    "register",
    "redirect",
    "new_password",
    "choose",
    "password",
    "change_password",
    "one_touch",
    "settings",
    "billing",
    "expired",
    "end",
]
REQUIRED = frozenset(one.id for one in REGISTERING if one.required)
LAST: dict[str, Step] = {
    "method": "end",
    "password": "change_password",
    "one_touch": "one_touch",
    "settings": "settings",
    "billing": "billing",
}
"""The step of each kind of window, once the customer is known."""


def customer_of(state: State, session: Session) -> Customer:
    return state.customers.get_or_create(session.pair.merchant, session.customer_key)


def current_step(state: State, session: Session) -> Step:
    """The step to show; ends the session where nothing is left to do."""
    step = _step(state, session)
    if session.ending is not None and not session.noted:
        session.noted = True
        _note_ending(state, session, session.ending)
    return step


def _step(state: State, session: Session) -> Step:
    check_time(state, session)
    if session.ending is not None:
        return "expired" if session.expired else "end"
    customer = customer_of(state, session)
    methods = [one for one in customer.methods if one.enabled]
    if not customer.agreed_terms >= REQUIRED and not methods:
        return "terms"
    if not customer.identified and not session.phone_checked:
        return "code" if session.code_sent else "phone"
    if session.adding or (session.kind == "method" and not session.registered):
        return "register"
    if not methods and session.kind in {"payment", "billing"}:
        return "register"
    unknown_to_shop = session.registered or not customer.has_token(state.clock.now())
    if session.redirect_url and not session.authorized and unknown_to_shop:
        return "redirect"
    if customer.password is None:
        return "new_password"
    if session.kind == "payment":
        return "choose" if session.chosen_id is None else "password"
    if session.kind == "method" or (session.kind == "password" and session.password_set):
        end(session, {"resolve": None})
    return LAST[session.kind] if session.ending is None else "end"


def check_time(state: State, session: Session) -> None:
    """End a window that was left open too long, or whose payment was ended elsewhere.

    UNCERTAIN: nothing says what the SDK does with a window past its 30 minutes. Here it shows a
    page that says so, and its end is PAY_PROCESS_ABORTED.
    """
    if session.ending is not None:
        return
    now = state.clock.now()
    if session.payment is not None:
        session.payment.refresh(now)
    payment, request = session.payment, session.request
    session.expired = session.is_too_old(now) or (payment and payment.status) == "EXPIRED"
    if session.expired:
        text = message("EXPIRED_PAYMENT", english=session.english)
        if request is None:
            reject(session, "UNKNOWN", text)
        else:
            code = "PAY_PROCESS_ABORTED"
            end_with(session, failed(request, code, english=session.english, text=text))
    elif payment is not None and request is not None and payment.status != "READY":
        end_with(session, failed(request, "PAY_PROCESS_ABORTED", english=session.english))


def end(session: Session, ending: dict[str, Any]) -> None:
    """What the SDK gets: `url` to go to, `resolve` or `reject` for its promise."""
    if session.ending is None:
        session.ending = ending


def end_with(session: Session, outcome: Outcome) -> None:
    """End as a payment does."""
    if outcome["url"] is not None:
        end(session, {"url": outcome["url"]})
    elif "code" in outcome["result"]:
        end(session, {"reject": outcome["result"]})
    else:
        end(session, {"resolve": outcome["result"]})


def reject(session: Session, code: str, text: str) -> None:
    end(session, {"reject": {"code": code, "message": text}})


def give_up(session: Session) -> None:
    """The buyer closes the window; the payment stays READY."""
    if session.request is not None:
        end_with(session, canceled(session.request, english=session.english))
    else:
        text = message("PAY_PROCESS_CANCELED", english=session.english)
        reject(session, "USER_CANCEL", text)


def _note_ending(state: State, session: Session, ending: dict[str, Any]) -> None:
    if "url" in ending:
        note(state, session, "return", "returned", url=ending["url"])
    elif "reject" in ending:
        note(state, session, "return", "rejected", **ending["reject"])
    else:
        note(state, session, "return", "resolved", **(ending["resolve"] or {}))
