"""Choosing a method and paying with the password."""

from __future__ import annotations

from ...toss.window import INSTALLMENT_MINIMUM
from ..html import Html, el
from .methods import chip
from .view import View, form, other, pin, problem, screen


def choose(view: View) -> Html:
    methods = [one for one in view.customer.methods if one.enabled]
    chosen = view.values.get("method") or methods[-1].id
    rows = [
        el(
            "label",
            el(
                "input",
                type="radio",
                name="method",
                value=one.id,
                checked=one.id == chosen,
                data_type=one.type,
            ),
            chip(view, one),
            cls="method",
        )
        for one in reversed(methods)
    ]
    add = other(view, "add", view.say("add_method"), cls="add")
    amount = view.session.request.amount if view.session.request else 0
    return screen(
        view.say("choose_title"),
        form(
            view,
            "choose",
            problem(view, "method"),
            el(
                "fieldset",
                el("legend", view.say("choose_legend"), cls="visually-hidden"),
                rows,
                cls="methods",
            ),
            add,
            _installment(view),
            submit=view.say("pay_amount", amount=view.won(amount)),
        ),
    )


def _installment(view: View) -> Html | None:
    """Months to pay in, for cards and from 50,000 won; the shop may have fixed them."""
    request = view.session.request
    if request is None or request.amount < INSTALLMENT_MINIMUM:
        return None
    fixed = request.installment_months
    months = [fixed] if fixed else [0, *range(2, 13)]
    options = [
        el(
            "option",
            view.say("months", months=one) if one else view.say("at_once"),
            value=str(one),
        )
        for one in months
    ]
    return el(
        "div",
        el("label", view.say("label_months"), for_="months"),
        el("select", options, id="months", name="months"),
        cls="field installment",
    )


def password(view: View) -> Html:
    chosen = next((m for m in view.customer.methods if m.id == view.session.chosen_id), None)
    back = other(view, "back", view.say("other_method"), cls="link")
    return screen(
        view.say("password_title"),
        form(
            view,
            "password",
            el("div", chip(view, chosen), cls="picked") if chosen else None,
            pin(view, "password"),
            tries(view),
            el("div", back, cls="after"),
            submit=view.say("pay"),
        ),
        lead=view.say("password_lead"),
    )


def tries(view: View) -> Html | None:
    """How many wrong passwords have been typed."""
    count = view.session.tries
    return el("p", view.say("password_tries", tries=count), cls="hint") if count else None
