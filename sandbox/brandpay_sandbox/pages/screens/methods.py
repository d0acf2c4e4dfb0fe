"""Registering a card or an account, and how a registered one looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ...toss.clock import KST
from ...toss.organisations import BANKS, of_method
from ..html import Html, el
from .identity import sample
from .view import View, entry, form, other, screen

if TYPE_CHECKING:
    from ...toss.customers import Method


def register(view: View) -> Html:
    kind = view.values.get("kind", "card")
    segments = el(
        "fieldset",
        el("legend", view.say("method_kind"), cls="visually-hidden"),
        [_segment(view, one, checked=one == kind) for one in ("card", "account")],
        cls="segments",
    )
    warning = el("p", view.say("no_real_numbers"), cls="notice")
    back = other(view, "back", view.say("back"), cls="link")
    return screen(
        view.say("register_title"),
        form(
            view,
            "register",
            segments,
            warning,
            el("div", _card(view), cls="for-card"),
            el("div", _account(view), cls="for-account"),
            el("div", back, cls="after") if view.session.adding else None,
            submit=view.say("register_submit"),
        ),
        lead=view.say("register_lead"),
    )


def _segment(view: View, kind: str, *, checked: bool) -> Html:
    box = el("input", type="radio", name="kind", value=kind, id=f"kind-{kind}", checked=checked)
    return el("label", box, el("span", view.say(f"method_{kind}")))


def _card(view: View) -> list[Html]:
    later = view.state.clock.now().astimezone(KST) + timedelta(days=3 * 365)
    values = {
        "number": "5327 5012 3456 7890",
        "expiry": f"{later:%m/%y}",
        "birth": "900101",
        "pin": "12",
    }
    return [
        entry(
            view, "number", inputmode="numeric", maxlength="23", placeholder="0000 0000 0000 0000"
        ),
        el(
            "div",
            entry(view, "expiry", inputmode="numeric", maxlength="7", placeholder="MM/YY"),
            entry(view, "pin", type="password", inputmode="numeric", maxlength="2"),
            cls="two",
        ),
        entry(
            view,
            "birth",
            hint=view.say("birth_hint"),
            inputmode="numeric",
            maxlength="12",
            placeholder="900101",
        ),
        sample(view, values),
    ]


def _account(view: View) -> list[Html]:
    chosen, error = view.values.get("bank"), view.errors.get("bank")
    options = [
        el(
            "option",
            one.name(english=view.session.english),
            value=one.code,
            selected=one.code == chosen,
        )
        for one in BANKS
    ]
    select = el(
        "select",
        el("option", view.say("choose_bank"), value=""),
        options,
        id="bank",
        name="bank",
        aria_invalid="true" if error else None,
        aria_describedby="bank-error" if error else None,
    )
    return [
        el(
            "div",
            el("label", view.say("label_bank"), for_="bank"),
            select,
            el("p", view.say(error), cls="error", id="bank-error") if error else None,
            cls="field",
        ),
        entry(view, "account", inputmode="numeric", maxlength="20", placeholder="000-0000-0000"),
        sample(view, {"bank": "88", "account": "110-234-567890"}),
    ]


def chip(view: View, method: Method) -> Html:
    """A card or account as the buyer knows it: name and masked number."""
    organisation = of_method(method.details)
    number = str(method.details.get("cardNumber") or method.details.get("accountNumber"))
    name = organisation.name(english=view.session.english)
    badge = el("span", name[:1], cls="badge", data_tone=organisation.code, aria_hidden="true")
    kind = el("span", view.say(f"method_{method.type}"), cls="kind")
    title = el("span", name, " ", kind, cls="name")
    return el(
        "span", badge, el("span", title, el("span", number, cls="number"), cls="grow"), cls="chip"
    )
