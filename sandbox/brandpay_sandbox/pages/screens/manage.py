"""The customer's own pages: methods, password, one-touch, automatic payments."""

from __future__ import annotations

from ..html import Html, el
from .methods import chip
from .paying import tries
from .view import View, form, other, pin, problem, screen


def settings(view: View) -> Html:
    methods = [one for one in view.customer.methods if one.enabled]
    rows = [
        el(
            "li",
            chip(view, one),
            other(
                view,
                "remove",
                view.say("remove"),
                cls="quiet",
                value=("method", one.id),
                data_confirm=view.say("remove_sure"),
            ),
            cls="method",
        )
        for one in methods
    ]
    add = other(view, "add", view.say("add_method"), cls="add")
    listed = el("ul", rows, cls="methods") if rows else el("p", view.say("no_methods"), cls="lead")
    return screen(
        view.say("settings_title"), form(view, "finish", listed, add, submit=view.say("done"))
    )


def change_password(view: View) -> Html:
    return screen(
        view.say("change_password_title"),
        form(
            view,
            "change-password",
            pin(view, "password"),
            tries(view),
            pin(view, "new"),
            pin(view, "again"),
            submit=view.say("save"),
        ),
    )


def one_touch(view: View) -> Html:
    word = "one_touch_turn_off" if view.customer.one_touch else "one_touch_turn_on"
    return screen(
        view.say("one_touch_title"),
        form(view, "one-touch", pin(view, "password"), tries(view), submit=view.say(word)),
        lead=view.say("one_touch_lead"),
    )


def billing(view: View) -> Html:
    agree = el(
        "label",
        el("input", type="checkbox", name="agree", value="1"),
        el("span", view.say("billing_agree"), cls="grow"),
        cls="check",
    )
    return screen(
        view.say("billing_title"),
        form(
            view,
            "billing",
            problem(view, "agree"),
            agree,
            pin(view, "password"),
            tries(view),
            submit=view.say("agree_and_go_on"),
        ),
        lead=view.say("billing_lead"),
    )
