"""What a screen is drawn from, and the parts that all screens share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..html import Child, Html, el

if TYPE_CHECKING:
    from ...toss.customers import Customer
    from ...toss.state import State
    from ..forms import Errors, Form
    from ..language import Language
    from ..session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    state: State
    session: Session
    customer: Customer
    errors: Errors = field(default_factory=dict)
    values: Form = field(default_factory=dict)
    """What was typed before the errors."""

    @property
    def language(self) -> Language:
        return self.session.language

    def say(self, name: str, **values: str | int) -> str:
        return self.language.say(name, **values)

    def action(self, name: str) -> str:
        """Where a form or button of this window posts to."""
        return f"/window/{self.session.id}/{name}"

    def won(self, amount: int) -> str:
        return self.language.won(amount)


def screen(title: str, *content: Child, lead: str | None = None) -> Html:
    """The heading, which takes the focus when a screen appears, and what is below it."""
    heading = el("h1", title, id="title", tabindex="-1")
    return el("div", heading, el("p", lead, cls="lead") if lead else None, content, cls="screen")


def form(view: View, action: str, *content: Child, submit: str) -> Html:
    """A form with its main button at the foot of the window."""
    button = el("button", submit, type="submit", cls="primary")
    return el(
        "form",
        el("div", content, cls="fields"),
        el("div", button, cls="actions"),
        action=view.action(action),
        method="post",
        novalidate=True,
        autocomplete="off",
    )


def other(
    view: View,
    action: str,
    *content: Child,
    cls: str,
    value: tuple[str, str] | None = None,
    **attributes: str | bool | None,
) -> Html:
    """A button beside the main one: no submit button, so that Enter in a field stays the main's."""
    name, given = value or (None, None)
    return el(
        "button",
        content,
        type="button",
        cls=cls,
        name=name,
        value=given,
        data_go=view.action(action),
        **attributes,
    )


def entry(view: View, name: str, *, hint: str | None = None, **attributes: str | bool) -> Html:
    """A labelled input with its message beside it; its words are `label_<name>`."""
    error = view.errors.get(name)
    described = [f"{name}-hint"] if hint else []
    if error:
        described.append(f"{name}-error")
    secret = attributes.get("type") == "password"
    attributes.setdefault("type", "text")
    attributes.setdefault("autocomplete", "off")
    return el(
        "div",
        el("label", view.say(f"label_{name}"), for_=name),
        el(
            "input",
            id=name,
            name=name,
            value=None if secret else view.values.get(name),
            aria_invalid="true" if error else None,
            aria_describedby=" ".join(described) or None,
            **attributes,
        ),
        el("p", hint, cls="hint", id=f"{name}-hint") if hint else None,
        el("p", view.say(error), cls="error", id=f"{name}-error") if error else None,
        cls="field",
    )


def pin(view: View, name: str) -> Html:
    """Six digits of a payment password."""
    return entry(
        view,
        name,
        type="password",
        inputmode="numeric",
        maxlength="6",
        autocomplete="off",
        cls="pin",
        placeholder="••••••",
    )


def problem(view: View, name: str) -> Html | None:
    """A message that belongs to a group of fields."""
    error = view.errors.get(name)
    return el("p", view.say(error), cls="error", role="alert") if error else None
