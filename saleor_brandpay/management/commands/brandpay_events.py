"""`manage.py brandpay_events`: the webhooks that came, and what became of them."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import QuerySet

from ...api.deadline import Deadline
from ...conf import conf
from ...core.sync.result import SyncStatus
from ...core.webhooks import inbox
from ...models import Event
from .. import events
from ..command import Command as Base
from ..command import Trouble
from ..dates import moment, shown
from ..json_text import json_text

STATES = ("waiting", "parked", "done")


class Command(Base):
    help = (
        "List, show, replay and park Toss's webhooks. Waiting ones are tried again on Toss's own "
        "schedule; parked ones wait for a person, who replays them. Times are Seoul's. Exit "
        "status of replay: 0 when everything is done, 1 when something is not."
    )
    examples = """\
  manage.py brandpay_events list --status parked
  manage.py brandpay_events show 42
  manage.py brandpay_events replay --parked"""

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", metavar="list|show|replay|park")
        actions.required = True

        listing = actions.add_parser("list", help="newest first")
        listing.add_argument("--status", choices=STATES)
        listing.add_argument("--type", metavar="EVENT_TYPE", help="such as PAYMENT_STATUS_CHANGED")
        listing.add_argument("--since", type=moment, help="received at or after this date or time")
        listing.add_argument("--limit", type=_positive, default=50, help="default: 50")

        showing = actions.add_parser("show", help="headers, body without secrets, tries, error")
        showing.add_argument("ids", metavar="ID", type=_positive, nargs=1)

        replaying = actions.add_parser("replay", help="work on events now, done or parked ones too")
        replaying.add_argument("ids", metavar="ID", type=_positive, nargs="*")
        replaying.add_argument("--parked", action="store_true", help="all that are parked")

        parking = actions.add_parser("park", help="try these no more")
        parking.add_argument("ids", metavar="ID", type=_positive, nargs="+")
        for action in (listing, showing, replaying, parking):
            self.add_json(action)

    def run(self, **options: Any) -> int:
        if options["action"] == "list":
            return self._list(options)
        if options["action"] == "show":
            return self._show(_named(options["ids"])[0], as_json=options["json"])
        if options["action"] == "replay":
            return self._replay(options)
        return self._park(_named(options["ids"]), as_json=options["json"])

    def _list(self, options: dict[str, Any]) -> int:
        rows = _filtered(options)
        count, found = rows.count(), list(rows.order_by("-received_at", "-pk")[: options["limit"]])
        if options["json"]:
            self.put_json([events.summary(event) for event in found])
            return 0
        if found:
            self.stdout.write("\n".join([events.heading(), *map(events.line, found), ""]))
        self.stdout.write(_counted(len(found), count))
        return 0

    def _show(self, event: Event, *, as_json: bool) -> int:
        details = events.details(event)
        if as_json:
            self.put_json(details)
            return 0
        sent = {name: details.pop(name) for name in ("headers", "body")}
        for name in ("received_at", "due_at", "done_at"):
            details[name] = shown(details[name]) if details[name] else "-"
        lines = [f"{name.replace('_', ' '):<16} {value}" for name, value in details.items()]
        lines += ["", "headers", json_text(sent["headers"]), "", "body"]
        unreadable = "It cannot be decrypted with any key in force."
        lines.append(json_text(sent["body"]) if sent["body"] is not None else unreadable)
        self.stdout.write("\n".join(lines))
        return 0

    def _replay(self, options: dict[str, Any]) -> int:
        if bool(options["ids"]) is options["parked"]:
            raise Trouble("name events to replay, or say --parked")
        rows = list(inbox.parked().order_by("pk")) if options["parked"] else _named(options["ids"])
        progress = self.progress(options, "events")
        results = []
        for position, event in enumerate(rows):
            progress(position, len(rows))
            results.append({"id": event.pk, **_worked_on(event)})
        progress.close()
        if options["json"]:
            self.put_json(results)
        else:
            lines = [f"{result['id']}: {result['end']}: {result['text']}" for result in results]
            self.stdout.write("\n".join(lines or ["No event is parked."]))
        return 0 if all(result["end"] == SyncStatus.SETTLED.value for result in results) else 1

    def _park(self, rows: list[Event], *, as_json: bool) -> int:
        results = []
        for event in rows:
            inbox.park(event)
            event.refresh_from_db()
            results.append({"id": event.pk, "state": event.state})
        if as_json:
            self.put_json(results)
        else:
            done = "is done already: there is nothing to park"
            lines = [f"{event.pk}: {done if event.done_at else event.state}" for event in rows]
            self.stdout.write("\n".join(lines))
        return 0


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 0 < number < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return number


def _filtered(options: dict[str, Any]) -> QuerySet[Event]:
    by_state = {"waiting": inbox.waiting, "parked": inbox.parked, "done": inbox.done}
    rows = by_state[options["status"]]() if options["status"] else Event.objects.all()
    if options["type"]:
        rows = rows.filter(event_type__iexact=options["type"].replace("\0", ""))
    if options["since"]:
        rows = rows.filter(received_at__gte=options["since"])
    return rows


def _counted(listed: int, found: int) -> str:
    if listed < found:
        return f"{listed:,} of {found:,}; --limit shows more."
    counts = [inbox.waiting().count(), inbox.parked().count(), inbox.done().count()]
    if not any(counts):
        return "The inbox is empty: no webhook has come so far."
    states = ", ".join(f"{count:,} {state}" for count, state in zip(counts, STATES, strict=True))
    return f"{'No event is like that' if not found else f'{found:,} listed'}; in all: {states}."


def _named(ids: list[int]) -> list[Event]:
    """The events of these ids, in their order, each once. Raises Trouble if any is unknown."""
    rows = Event.objects.in_bulk(ids)
    unknown = [str(pk) for pk in ids if pk not in rows]
    if unknown:
        raise Trouble(f"there is no event {', '.join(unknown)}; see: brandpay_events list")
    return [rows[pk] for pk in dict.fromkeys(ids)]


def _worked_on(event: Event) -> dict[str, str]:
    from ...adapters.shop import SaleorShop  # noqa: PLC0415 - Saleor

    result = inbox.replay(event, SaleorShop(), Deadline.after(conf.deadline))
    if result is None:
        return {"end": SyncStatus.BUSY.value, "text": "somebody else works on it just now"}
    return {"end": result.end.value, "text": result.text}
