"""Sandbox, shop and storefront, up together and down together."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from brandpay_sandbox.testing import running_sandbox

from . import mini, shop
from .pages import Storefront
from .steps import step


class PortTaken(Exception):  # noqa: N818
    """One clear line for whoever started the demo."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Port 0 picks a free one."""

    storefront: int = 3000
    host: int = 8000
    sandbox: int = 8090


@dataclass(frozen=True, kw_only=True)
class Stage:
    storefront: str
    host: str
    sandbox: str
    about: str
    rows: shop.Rows


@contextmanager
def set_up(ports: Ports, saleor: Path | None = None) -> Iterator[Stage]:
    """Everything on this machine, the shop on the Saleor at that path or else on the mini host.

    Raises PortTaken, or ShopError when the shop cannot open.
    """
    numbers = {name: free(name, getattr(ports, name)) for name in ("storefront", "host", "sandbox")}
    origin = f"http://localhost:{numbers['storefront']}"
    running_host = _host(saleor)
    with ExitStack() as stack:
        with step("The Brandpay sandbox"):
            toss = stack.enter_context(running_sandbox(port=numbers["sandbox"], webhooks="auto"))
        sandbox = f"http://localhost:{numbers['sandbox']}"
        host = stack.enter_context(running_host(port=numbers["host"], sandbox=sandbox))
        toss.webhook_url(shop.by_number(host.webhook_url))
        config = {
            "host": host.name,
            "graphqlUrl": f"{host.url}/graphql/",
            "channel": shop.CHANNEL,
            "sandboxUrl": sandbox,
            # Of a toy that ends with this process: the page shows both sides of a shop.
            "buyer": shop.BUYER,
            "staff": shop.STAFF,
        }
        pages = Storefront(config, "127.0.0.1", numbers["storefront"])
        pages.start()
        stack.callback(pages.stop)
        yield Stage(
            storefront=origin,
            host=host.url,
            sandbox=sandbox,
            about=host.about,
            rows=host.rows,
        )


def _host(saleor: Path | None) -> Callable[..., AbstractContextManager[shop.Shop]]:
    """What runs the shop's server. Raises ShopError when there is no such Saleor."""
    if saleor is None:
        return mini.running_host
    from .real.host import ready, running_saleor  # noqa: PLC0415  (needs the tests beside it)

    return partial(running_saleor, ready(saleor))


def free(name: str, port: int) -> int:
    """The port, or a free one for 0. Raises PortTaken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            option = f"--{name}-port"
            text = (
                f"Port {port} is taken: choose another with {option}, or 0 for any"
                f' (make demo ARGS="{option}=0").'
            )
            raise PortTaken(text) from error
        return int(probe.getsockname()[1])
