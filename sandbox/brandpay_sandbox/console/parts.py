"""The console's frame, lists and small parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..pages.html import Child, Html, document, el
from ..pages.language import Language
from .masks import short
from .words import WORDS

if TYPE_CHECKING:
    from ..toss.customers import Customer
    from ..toss.payments import Payment
    from ..toss.state import State


PLACES = (
    ("payments", "/console"),
    ("customers", "/console/customers"),
    ("settings", "/console/settings"),
)


class ConsoleLanguage(Language):
    words = WORDS


def page(language: Language, title: str, *content: Child, path: str) -> str:
    """A console page; what is in `#live` is kept up to date by console.js."""
    links = [
        el(
            "a",
            language.say(name),
            href=href,
            aria_current="page" if path == href else None,
        )
        for name, href in PLACES
    ]
    other = "ko" if language.english else "en"
    name = "한국어" if language.english else "English"
    switch = el("a", name, href=f"{path}?language={other}", lang=other, cls="language")
    state = el(
        "span",
        language.say("live"),
        id="pulse",
        role="status",
        data_live=language.say("live"),
        data_stale=language.say("stale"),
    )
    header = el(
        "header",
        el("span", "b", cls="mark", aria_hidden="true"),
        el("strong", language.say("title")),
        el("nav", links, aria_label=language.say("title")),
        state,
        switch,
    )
    strip = el("p", el("strong", "SANDBOX"), " ", language.say("strip"), cls="strip")
    head = [
        el("title", f"{title} · {language.say('title')}"),
        el("link", rel="stylesheet", href="/assets/console.css"),
        el("script", src="/assets/console.js", defer=True),
    ]
    return document(language=language.code, head=head, body=[strip, header, el("main", content)])


def search(language: Language, asked: str) -> Html:
    """Looks for payments."""
    return el(
        "form",
        el("label", language.say("search"), for_="q", cls="visually-hidden"),
        el(
            "input",
            id="q",
            name="q",
            type="search",
            value=asked,
            placeholder=language.say("search_hint"),
            maxlength="200",
        ),
        el("button", language.say("search"), type="submit", cls="small"),
        method="get",
        action="/console",
        cls="search",
        role="search",
    )


def payments_table(state: State, language: Language, asked: str = "") -> Html:
    payments = [one for one in state.payments if _fits(one, asked)][::-1][:200]
    if not payments:
        return el("p", language.say("nothing_found" if asked else "no_payments"), cls="empty")
    label = language.say
    columns = ("time", "order", "amount", "balance", "method", "status")
    rows = [
        el(
            "tr",
            el("td", language.time(one.requested_at), cls="time", data_label=label("time")),
            el(
                "td",
                el("a", one.order_name, href=f"/console/payments/{one.payment_key}"),
                el("small", one.order_id),
            ),
            el("td", language.won(one.amount), cls="number", data_label=label("amount")),
            el(
                "td",
                language.won(one.balance) if one.approved else "–",
                cls="number",
                data_label=label("balance"),
            ),
            el("td", method_of(one) or "–", data_label=label("method")),
            el("td", status_chip(one.status), data_label=label("status")),
        )
        for one in payments
    ]
    return table(language, columns, rows)


def customers_table(state: State, language: Language) -> Html:
    customers = list(state.customers)[::-1][:200]
    if not customers:
        return el("p", language.say("no_customers"), cls="empty")
    label = language.say
    rows = [
        el(
            "tr",
            el("td", one.merchant.m_id, data_label=label("merchant")),
            el("td", el("code", short(one.key)), data_label=label("customer")),
            el("td", _methods(one) or label("none"), data_label=label("methods")),
            el("td", _token(one, state, language), data_label=label("token")),
        )
        for one in customers
    ]
    return table(language, ("merchant", "customer", "methods", "token"), rows)


def _fits(payment: Payment, asked: str) -> bool:
    shown = (payment.order_id, payment.order_name, payment.payment_key, payment.status)
    return not asked or any(asked.lower() in one.lower() for one in shown)


def table(language: Language, names: tuple[str, ...], rows: list[Html]) -> Html:
    head = [el("th", language.say(name), scope="col") for name in names]
    inner = el("table", el("thead", el("tr", head)), el("tbody", rows))
    return el(
        "div", inner, cls="table", tabindex="0", role="region", aria_label=language.say(names[0])
    )


def method_of(payment: Payment) -> str | None:
    """Name and masked number of the method of a payment."""
    if payment.method is None:
        return None
    details = payment.method.details
    name = details.get("cardName") or details.get("accountName")
    return f"{name} {details.get('cardNumber') or details.get('accountNumber')}"


def status_chip(status: str) -> Html:
    return el("span", status, cls="status", data_status=status)


def pretty(value: Any) -> Html:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return el("pre", text, tabindex="0")


def _methods(customer: Customer) -> list[Html]:
    return [
        el(
            "span",
            str(one.details.get("cardName") or one.details.get("accountName")),
            " ",
            el("small", str(one.details.get("cardNumber") or one.details.get("accountNumber"))),
            cls="line",
        )
        for one in customer.methods
        if one.enabled
    ]


def _token(customer: Customer, state: State, language: Language) -> str:
    until = customer.token_expires_at
    if until is None or not customer.has_token(state.clock.now()):
        return language.say("none")
    return language.say("token_yes", time=language.time(until))
