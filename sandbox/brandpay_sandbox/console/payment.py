"""The page of one payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..pages.html import Html, el
from .masks import short
from .parts import method_of, page, pretty, status_chip
from .timeline import timeline

if TYPE_CHECKING:
    from ..pages.language import Language
    from ..toss.payments import Payment
    from ..toss.state import State
    from .item import Item

Errors = dict[str, str]
"""Field to the message beside it."""


def payment_page(
    state: State,
    payment: Payment,
    language: Language,
    errors: Errors | None = None,
    values: dict[str, str] | None = None,
) -> str:
    path = f"/console/payments/{payment.payment_key}"
    items = timeline(state, payment)
    facts = el("section", _facts(payment, language), id="live-facts", data_live=True, cls="card")
    line = el(
        "section",
        el("h2", language.say("timeline")),
        el(
            "ol",
            [_item(one, number, language) for number, one in enumerate(items)],
            cls="timeline",
        ),
        id="live-timeline",
        data_live=True,
    )
    side = el("div", facts, _cancel(payment, language, errors or {}, values or {}), cls="side")
    back = el("a", "← ", language.say("back"), href="/console", cls="back")
    heading = el("h1", payment.order_name)
    return page(
        language,
        payment.order_name,
        back,
        heading,
        el("div", side, line, cls="columns"),
        path=path,
    )


def _facts(payment: Payment, language: Language) -> list[Html | None]:
    facts = {
        "order": payment.order_id,
        "payment_key": payment.payment_key,
        "merchant": payment.pair.merchant.m_id,
        "customer": short(payment.customer_key),
        "method": method_of(payment),
        "failure": payment.failure_code,
    }
    rows = [
        el("div", el("dt", language.say(name)), el("dd", value))
        for name, value in facts.items()
        if value
    ]
    amount = el("p", el("strong", language.won(payment.amount)), status_chip(payment.status))
    balance = None
    if payment.cancels:
        balance = el("p", language.say("balance"), " ", language.won(payment.balance), cls="left")
    return [el("div", amount, balance, cls="amount"), el("dl", rows)]


def _item(item: Item, number: int, language: Language) -> Html:
    over_http = item.kind in {"api", "webhook"}
    title = item.title if over_http else language.say(item.title)
    failed = item.status is None or item.status >= 400
    tone = "bad" if over_http and failed else None
    status = el("span", str(item.status), cls="http", data_tone=tone) if item.status else None
    marks = [el("span", _mark(one, language), cls="mark-note") for one in item.marks]
    head = el(
        "p",
        el("time", f"{language.time(item.at)[11:]}", datetime=item.at.isoformat()),
        el("span", language.say(f"kind_{item.kind}"), cls="kind", data_kind=item.kind),
        el("span", title, cls="what"),
        status,
        el("code", item.code) if item.code else None,
        marks,
    )
    if not over_http:
        return el("li", head, _detail(item.request))
    parts = [
        el("div", el("h3", language.say(name)), pretty(value))
        for name, value in (("request", item.request), ("answer", item.answer))
        if value is not None
    ]
    more = el("details", el("summary", language.say("detail")), parts, id=f"item-{number}")
    return el("li", head, more if parts else None)


def _detail(detail: dict[str, object] | None) -> Html | None:
    """What there is to know about an event, in one line."""
    facts = {name: value for name, value in (detail or {}).items() if value not in (None, "")}
    if not facts:
        return None
    parts = [
        el("span", el("small", name, " "), el("code", str(value))) for name, value in facts.items()
    ]
    return el("p", parts, cls="facts")


def _mark(mark: str, language: Language) -> str:
    word, _, what = mark.partition(" ")
    return language.say(word, kind=what) if what else language.say(word)


def _cancel(payment: Payment, language: Language, errors: Errors, values: dict[str, str]) -> Html:
    heading = el("h2", language.say("cancel_title"))
    if not payment.approved or payment.balance == 0:
        return el(
            "section",
            heading,
            el("p", language.say("cancel_nothing"), cls="hint"),
            id="live-cancel",
            data_live="when-closed",
            cls="card",
        )
    general = errors.get("")
    form = el(
        "form",
        el("p", general, cls="error", role="alert") if general else None,
        _field(
            language,
            "amount",
            values.get("amount", str(payment.balance)),
            errors,
            inputmode="numeric",
        ),
        _field(language, "reason", values.get("reason", ""), errors, maxlength="200"),
        el("button", language.say("cancel_do"), type="submit"),
        method="post",
        action=f"/console/payments/{payment.payment_key}/cancel",
        novalidate=True,
    )
    lead = el("p", language.say("cancel_lead"), cls="hint")
    return el("section", heading, lead, form, id="live-cancel", data_live="when-closed", cls="card")


def _field(language: Language, name: str, value: str, errors: Errors, **attributes: str) -> Html:
    error = errors.get(name)
    return el(
        "div",
        el("label", language.say(f"cancel_{name}"), for_=name),
        el(
            "input",
            id=name,
            name=name,
            value=value,
            autocomplete="off",
            aria_invalid="true" if error else None,
            aria_describedby=f"{name}-error" if error else None,
            **attributes,
        ),
        el("p", error, cls="error", id=f"{name}-error") if error else None,
        cls="field",
    )
