"""Webhooks: kept as they come, then read back; nothing that one says is believed (M15)."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import logging
import re
import zlib
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from ... import watch
from ...api.deadline import Deadline
from ...api.secret import Secret
from ...clock import now
from ...models import Event
from ..attempts import leases
from ..merchants.crypto import Unreadable, decrypt, encrypt
from ..shop import Shop
from ..sync.result import NOT_ASKED, SyncResult, SyncStatus, elsewhere, was_no_look
from . import handlers

logger = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024
"""Toss's payments take a few thousand."""
WAITS = tuple(datetime.timedelta(minutes=4**n) for n in range(7))
"""Toss's own schedule of repeats: 3 days and 19 hours in all, then a person has to look."""
_KEPT_HEADERS = ("content-type", "user-agent", "tosspayments-webhook-")

_EVENT_TYPE = re.compile(r"[A-Za-z_.]{1,64}")
"""It is kept in clear, so that nothing which names a customer may pass for one."""


class BadEvent(ValueError):  # noqa: N818
    """No webhook of Toss looks like this."""


def accept(channel_pk: int, headers: Mapping[str, str], raw: bytes, url_key: str = "") -> str:
    """Keep a webhook with one INSERT; its fingerprint, which a redelivery shares.

    `url_key`: the name of the encryption key that made the URL to which it came.

    Raises BadEvent. A redelivery of an event that is not done makes it due at once.
    """
    text, event_type, about = _parse(raw)
    kept = {
        name.lower(): value[:300].replace("\0", "")
        for name, value in headers.items()
        if name.lower().startswith(_KEPT_HEADERS)
    }
    event = Event(
        fingerprint=hashlib.sha256(raw).hexdigest(),
        transmission_id=kept.get("tosspayments-webhook-transmission-id", "")[:100],
        event_type=event_type,
        about=about,
        channel_pk=channel_pk,
        url_key=url_key,
        headers=kept,
        body=encrypt(packed(text)),
        received_at=now(),
        due_at=now(),
    )
    Event.objects.bulk_create(
        [event],
        update_conflicts=True,
        unique_fields=["fingerprint"],
        update_fields=["due_at", "url_key"],
    )
    return event.fingerprint


def _parse(raw: bytes) -> tuple[str, str, str]:
    """Its text, its type, and the digest of what it is about.

    UNCERTAIN: whether the transmission id is the same across repeats.
    """
    if len(raw) > MAX_BYTES:
        raise BadEvent("too large")
    try:
        text = raw.decode()
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise BadEvent("not JSON") from None
    if not isinstance(body, dict):
        raise BadEvent("not an object")
    event_type = body.get("eventType")
    if event_type is None and isinstance(body.get("orderId"), str) and "secret" in body:
        # The flat form of virtual accounts, for a shop that has registered one address for all.
        return text, "DEPOSIT_CALLBACK", ""
    if not isinstance(event_type, str) or not _EVENT_TYPE.fullmatch(event_type):
        raise BadEvent("eventType is no name")
    if handlers.are_of_concern(event_type) and not isinstance(body.get("data"), dict):
        raise BadEvent("data is needed")
    return text, event_type, _about(body.get("data"))


def _about(data: object) -> str:
    """Of the payment or the customer that it names: what tells of somebody must be found (M23)."""
    named = data if isinstance(data, dict) else {}
    name = named.get("orderId") or named.get("customerKey")
    return Event.digest(name) if isinstance(name, str) else ""


def body(event: Event) -> dict[str, Any]:
    """What Toss sent. Raises Unreadable when the key that it was kept under is lost."""
    found: dict[str, Any] = json.loads(_unpacked(decrypt(event.body)))
    return found


def packed(text: str) -> Secret:
    """Before it is encrypted: afterwards nothing makes it smaller, and webhooks are many."""
    return Secret(base64.b64encode(zlib.compress(text.encode(), 9)).decode())


def _unpacked(body: Secret) -> str:
    return zlib.decompress(base64.b64decode(body.reveal())).decode()


def waiting() -> QuerySet[Event]:
    return Event.objects.filter(done_at__isnull=True, due_at__isnull=False)


def parked() -> QuerySet[Event]:
    return Event.objects.filter(done_at__isnull=True, due_at__isnull=True)


def done() -> QuerySet[Event]:
    return Event.objects.filter(done_at__isnull=False)


def due() -> QuerySet[Event]:
    return waiting().filter(due_at__lte=now()).order_by("due_at")


def process(rows: QuerySet[Event], shop: Shop, deadline: Deadline) -> SyncResult | None:
    """Work on one event of these, if there is one that nobody else works on."""
    claimed = leases.take(rows)
    if not claimed:
        return None
    event = claimed[0]
    try:
        result = _handle(event, shop, deadline)
    except BaseException:
        leases.release(event)
        raise
    _keep(event, result)
    return result


def replay(event: Event, shop: Shop, deadline: Deadline) -> SyncResult | None:
    """Work on an event again, done or parked as it may be; None when somebody else does."""
    Event.objects.filter(pk=event.pk).update(done_at=None, due_at=now(), tries=0)
    return process(Event.objects.filter(pk=event.pk), shop, deadline)


def park(event: Event) -> None:
    """Leave it to people. A redelivery or a replay takes it up again."""
    Event.objects.filter(pk=event.pk, done_at__isnull=True).update(due_at=None)


_NO_TRY = (SyncStatus.BUSY, SyncStatus.ELSEWHERE)
"""It is another's: this look was no try, and leaves it as it was."""


def _next_try(event: Event, result: SyncResult) -> datetime.datetime | None:
    """None: it is as old as Toss itself lets an event become. Redeliveries make it no older."""
    if now() - event.received_at >= sum(WAITS, datetime.timedelta()):
        return None
    wait = WAITS[0] if result.end in _NO_TRY else WAITS[min(event.tries, len(WAITS) - 1)]
    return now() + wait


def _handle(event: Event, shop: Shop, deadline: Deadline) -> SyncResult:
    try:
        result = handlers.handle(event.event_type, body(event), shop, deadline)
    except Unreadable:
        return elsewhere("it")
    except Exception as error:
        # One event must not hold up the others; it is tried again on its schedule.
        logger.exception("event %s could not be processed", event.pk)
        return SyncResult(end=SyncStatus.WAITING, text=f"{type(error).__name__} (see the log)")
    return NOT_ASKED if was_no_look(result) else result


def _keep(event: Event, result: SyncResult) -> None:
    """Together with letting go of it."""
    is_done = result.end is SyncStatus.SETTLED
    due_at = event.due_at if is_done else _next_try(event, result)
    leases.release(
        event,
        outcome=result.text[:200],
        error="" if is_done else result.text,
        done_at=now() if is_done else event.done_at,
        due_at=due_at,
        tries=event.tries + (result.end not in _NO_TRY),
    )
    if due_at is None and not is_done:
        logger.error("event %s is parked: %s", event.pk, result.text)
        about = f"event {event.pk}"
        watch.tell(watch.PersonNeeded(code="events_parked", about=about, text=result.text))
