"""Staff, the token that Saleor hands to the dashboard, and the form that the dashboard posts."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from .conftest import create_user, token_of
from .graphql import Api

EXTENSIONS = """query { appExtensions(first: 100) { edges { node {
  id label url mountName targetName accessToken settings
  app { id identifier } permissions { code } } } } }"""
FORM = "application/x-www-form-urlencoded"
ORIGIN = "https://dashboard.example"


@dataclass
class Page:
    status: int
    text: str
    headers: dict[str, str]


class Clerk:
    """Somebody who works in the shop."""

    def __init__(self, url: str, user) -> None:
        self.user = user
        self.api = Api(url, token_of(user))

    def extensions(self) -> dict[tuple[str, str], dict]:
        rows = [edge["node"] for edge in self.api(EXTENSIONS)["appExtensions"]["edges"]]
        return {(row["mountName"], row["targetName"]): row for row in rows}

    def token(self, mount: str = "ORDER_DETAILS_WIDGETS", target: str = "WIDGET") -> str | None:
        return self.extensions()[mount, target]["accessToken"]


def clerk(url: str, email: str, *codenames: str, channels=None) -> Clerk:
    """With these permissions, by a group; `channels`: the ones to which it is restricted."""
    from saleor.account.models import Group
    from saleor.permission.models import Permission

    user = create_user(email, is_staff=True)
    group = Group.objects.create(name=email, restricted_access_to_channels=channels is not None)
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    group.channels.set(channels or [])
    user.groups.add(group)
    return Clerk(url, user)


def post(url: str, page: str, fields: dict[str, str], *, method: str = "POST", **headers) -> Page:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    path = f"/plugins/global/tosspayments.brandpay.transactions/staff/{page}"
    sent = {"Content-Type": FORM, "Origin": ORIGIN, **headers}
    query = f"?{urlencode(fields)}" if method == "GET" else ""
    body = None if method == "GET" else urlencode(fields)
    try:
        connection.request(method, path + query, body=body, headers=sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        return Page(answer.status, text, {k.lower(): v for k, v in answer.getheaders()})
    finally:
        connection.close()


def shown(order):
    """The page of an order, in English, without the door: tokens know the real time only."""
    from saleor_brandpay.adapters.saleor.staff_token import StaffReader
    from saleor_brandpay.http.staff import order as page

    reader = StaffReader(
        user_pk=1, permissions=frozenset(), channel_pks=None, language="en", is_framed=True
    )
    return page.body(reader, order)
