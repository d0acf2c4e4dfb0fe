"""What every host of the demo's shop has: people, keys, and Brandpay switched on."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any, Protocol

CHANNEL = "krw"
GATEWAY = "tosspayments.brandpay"
BUYER = {"email": "buyer@example.com", "password": "buyer-of-cups"}
STAFF = {"email": "staff@example.com", "password": "seller-of-cups"}
# Of Toss's public documentation; the sandbox knows them out of the box.
KEYS = {
    "client_key": "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq",
    "secret_key": "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R",
}
# The sandbox asks for no contract.
OPTIONS = {"one_touch": "true"}
# Pages of this machine, at any port: whoever builds a storefront may build it against the demo.
PAGES_ALLOWED = {
    "ALLOWED_CLIENT_HOSTS": "localhost,127.0.0.1",
    "ALLOWED_GRAPHQL_ORIGINS": "http://localhost:*,http://127.0.0.1:*",
}
_LOGIN = """mutation($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) { token errors { message } } }"""
_SWITCH_ON = """mutation($id: ID!, $channelId: ID!, $input: PluginUpdateInput!) {
  pluginUpdate(id: $id, channelId: $channelId, input: $input) { errors { message }
    plugin { channelConfigurations { channel { id } configuration { name value } } } } }"""


class ShopError(Exception):
    """The shop could not be set up; the message says why in one line."""


class Rows(Protocol):
    """Rows of the shop's database as they are written."""

    def watch(self) -> None: ...

    def taken(self) -> list[str]:
        """What was written since it was last asked, each as a few words."""
        ...


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A shop that is open."""

    url: str
    name: str
    """As the storefront's pages know it: `mini`, or a Saleor with its version."""
    about: str
    """The same for the terminal."""
    webhook_url: str
    """What the settings page shows, to be registered at Toss."""
    rows: Rows


def login(url: str) -> str:
    """A token of staff. Raises ShopError."""
    made = ask(url, _LOGIN, STAFF)["tokenCreate"]
    if not made["token"]:
        raise ShopError(" ".join(error["message"] for error in made["errors"]))
    return str(made["token"])


def switch_on(url: str, channel: str, token: str) -> str:
    """As a merchant does on the settings page; the address for webhooks. Raises ShopError."""
    fields = [{"name": name, "value": value} for name, value in (KEYS | OPTIONS).items()]
    settings = {"active": True, "configuration": fields}
    variables = {"id": GATEWAY, "channelId": channel, "input": settings}
    answer = ask(url, _SWITCH_ON, variables, token)["pluginUpdate"]
    if answer["errors"]:
        raise ShopError(" ".join(error["message"] for error in answer["errors"]))
    configured = next(
        one
        for one in answer["plugin"]["channelConfigurations"]
        if one["channel"] and one["channel"]["id"] == channel
    )
    shown = {item["name"]: item["value"] for item in configured["configuration"]}
    return str(shown["webhook_url"])


def ask(url: str, query: str, variables: dict[str, Any], token: str | None = None) -> Any:
    """One GraphQL operation. Raises ShopError."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"JWT {token}"
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{url}/graphql/", body, headers)  # noqa: S310  (our own)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            answer = json.loads(response.read())
    except OSError as error:
        raise ShopError(f"The shop's server does not answer: {error}") from error
    if answer.get("errors"):
        raise ShopError(answer["errors"][0]["message"])
    return answer["data"]


def by_number(url: str) -> str:
    """Asking for "localhost" would try IPv6 first, each time."""
    return url.replace("localhost", "127.0.0.1")


def toss_at(sandbox: str) -> dict[str, str]:
    """The environment of a shop whose Toss is the sandbox."""
    return {"BRANDPAY_API_URL": by_number(sandbox), "BRANDPAY_SDK_URL": f"{sandbox}/v2/standard"}
