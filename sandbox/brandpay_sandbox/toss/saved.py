"""The sandbox's state as JSON, to be saved and loaded again.

Kept are keys, switches, the clock, customers, payments, webhook addresses, answers under
idempotency keys, and how far the ids are. Not kept is what runs or is only told: open windows,
authorization codes, faults, events, the log, the console's time lines, and what tests put in
(rows of other systems, payments that are shown otherwise).
"""

from __future__ import annotations

import base64
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..http.answer import Answer
from ..http.idempotency import Kept, Scope
from ..http.settings import Settings
from .customers import Customer, Method
from .merchants import Merchant
from .payments import Cancel, Payment
from .wanted_receipt import CashReceipt

if TYPE_CHECKING:
    from .merchants import KeyPair
    from .state import State

FORMAT = 1
Json = dict[str, Any]

_PLAIN = [
    "order_id",
    "order_name",
    "customer_key",
    "amount",
    "tax_free",
    "metadata",
    "installment_months",
    "use_card_point",
    "discount_code",
    "discount",
    "culture_expense",
    "partial_cancelable",
    "status",
    "approval_key",
    "failure_code",
    "auto",
]
_CUSTOMER = [
    "key",
    "identified",
    "access_token",
    "refresh_token",
    "password",
    "one_touch",
    "joined",
]


def save(state: State) -> Json:
    state.payments.expire()
    return {
        "format": FORMAT,
        "version": __version__,
        "keys": [
            {"clientKey": one.client_key, "secretKey": one.secret_key, "mId": one.merchant.m_id}
            for one in state.keys
        ],
        "settings": asdict(state.settings),
        "clock": {"now": _time(state.clock.now()), "frozen": state.clock.frozen},
        "ids": state.ids.drawn(),
        "customers": [_customer(one) for one in state.customers],
        "payments": [_payment(one) for one in state.payments],
        "webhooks": [
            {"mId": one.merchant.m_id, "live": one.merchant.live, "url": one.url}
            | {"events": sorted(one.events)}
            for one in state.outbox.webhooks
        ],
        "idempotency": [
            {
                "scope": asdict(scope),
                "firstUsed": _time(first_used),
                "status": kept.answer.status,
                "body": base64.b64encode(kept.answer.body).decode(),
                "contentType": kept.answer.content_type,
                "code": kept.answer.code,
                "traceId": kept.trace_id,
            }
            for scope, first_used, kept in state.idempotency.kept()
        ],
    }


def check_format(saved: object) -> Json:
    """ValueError for what is no state, or one of a later version."""
    if not isinstance(saved, dict) or type(saved.get("format")) is not int:
        raise ValueError("this is not a state that the sandbox saved")
    if saved["format"] > FORMAT:
        raise ValueError(
            f"this state is of a later version ({saved.get('version')}): this is {__version__}"
        )
    return saved


def load(state: State, saved: object) -> None:
    """Bring a fresh state there; ValueError says what is wrong, and the state is of no use then."""
    given = check_format(saved)
    try:
        with state.announcer.silence():
            _load(state, given)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"the state is damaged: {type(error).__name__} {error}") from None


def _load(state: State, given: Json) -> None:
    for one in given["keys"]:
        state.keys.add(one["clientKey"], one["secretKey"], one["mId"])
    known = {one.name for one in fields(Settings)}
    for name, value in given["settings"].items():
        if name in known:
            setattr(state.settings, name, tuple(value) if isinstance(value, list) else value)
    state.clock.freeze(given["clock"]["frozen"])
    state.clock.set(datetime.fromisoformat(given["clock"]["now"]))
    state.ids.go_on(given["ids"])
    methods: dict[str, Method] = {}
    for one in given["customers"]:
        customer = _customer_of(one)
        methods |= {method.id: method for method in customer.methods}
        state.customers.restore(customer)
    for one in given["payments"]:
        pair = state.keys.by_client_key(one["clientKey"])
        if pair is None:
            raise ValueError("the state is damaged: a payment of no known key")
        state.payments.restore(_payment_of(one, pair, methods))
    for one in given["webhooks"]:
        merchant = Merchant(one["mId"], one["live"])
        state.outbox.webhooks.register(merchant, one["url"], one["events"])
    for one in given["idempotency"]:
        body = base64.b64decode(one["body"])
        answer = Answer(one["status"], body, one["contentType"], one["code"])
        first_used = datetime.fromisoformat(one["firstUsed"])
        state.idempotency.restore(Scope(**one["scope"]), first_used, Kept(answer, one["traceId"]))


def _customer(one: Customer) -> Json:
    return {
        **{name: getattr(one, name) for name in _CUSTOMER},
        "mId": one.merchant.m_id,
        "live": one.merchant.live,
        "token_expires_at": _time(one.token_expires_at),
        "agreed_terms": sorted(one.agreed_terms),
        "methods": [_method(method) for method in one.methods],
    }


def _customer_of(one: Json) -> Customer:
    return Customer(
        **{name: one[name] for name in _CUSTOMER},
        merchant=Merchant(one["mId"], one["live"]),
        token_expires_at=_instant(one["token_expires_at"]),
        agreed_terms=set(one["agreed_terms"]),
        methods=[_method_of(method) for method in one["methods"]],
    )


def _method(one: Method) -> Json:
    return asdict(one) | {"registered_at": _time(one.registered_at)}


def _method_of(one: Json) -> Method:
    return Method(**{**one, "registered_at": datetime.fromisoformat(one["registered_at"])})


def _payment(one: Payment) -> Json:
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "clientKey": one.pair.client_key,
        "paymentKey": one.payment_key,
        "requested_at": _time(one.requested_at),
        "authenticated_at": _time(one.authenticated_at),
        "approved_at": _time(one.approved_at),
        "cash_receipt": asdict(one.cash_receipt) if one.cash_receipt else None,
        "method": _method(one.method) if one.method else None,
        "cancels": [asdict(cancel) | {"at": _time(cancel.at)} for cancel in one.cancels],
    }


def _payment_of(one: Json, pair: KeyPair, methods: dict[str, Method]) -> Payment:
    kept, receipt = one["method"], one["cash_receipt"]
    return Payment(
        **{name: one[name] for name in _PLAIN},
        pair=pair,
        payment_key=one["paymentKey"],
        requested_at=datetime.fromisoformat(one["requested_at"]),
        authenticated_at=_instant(one["authenticated_at"]),
        approved_at=_instant(one["approved_at"]),
        cash_receipt=CashReceipt(**receipt) if receipt else None,
        method=(methods.get(kept["id"]) or _method_of(kept)) if kept else None,
        cancels=[
            Cancel(**{**cancel, "at": datetime.fromisoformat(cancel["at"])})
            for cancel in one["cancels"]
        ],
    )


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
