"""The page of faults, clock, switches and webhooks: what the control API does, as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..control.faults import order_fault
from ..control.switches import SWITCHES, move_clock, switch
from ..endpoint_names import NAMES
from ..faults.faults import KINDS, RANDOM
from ..pages.html import Child, Html, el
from ..toss.codes import STATUS
from ..webhooks.courier import deliver
from ..webhooks.faults import KINDS as WEBHOOK_KINDS
from .parts import page
from .webhooks import host_of

if TYPE_CHECKING:
    from ..control.fields import Body
    from ..pages.language import Language
    from ..toss.state import State

PATH = "/console/settings"
STEPS = (60, 660, 1860, 86400)
"""Seconds: past a session's ten minutes, past a window's thirty."""


def settings_page(state: State, language: Language, error: str | None = None) -> str:
    say = language.say
    sections = [
        _section(say("clock"), _clock(state, language), "clock"),
        _section(say("switches"), _switches(state, language), "switches"),
        _section(say("faults"), _faults(state, language), "faults"),
        _section(say("webhooks"), _webhooks(state, language), "webhooks"),
    ]
    problem = el("p", error, cls="error", role="alert") if error else None
    heading = el("h1", say("settings"))
    content = [heading, problem, el("div", sections, cls="settings")]
    return page(language, say("settings"), *content, path=PATH)


async def act(state: State, name: str, form: dict[str, str]) -> None:
    """One of its buttons; ValueError says what is wrong."""
    given = {key: value.strip() for key, value in form.items() if value.strip()}
    if name == "clock":
        if "seconds" in given:
            move_clock(state, {"advance": _number(given["seconds"], "seconds")})
        else:
            move_clock(state, {"frozen": given.get("frozen") == "1"})
    elif name == "switches":
        limit = given.get("requestsPerMinute")
        switch(
            state,
            {one: one in given for one in SWITCHES}
            | {"requestsPerMinute": None if limit is None else _whole(limit)}
            | {"webhooks": "auto" if "auto" in given else "manual"},
        )
    elif name == "fault":
        times = given.pop("times", "1")
        body: Body = {key: given[key] for key in ("path", "kind", "code") if key in given}
        seconds = {"seconds": _number(given["seconds"], "seconds")} if "seconds" in given else {}
        order_fault(state.faults, {**body, **seconds, "times": _times(times)})
    elif name == "clear-faults":
        state.clear_faults()
    elif name == "webhook-fault":
        seconds_given = given.get("seconds")
        state.outbox.faults.add(
            kind=given.get("kind", ""),
            seconds=None if seconds_given is None else _number(seconds_given, "seconds"),
        )
    elif name == "clear-webhook-faults":
        state.outbox.faults.clear()
    elif name == "deliver":
        await deliver(state, None)
    else:
        raise KeyError(name)


def _clock(state: State, language: Language) -> list[Html]:
    say = language.say
    frozen = state.clock.frozen
    buttons = [
        el(
            "button",
            say(f"ahead_{one}"),
            type="submit",
            name="seconds",
            value=str(one),
            cls="small",
        )
        for one in STEPS
    ]
    word, value = ("clock_run", "0") if frozen else ("clock_stop", "1")
    stop = el("button", say(word), type="submit", name="frozen", value=value, cls="small")
    now = el("p", el("strong", language.time(state.clock.now())), cls="now")
    return [now, _form("clock", el("div", buttons, stop, cls="buttons"))]


def _switches(state: State, language: Language) -> Html:
    boxes = [
        _check(name, language.say(f"switch_{name}"), checked=getattr(state.settings, attribute))
        for name, attribute in SWITCHES.items()
    ]
    auto = _check("auto", language.say("switch_auto"), checked=state.settings.webhooks == "auto")
    limit = state.settings.requests_per_minute
    rate = _entry(
        "requestsPerMinute",
        language.say("switch_requestsPerMinute"),
        value="" if limit is None else str(limit),
        inputmode="numeric",
    )
    return _form("switches", boxes, auto, rate, _submit(language.say("save")))


def _faults(state: State, language: Language) -> list[Html]:
    say = language.say
    ordered = [
        el("li", f"{one.endpoint}: {', '.join(one.kinds)}", el("small", _of(one.code, one.times)))
        for one in state.faults
    ]
    form = _form(
        "fault",
        _select("path", say("fault_path"), ["*", *sorted(NAMES)]),
        _select("kind", say("fault_kind"), [*sorted(KINDS), RANDOM]),
        _entry("code", say("fault_code"), list="codes"),
        el("datalist", [el("option", value=one) for one in sorted(STATUS)], id="codes"),
        _entry("seconds", say("fault_seconds"), inputmode="decimal"),
        _entry("times", say("fault_times"), value="1"),
        _submit(say("fault_order")),
    )
    return [_orders("clear-faults", ordered, language), form]


def _webhooks(state: State, language: Language) -> list[Html]:
    say = language.say
    urls = [
        el("li", host_of(one.url), el("small", one.merchant.m_id)) for one in state.outbox.webhooks
    ]
    waiting = sum(one.state == "waiting" for one in state.outbox)
    listed = el("ul", urls, cls="orders") if urls else el("p", say("no_webhooks"), cls="hint")
    send = _form("deliver", _submit(say("deliver", count=waiting)))
    ordered = [el("li", one.kind, el("small", _of(None, one.times))) for one in state.outbox.faults]
    form = _form(
        "webhook-fault",
        _select("kind", say("webhook_fault"), list(WEBHOOK_KINDS), id="webhook-kind"),
        _entry("seconds", say("fault_seconds"), id="webhook-seconds", inputmode="decimal"),
        _submit(say("fault_order")),
    )
    return [listed, send, _orders("clear-webhook-faults", ordered, language), form]


def _orders(clear: str, ordered: list[Html], language: Language) -> Html:
    if not ordered:
        return el("p", language.say("no_faults"), cls="hint")
    button = el("button", language.say("faults_clear"), type="submit", cls="small")
    return el("div", el("ul", ordered, cls="orders"), _form(clear, button))


def _of(code: str | None, times: int | None) -> str:
    return " · ".join([*([code] if code else []), "∞" if times is None else f"{times}×"])


def _section(title: str, content: Child, name: str) -> Html:
    return el("section", el("h2", title), content, cls="card", id=name)


def _form(action: str, *content: Child) -> Html:
    return el("form", content, method="post", action=f"{PATH}/{action}", novalidate=True)


def _submit(text: str) -> Html:
    return el("button", text, type="submit")


def _check(name: str, text: str, *, checked: bool) -> Html:
    box = el("input", type="checkbox", name=name, value="1", checked=checked)
    return el("label", box, el("span", text), cls="check")


def _entry(name: str, text: str, **attributes: str) -> Html:
    attributes.setdefault("id", name)
    box = el("input", name=name, autocomplete="off", **attributes)
    return el("div", el("label", text, for_=attributes["id"]), box, cls="field")


def _select(name: str, text: str, values: list[str], id: str | None = None) -> Html:  # noqa: A002
    chosen = id or name
    options = [el("option", one, value=one) for one in values]
    box = el("select", options, id=chosen, name=name)
    return el("div", el("label", text, for_=chosen), box, cls="field")


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} must be a number") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"{text} is not a whole number")
    return int(text)


def _times(text: str) -> int | None:
    """A number, or `*` for always."""
    return None if text == "*" else _whole(text)
