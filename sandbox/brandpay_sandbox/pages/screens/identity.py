"""Terms, phone check and the first payment password."""

from __future__ import annotations

from ...endpoints.terms import REGISTERING, Terms
from ..html import Html, el
from .view import View, entry, form, other, pin, problem, screen


def terms(view: View) -> Html:
    everything = el(
        "label",
        el("input", type="checkbox", data_all="term"),
        el("span", view.say("terms_all"), cls="grow"),
        cls="check all",
    )
    return screen(
        view.say("terms_title"),
        form(
            view,
            "terms",
            problem(view, "terms"),
            everything,
            el("ul", [_term(view, one) for one in REGISTERING], cls="terms"),
            submit=view.say("agree_and_go_on"),
        ),
        lead=view.say("terms_lead"),
    )


def _term(view: View, one: Terms) -> Html:
    need = view.say("required" if one.required else "optional")
    title = one.title if not view.session.english else view.say(f"term_{one.id}")
    box = el("input", type="checkbox", name=f"term-{one.id}", value="1", data_one="term")
    label = el("label", box, el("span", f"[{need}] {title}", cls="grow"), cls="check")
    text = el(
        "details",
        el("summary", view.say("terms_read"), aria_label=f"{view.say('terms_read')}: {title}"),
        el("p", view.say("terms_text")),
    )
    return el("li", label, text)


def phone(view: View) -> Html:
    fill = {"name": "김토끼" if not view.session.english else "Kim Tokki", "phone": "010-1234-5678"}
    return screen(
        view.say("phone_title"),
        form(
            view,
            "phone",
            entry(view, "name", maxlength="50"),
            entry(view, "phone", type="tel", inputmode="tel", placeholder="010-1234-5678"),
            sample(view, fill),
            submit=view.say("phone_submit"),
        ),
        lead=view.say("phone_lead"),
    )


def code(view: View) -> Html:
    again = other(view, "other-phone", view.say("phone_again"), cls="link")
    return screen(
        view.say("code_title"),
        form(
            view,
            "code",
            entry(
                view,
                "code",
                hint=view.say("code_hint"),
                inputmode="numeric",
                maxlength="6",
                cls="code",
                placeholder="000000",
            ),
            el("div", again, cls="after"),
            submit=view.say("confirm"),
        ),
        lead=view.say("code_lead"),
    )


def new_password(view: View) -> Html:
    return screen(
        view.say("new_password_title"),
        form(view, "new-password", pin(view, "new"), pin(view, "again"), submit=view.say("save")),
        lead=view.say("new_password_lead"),
    )


def sample(view: View, values: dict[str, str]) -> Html:
    """A button that types a sample into the fields of its form."""
    attributes = {f"data_fill_{name}": value for name, value in values.items()}
    return el(
        "button",
        view.say("fill_sample"),
        type="button",
        cls="sample",
        data_fill=True,
        **attributes,
    )
