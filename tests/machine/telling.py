"""What comes without a buyer: webhooks true and forged, the sweep, reconciling."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.test import RequestFactory

from . import callers
from .clocks import START
from .world import PAIRS, World

FORGERIES = ("done", "canceled", "expired", "unknown order", "wrong token", "no json", "removed")


@dataclass(frozen=True)
class Tell:
    """One of Toss's webhooks, counted from the newest: late, doubled or out of order as drawn."""

    which: int = 0

    def work(self, world: World) -> str:
        sent = world.toss.webhooks()
        if not sent:
            return "nothing to tell"
        one = sent[-1 - self.which % len(sent)]
        text = json.dumps(one["body"], ensure_ascii=False, separators=(",", ":"))
        status = post(one["url"], text)
        assert status == 200, status
        return f"{one['status']} of {one['orderId']}"


@dataclass(frozen=True)
class Forge:
    """A stranger's webhook about one of our attempts."""

    kind: str = "done"
    which: int = 0

    def work(self, world: World) -> str:
        text, url = forged(world, self.kind, self.which)
        status = post(url, text)
        wanted = {"wrong token": 404, "no json": 400}.get(self.kind, 200)
        assert status == wanted, status
        return f"{self.kind}: {status}"


@dataclass(frozen=True)
class Sweep:
    """What beat asks for every minute."""

    def work(self, world: World) -> str:
        from saleor_brandpay import tasks

        tasks.sweep()
        return "swept"


@dataclass(frozen=True)
class Reconcile:
    """`brandpay_reconcile --heal` over the whole time, as another host may be doing too."""

    heal: bool = True
    asked: str = "machine"
    """Who asks: a run that was not finished is taken up by whoever asks alike."""

    def work(self, world: World) -> str:
        from saleor_brandpay.adapters import reconcile
        from saleor_brandpay.core.reconcile import planning, worker
        from saleor_brandpay.core.reconcile.report import report

        run = planning.plan(START, world.clocks.now(), heal=self.heal, asked=self.asked)
        worker.run(run, reconcile.tools())
        found = report.build(run)
        return "agrees" if found.agrees else f"differs: {found.errors}"


def register(world: World) -> None:
    """The shop's addresses in the Developer Center of each MID."""
    for client_key in {pair[0]: None for pair in PAIRS}:
        world.toss.webhook_url(address(world, client_key), client_key=client_key)


def address(world: World, client_key: str) -> str:
    from demo.host.ids import pk_of
    from saleor_brandpay.adapters.configuration import webhook_url

    channel = world.shop.krw
    return webhook_url.address(channel.slug, int(pk_of(channel.id, "Channel")), client_key)


def post(url: str, text: str) -> int:
    request = RequestFactory().post(urlsplit(url).path, text, content_type="application/json")
    return callers.answer(request).status_code


def forged(world: World, kind: str, which: int) -> tuple[str, str]:
    """The text of a forged event, and where it is sent."""
    from saleor_brandpay.core.installation.identity import installation_id
    from saleor_brandpay.models import Attempt, Customer

    url = address(world, PAIRS[0][0])
    if kind == "no json":
        return "{" * 3, url
    if kind == "wrong token":
        url = url[:-1] + ("a" if url[-1] != "a" else "b")
    if kind == "removed":
        key = Customer.objects.order_by("pk").values_list("customer_key", flat=True).first()
        data: dict[str, Any] = {"customerKey": key or "nobody", "status": "REMOVED"}
        return json.dumps({"eventType": "CUSTOMER_STATUS_CHANGED", "data": data}), url
    attempts = list(Attempt.objects.order_by("-pk"))
    attempt = attempts[which % len(attempts)] if attempts else None
    unknown = f"{installation_id()}-{'a' * 26}"
    order_id = attempt.order_id if attempt and kind != "unknown order" else unknown
    data = {
        "orderId": order_id,
        "paymentKey": f"forged{which}",
        "status": {"canceled": "CANCELED", "expired": "EXPIRED"}.get(kind, "DONE"),
        "totalAmount": 1,
        "balanceAmount": 1,
    }
    return json.dumps({"eventType": "PAYMENT_STATUS_CHANGED", "data": data}), url
