"""What the tests of a real Saleor are given, here over the mini host.

Everything that only needs GraphQL is taken over as it is; the shop and its server are ours.
"""

import os
from collections.abc import Iterator

import psycopg
import pytest

from brandpay_sandbox.testing import running_sandbox
from tests.saleor import conftest as on_saleor
from tests.saleor.graphql import Api
from tests.saleor.snapshot import States
from tests.saleor.storefront import Storefront

_as_before = on_saleor._as_before
_watched = on_saleor._watched
brandpay = on_saleor.brandpay
buyer = on_saleor.buyer
figures = on_saleor.figures
guest = on_saleor.guest
later = on_saleor.later
lock_order = on_saleor.lock_order
member = on_saleor.member
other_buyer = on_saleor.other_buyer
reconciled = on_saleor.reconciled
shop = on_saleor.shop
staff = on_saleor.staff
toss = on_saleor.toss
webhooks = on_saleor.webhooks


def pytest_terminal_summary(terminalreporter) -> None:
    terminalreporter.section("figures")
    for line in on_saleor._FIGURES.summary():
        terminalreporter.line(line)


@pytest.fixture(scope="session", autouse=True)
def _sandbox() -> Iterator[None]:
    with running_sandbox() as sandbox:
        os.environ["BRANDPAY_API_URL"] = sandbox.url
        yield


@pytest.fixture(scope="session", autouse=True)
def _database(django_db_blocker) -> Iterator[None]:
    from demo.host import database

    with django_db_blocker.unblock():
        database.create_tables()
        yield


@pytest.fixture(scope="session")
def saleor(_database, _sandbox):
    """The mini host, in Saleor's place."""
    from django.conf import settings

    from demo.host.server import HostServer

    server = HostServer()
    settings.PUBLIC_URL = server.url
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _shop(saleor):
    from demo.host import database, stocking
    from demo.host.signing import create_access_token

    from .shop import HostShop

    boss = stocking.create_user("staff@example.com", is_staff=True)
    stocking.create_user("buyer@example.com", first_name="길동", last_name="홍")
    stocking.create_user("other@example.com", first_name="Other", last_name="Buyer")
    made = HostShop(Api(saleor.url, create_access_token(boss)))
    connection = psycopg.connect(database.url(), autocommit=True)
    return made, States(connection)


@pytest.fixture
def storefront_of(saleor, shop):
    """Builds the storefront of a logged-in user."""
    from demo.host.signing import create_access_token

    def build(user, channel=None, url: str | None = None) -> Storefront:
        api = Api(url or saleor.url, create_access_token(user))
        return Storefront(api, shop, channel or shop.krw, email=user.email)

    return build
