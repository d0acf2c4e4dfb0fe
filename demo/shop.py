"""The demo's shop on the mini host: its people, its goods, and Brandpay switched on."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHANNEL = "krw"
GATEWAY = "tosspayments.brandpay"
BUYER = {"email": "buyer@example.com", "password": "buyer"}
STAFF = {"email": "staff@example.com", "password": "staff"}
# Of Toss's public documentation; the sandbox knows them out of the box.
KEYS = {
    "client_key": "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq",
    "secret_key": "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R",
}
_LOGIN = """mutation($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) { token errors { message } } }"""
_SWITCH_ON = """mutation($id: ID!, $channelId: ID!, $input: PluginUpdateInput!) {
  pluginUpdate(id: $id, channelId: $channelId, input: $input) { errors { message } } }"""


class ShopError(Exception):
    """The shop could not be set up; the message says why."""


@contextmanager
def running_host(*, port: int, sandbox: str, origin: str) -> Iterator[str]:
    """The mini host with a stocked shop; its address. One per process: it sets up Django."""
    url = f"http://localhost:{port}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "demo.host.settings",
        # By number: asking for "localhost" would try IPv6 first, each time.
        "BRANDPAY_API_URL": sandbox.replace("localhost", "127.0.0.1"),
        "BRANDPAY_SDK_URL": f"{sandbox}/v2/standard",
        "PUBLIC_URL": url,
        "ALLOWED_CLIENT_HOSTS": origin.split("//")[1].split(":", maxsplit=1)[0],
    }
    # Django is set up by now, and not before.
    import django  # noqa: PLC0415

    django.setup()
    from demo.host.server import HostServer  # noqa: PLC0415

    server = HostServer(port=port)
    channel = _stock()
    server.start()
    try:
        _switch_on(url, channel)
        yield url
    finally:
        server.stop()


def _stock() -> str:
    from demo.host import database, stocking  # noqa: PLC0415

    database.create_tables()
    stocking.create_user(**BUYER, first_name="길동", last_name="홍")
    stocking.create_user(**STAFF, is_staff=True)
    shelf = stocking.Shelf("청자 찻잔 Celadon tea cup", "celadon-cup")
    shelf.add_variant("cup", "한 개 One")
    shelf.add_variant("pair", "한 쌍 Pair")
    return shelf.open_channel(CHANNEL, prices={"cup": 12000, "pair": 22000}).id


def _switch_on(url: str, channel: str) -> None:
    """As a merchant does on the settings page."""
    token = ask(url, _LOGIN, STAFF)["tokenCreate"]["token"]
    fields = [{"name": name, "value": value} for name, value in KEYS.items()]
    settings = {"active": True, "configuration": fields}
    variables = {"id": GATEWAY, "channelId": channel, "input": settings}
    answer = ask(url, _SWITCH_ON, variables, token)["pluginUpdate"]
    if answer["errors"]:
        raise ShopError(" ".join(error["message"] for error in answer["errors"]))


def ask(url: str, query: str, variables: dict[str, Any], token: str | None = None) -> Any:
    """One GraphQL operation. Raises ShopError."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"JWT {token}"
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{url}/graphql/", body, headers)  # noqa: S310  (our own)
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        answer = json.loads(response.read())
    if answer.get("errors"):
        raise ShopError(answer["errors"][0]["message"])
    return answer["data"]
