"""The sandbox's switches and its clock, for the control API and the console alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .fields import Body, boolean, choice, instant, number, only, urls, whole

if TYPE_CHECKING:
    from ..http.settings import Delivery
    from ..toss.state import State

SWITCHES = {
    "extraFields": "extra_fields",
    "partialCancelable": "partial_cancelable",
    "oneTouch": "one_touch",
    "billingAuth": "billing_auth",
    "cancelRows": "cancel_rows",
    "sameTransmissionId": "same_transmission_id",
    "methodEnable": "method_enable",
    "autoPaymentWebhooks": "auto_payment_webhooks",
}
MAXIMUM_ADVANCE = 100 * 365 * 86400
"""Seconds."""


def switch(state: State, body: Body) -> Body:
    """Set what `body` names; every setting as it is now. ValueError: nothing was set."""
    only(body, *SWITCHES, "redirectUrls", "webhooks", "requestsPerMinute")
    settings = state.settings
    found: Body = {SWITCHES[name]: boolean(body, name) for name in SWITCHES if name in body}
    if "requestsPerMinute" in body:
        given = body["requestsPerMinute"] is not None
        found["requests_per_minute"] = whole(body, "requestsPerMinute", 1) if given else None
    if "redirectUrls" in body:
        found["redirect_urls"] = urls(body, "redirectUrls")
    if "webhooks" in body:
        found["webhooks"] = cast("Delivery", choice(body, "webhooks", "manual", "auto"))
        state.outbox.changed.set()
    for name, value in found.items():
        setattr(settings, name, value)
    shown = {name: getattr(settings, attribute) for name, attribute in SWITCHES.items()}
    return shown | {
        "redirectUrls": settings.redirect_urls,
        "requestsPerMinute": settings.requests_per_minute,
        "webhooks": settings.webhooks,
    }


def move_clock(state: State, body: Body) -> Body:
    """Move it, set it, stop it or let it run; ValueError says what is wrong."""
    only(body, "advance", "at", "frozen")
    if "advance" in body and "at" in body:
        raise ValueError("give advance or at, not both")
    clock = state.clock
    seconds = number(body, "advance", MAXIMUM_ADVANCE) if "advance" in body else None
    at = instant(body, "at") if "at" in body else None
    if "frozen" in body:
        clock.freeze(boolean(body, "frozen"))
    if seconds is not None:
        clock.advance(seconds)
    if at is not None:
        clock.set(at)
    return {"now": clock.now().isoformat()}
