"""Webhooks in the control API, below `/_sandbox/webhooks`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..control.fields import (
    Body,
    NotFoundError,
    Table,
    items,
    number,
    only,
    optional_text,
    probability,
    text,
    times,
    whole,
)
from ..toss.window import known_pair
from .courier import deliver, headers_of, send
from .registered import check_url
from .sending import post

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..toss.state import Sandbox, State

MAXIMUM_SECONDS = 30 * 86400


class WebhookControl:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def _state(self) -> State:
        return self._sandbox.state

    async def listed(self, request: Request, _body: Body) -> Body:
        """Every transmission, oldest first; `?paymentKey=` or `?state=` narrow it down."""
        self._state.payments.expire()
        wanted = request.query_params
        shown = [one.to_json() for one in self._state.outbox]
        for name in ("paymentKey", "orderId", "eventType", "state"):
            if name in wanted:
                shown = [one for one in shown if one[name] == wanted[name]]
        return {"webhooks": shown}

    async def registered(self, _request: Request, _body: Body) -> Body:
        return {"urls": [one.to_json() for one in self._state.outbox.webhooks]}

    async def register(self, _request: Request, body: Body) -> Body:
        only(body, "clientKey", "url", "events")
        pair = known_pair(self._state.keys, text(body, "clientKey"))
        events = items(body, "events") if body.get("events") is not None else None
        url = text(body, "url")
        return self._state.outbox.webhooks.register(pair.merchant, url, events).to_json()

    async def unregister(self, request: Request, _body: Body) -> Body:
        number = request.path_params["id"]
        if not self._state.outbox.webhooks.remove(number):
            raise NotFoundError("no such webhook")
        self._state.outbox.withdraw(number)
        return {}

    async def deliver(self, _request: Request, body: Body) -> Body:
        """Send all that is due now; what happened with each, in the order sent."""
        only(body, "limit")
        limit = whole(body, "limit", 1) if body.get("limit") is not None else None
        return {"results": [one.to_json() for one in await deliver(self._state, limit)]}

    async def resend(self, request: Request, body: Body) -> Body:
        """Send one by hand, now, whatever became of it before."""
        only(body)
        one = self._state.outbox.find(request.path_params["id"])
        if one is None:
            raise NotFoundError("no such transmission")
        if one.sending:
            raise ValueError("it is being sent just now")
        await send(self._state, one, by_hand=True)
        return one.to_json()

    async def forge(self, _request: Request, body: Body) -> Body:
        """Send what Toss never sent: any JSON as `event`, or any text as `raw`.

        `headers` stand over Toss's own; null leaves one out. Nothing of it is recorded.
        """
        only(body, "url", "event", "raw", "headers")
        url = text(body, "url")
        check_url(url)
        if ("event" in body) == ("raw" in body):
            raise ValueError("give event or raw")
        sent = body["raw"] if "raw" in body else json.dumps(body["event"], ensure_ascii=False)
        if not isinstance(sent, str):
            raise ValueError("raw must be a string")  # noqa: TRY004
        state = self._state
        toss = headers_of(f"whtrans_{state.ids.token()[:24]}", state.clock.now())
        headers = _headers(toss, body.get("headers"))
        reply = await post(state, url, headers, sent.encode("utf-8", "surrogatepass"))
        return {"status": reply.status, "error": reply.error, "answer": reply.answer}

    async def faults(self, _request: Request, _body: Body) -> Body:
        return {"faults": [one.to_json() for one in self._state.outbox.faults]}

    async def add_fault(self, _request: Request, body: Body) -> Body:
        only(body, "kind", "times", "seconds", "eventType", "status", "orderId", "probability")
        seconds = body.get("seconds")
        fault = self._state.outbox.faults.add(
            kind=text(body, "kind"),
            times=times(body),
            seconds=None if seconds is None else number(body, "seconds", MAXIMUM_SECONDS),
            event_type=optional_text(body, "eventType"),
            status=optional_text(body, "status"),
            order_id=optional_text(body, "orderId"),
            probability=probability(body),
        )
        return {"id": fault.id}

    async def clear_faults(self, _request: Request, _body: Body) -> Body:
        self._state.outbox.faults.clear()
        return {}

    async def remove_fault(self, request: Request, _body: Body) -> Body:
        if not self._state.outbox.faults.withdraw(request.path_params["id"]):
            raise NotFoundError("no such fault")
        return {}


def webhook_table(sandbox: Sandbox) -> Table:
    control = WebhookControl(sandbox)
    return (
        ("GET", "webhooks", control.listed),
        ("GET", "webhooks/urls", control.registered),
        ("POST", "webhooks/urls", control.register),
        ("DELETE", "webhooks/urls/{id:int}", control.unregister),
        ("POST", "webhooks/deliver", control.deliver),
        ("POST", "webhooks/{id:int}/resend", control.resend),
        ("POST", "webhooks/forge", control.forge),
        ("GET", "webhooks/faults", control.faults),
        ("POST", "webhooks/faults", control.add_fault),
        ("DELETE", "webhooks/faults", control.clear_faults),
        ("DELETE", "webhooks/faults/{id:int}", control.remove_fault),
    )


def _headers(toss: dict[str, str], given: Any) -> dict[str, str]:
    if given is None:
        return toss
    if not isinstance(given, dict):
        raise ValueError("headers must be an object")  # noqa: TRY004
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise ValueError(f"the header {name} must be a string, or null to leave it out")
    merged = {name.lower(): value for name, value in toss.items()}
    merged |= {name.lower(): value for name, value in given.items()}
    return {name: value for name, value in merged.items() if value is not None}
