"""The frame around each screen: sandbox strip, bar, order, drawer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .drawer import CONFIRM_CODES, WINDOW_CODES
from .html import Html, document, el
from .redirecting import request_code
from .screens import SCREENS
from .screens.view import other

if TYPE_CHECKING:
    from .flow import Step
    from .language import Language
    from .screens.view import View

QUIET = frozenset({"redirect", "expired", "end"})
"""Steps without the sandbox's drawer."""


def page(view: View, step: Step) -> str:
    """The whole document of a step."""
    body = [
        el("noscript", el("p", view.say("needs_javascript"), cls="noscript", role="alert")),
        app(view, step),
        el("p", id="live", cls="visually-hidden", role="status", aria_live="polite"),
    ]
    return document(
        language=view.language.code,
        head=_head(view.say("window_title")),
        body=body,
        data_origin=view.session.origin or "*",
        data_session=view.session.id,
        data_offline=view.say("offline"),
    )


def app(view: View, step: Step) -> Html:
    """The part that window.js replaces after each action."""
    sheet = el(
        "div",
        el("p", el("strong", "SANDBOX"), " ", view.say("strip"), cls="strip"),
        _bar(view),
        el("div", _order(view), SCREENS[step](view), cls="body"),
        None if step in QUIET else _drawer(view),
        cls="sheet",
        role="dialog",
        aria_modal="true",
        aria_labelledby="title",
    )
    message = _message(view, step)
    return el(
        "div",
        sheet,
        id="app",
        hidden=True,
        data_step=step,
        data_language=view.language.code,
        data_message=json.dumps(message) if message else None,
        data_wait=True if step == "expired" else None,
    )


def gone(language: Language) -> str:
    """The page of a window that is not there any more."""
    title, lead = language.say("gone_title"), language.say("gone_lead")
    error = {"code": "UNKNOWN", "message": title}
    leave = el("button", language.say("close"), type="button", cls="primary", data_leave=True)
    sheet = el(
        "main",
        el("p", el("strong", "SANDBOX"), cls="strip"),
        el(
            "div",
            el("div", el("h1", title, id="title", tabindex="-1"), el("p", lead, cls="lead")),
            el("div", leave, cls="actions"),
            cls="body",
        ),
        cls="sheet",
        role="alert",
    )
    body = el(
        "div",
        sheet,
        id="app",
        data_step="gone",
        data_language=language.code,
        data_message=json.dumps({"type": "close", "ending": {"reject": error}}),
        data_wait=True,
    )
    return document(language=language.code, head=_head(title), body=body, data_origin="*")


def _head(title: str) -> list[Html]:
    return [
        el("title", title),
        el("link", rel="stylesheet", href="/assets/window.css"),
        el("script", src="/assets/window.js", defer=True),
    ]


def _message(view: View, step: Step) -> dict[str, object] | None:
    """What window.js tells the SDK when this screen appears."""
    session = view.session
    if session.ending is not None:
        return {"type": "close", "ending": session.ending}
    if step == "redirect" and session.redirect_problem is None:
        return {
            "type": "redirect",
            "url": session.redirect_url,
            "code": request_code(view.state, session),
            "customerKey": session.customer_key,
        }
    return None


def _bar(view: View) -> Html:
    english = view.session.english
    switch = other(
        view,
        "language",
        "한국어" if english else "English",
        cls="language",
        value=("language", "ko" if english else "en"),
        lang="ko" if english else "en",
    )
    close = other(
        view,
        "cancel",
        el("span", "×", aria_hidden="true"),
        cls="close",
        aria_label=view.say("close_window"),
        data_cancel=True,
    )
    shop = view.session.pair.merchant.m_id
    mark = el("span", el("span", "b", cls="mark", aria_hidden="true"), f"brandpay · {shop}")
    return el("header", el("p", mark, cls="shop"), el("div", switch, close), cls="bar")


def _order(view: View) -> Html | None:
    request = view.session.request
    if request is None:
        return None
    amount = el("strong", view.won(request.amount))
    return el("p", el("span", request.order_name, cls="order-name"), amount, cls="order")


def _drawer(view: View) -> Html | None:
    """Clearly not part of a real window: how to make this payment fail."""
    if view.session.payment is None:
        return None
    forms = [
        _refusal(view, at, codes)
        for at, codes in (("window", WINDOW_CODES), ("confirm", CONFIRM_CODES))
    ]
    planned = view.session.refusal
    note = (
        el("p", view.say("planned", code=planned), cls="planned", role="status")
        if planned
        else None
    )
    return el(
        "details",
        el("summary", el("span", "SANDBOX", cls="tag"), view.say("drawer_title")),
        el("p", view.say("drawer_lead")),
        note,
        forms,
        cls="drawer",
        open=bool(planned),
    )


def _refusal(view: View, at: str, codes: tuple[str, ...]) -> Html:
    label = f"refuse-{at}"
    select = el("select", [el("option", one, value=one) for one in codes], id=label, name="code")
    button = el("button", view.say(f"drawer_{at}_do"), type="submit", name="at", value=at)
    return el(
        "form",
        el("label", view.say(f"drawer_{at}"), for_=label),
        el("div", select, button, cls="row"),
        action=view.action("refuse"),
        method="post",
    )
