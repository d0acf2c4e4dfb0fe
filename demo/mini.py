"""The demo's shop on the mini host, in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .shop import BUYER, CHANNEL, PAGES_ALLOWED, STAFF, Shop, login, switch_on, toss_at
from .steps import step


@contextmanager
def running_host(*, port: int, sandbox: str) -> Iterator[Shop]:
    """The mini host with a stocked shop. One per process: it sets up Django."""
    url = f"http://localhost:{port}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "demo.host.settings",
        **toss_at(sandbox),
        "PUBLIC_URL": url,
        **PAGES_ALLOWED,
    }
    with step("PostgreSQL out of its wheel, and Django"):
        # Django is set up by now, and not before.
        import django  # noqa: PLC0415

        django.setup()
    from demo.host.server import HostServer  # noqa: PLC0415

    from .rows import SignalRows  # noqa: PLC0415
    from .sweeper import Sweeper  # noqa: PLC0415

    server = HostServer(port=port)
    with step("The shop's tables, goods and people"):
        channel = _stock()
    sweeper = Sweeper()
    server.start()
    sweeper.start()
    try:
        with step("Brandpay switched on"):
            webhook_url = switch_on(url, channel, login(url))
        yield Shop(
            url=url,
            name="mini",
            about="the mini host: it is not Saleor",
            webhook_url=webhook_url,
            rows=SignalRows(),
        )
    finally:
        sweeper.stop()
        server.stop()


def _stock() -> str:
    from demo.host import database, stocking  # noqa: PLC0415

    database.create_tables()
    stocking.create_user(**BUYER, first_name="길동", last_name="홍", language_code="ko")
    stocking.create_user(**STAFF, is_staff=True)
    shelf = stocking.Shelf("청자 찻잔 Celadon tea cup", "celadon-cup")
    shelf.add_variant("cup", "한 개 One")
    shelf.add_variant("pair", "한 쌍 Pair")
    shelf.add_variant("set", "다기 세트 Tea set")
    prices = {"cup": 12000, "pair": 22000, "set": 68000}
    return shelf.open_channel(CHANNEL, prices=prices, completion_delay=1).id
