"""One world for the whole run; each example starts it over."""

import logging
import os
from collections.abc import Iterator

import psycopg
import pytest

from brandpay_sandbox.testing import running_sandbox
from brandpay_sandbox.toss.ids import Ids
from tests.saleor import lock_order
from tests.saleor.graphql import Api
from tests.saleor.snapshot import Snapshot

from . import boundaries, hosts
from .actors import Stage
from .clocks import Clocks
from .network import Network
from .tally import Tally
from .watching import Watch
from .world import Diary, World

_TALLY = Tally()


def pytest_terminal_summary(terminalreporter) -> None:
    terminalreporter.section("state machine")
    for line in _TALLY.lines():
        terminalreporter.line(line)


@pytest.fixture(scope="session")
def _patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="session")
def _planted(_patch) -> list[str]:
    """Tokens and codes, kept as Toss makes them."""
    planted: list[str] = []
    for name in ("token", "code"):
        _patch.setattr(Ids, name, _kept(getattr(Ids, name), planted))
    return planted


def _kept(make, planted: list[str]):
    def made(ids: Ids) -> str:
        planted.append(make(ids))
        return planted[-1]

    return made


@pytest.fixture(scope="session")
def _database(django_db_blocker) -> Iterator[str]:
    from demo.host import database

    with django_db_blocker.unblock():
        database.create_tables()
        yield database.url()


@pytest.fixture(scope="session")
def _world(_patch, _planted, _database) -> Iterator[World]:
    from django.conf import settings

    from demo.host import stocking
    from demo.host.server import HostServer
    from demo.host.signing import create_access_token
    from tests.host.shop import HostShop

    server = HostServer()
    settings.PUBLIC_URL = server.url
    server.start()
    boss = stocking.create_user("staff@example.com", is_staff=True)
    users = [stocking.create_user(f"{who}@example.com") for who in ("one", "two")]
    tokens = {"one": create_access_token(users[0]), "two": create_access_token(users[1])}
    diary = Diary()
    logging.getLogger().addHandler(diary)
    logging.getLogger("saleor_brandpay").setLevel(logging.DEBUG)
    monitor = psycopg.connect(_database, autocommit=True)
    with running_sandbox() as toss, lock_order.watching() as locks:
        os.environ["BRANDPAY_API_URL"] = toss.url
        clocks = Clocks(_patch, toss)
        network = Network(clocks.advance)
        watch = Watch(toss, network)
        boundaries.mark(_patch, network, watch)
        hosts.separate(_patch)
        yield World(
            toss=toss,
            shop=HostShop(Api(server.url)),
            boss=create_access_token(boss),
            tokens={**tokens, "guest": None},
            snapshot=Snapshot(psycopg.connect(_database, autocommit=True)),
            clocks=clocks,
            network=network,
            watch=watch,
            locks=locks,
            stage=Stage(monitor),
            tally=_TALLY,
            diary=diary,
            planted=_planted,
        )
    server.stop()
    monitor.close()


@pytest.fixture
def world(_world) -> World:
    _world.start_over()
    return _world
