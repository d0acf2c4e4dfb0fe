"""Leaving the window: to the redirect URL and back, expired, done."""

from __future__ import annotations

import json

from ..html import Html, el
from .view import View, other, screen


def redirect(view: View) -> Html:
    """The SDK calls the redirect URL meanwhile; the page says what went wrong with it."""
    session = view.session
    if session.redirect_problem is None:
        return waiting(view.say("redirect_title"), view.say("redirect_lead"))
    why = view.say(
        f"redirect_{session.redirect_problem}_why",
        status=session.redirect_status,
        url=session.redirect_url or "",
    )
    retry = el(
        "form",
        el("button", view.say("try_again"), type="submit", cls="primary"),
        other(view, "cancel", view.say("close"), cls="secondary"),
        cls="actions",
        action=view.action("retry"),
        method="post",
    )
    detail = el("p", el("strong", view.say("for_developers")), " ", why, cls="notice developer")
    return screen(
        view.say("redirect_problem_title"), detail, retry, lead=view.say("redirect_problem_lead")
    )


def expired(view: View) -> Html:
    close = el("button", view.say("back_to_shop"), type="button", cls="primary", data_leave=True)
    return screen(
        view.say("expired_title"),
        el("div", close, cls="actions"),
        lead=view.say("expired_lead"),
    )


def end(view: View) -> Html:
    """Shown for a moment; with no shop's page around it, it says where the way back is."""
    ending = view.session.ending or {}
    back = None
    if "url" in ending:
        back = el("a", view.say("back_to_shop"), href=ending["url"], target="_top", cls="alone")
    else:
        answer = json.dumps(ending, ensure_ascii=False)
        back = el("p", view.say("promise_alone"), " ", el("code", answer), cls="alone")
    return el("div", waiting(view.say("end_title"), view.say("end_lead")), back)


def waiting(title: str, lead: str) -> Html:
    spinner = el("div", cls="spinner", aria_hidden="true")
    return el("div", spinner, screen(title, lead=lead), cls="waiting")
