"""A real Saleor with a Korean shop, its staff, its buyers, and a sandbox in place of Toss.

Everything commits; the database is put back before each test (see `snapshot.py`).
"""

import http.client
import importlib.util
import os
from collections.abc import Callable, Iterator

import psycopg
import pytest

from .backoffice import Backoffice
from .figures import SESSIONS, Figures
from .graphql import Api, accepted
from .live import LiveSaleor
from .lock_order import lock_order  # noqa: F401  (a fixture)
from .shop import Shop
from .snapshot import States
from .storefront import Storefront
from .toss import CLIENT_KEY, SECRET_KEY, Toss
from .workers import Workers

if importlib.util.find_spec("saleor") is None:
    collect_ignore_glob = ["*"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from . import same_everywhere

    same_everywhere.mark(items)


@pytest.fixture(scope="session", autouse=True)
def _database(django_db_blocker) -> Iterator[None]:
    """The runner made a database for this run: pytest-django shall neither make nor guard one."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def figures(_database) -> Figures:
    return _FIGURES


_FIGURES = Figures()


def deadlocks() -> int:
    """How many PostgreSQL has seen in this run's database."""
    query = "select deadlocks from pg_stat_database where datname = current_database()"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def pytest_terminal_summary(terminalreporter) -> None:
    if lines := _FIGURES.summary():
        lines.append(f"deadlocks in PostgreSQL: {deadlocks()}")
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(scope="session", autouse=True)
def _watched(figures) -> None:
    from saleor_brandpay.plugin import BrandpayPlugin
    from saleor_brandpay.transactions.plugin import BrandpayTransactionsPlugin

    figures.watch(BrandpayPlugin)
    figures.watch(BrandpayTransactionsPlugin, SESSIONS)


@pytest.fixture(scope="session")
def saleor(_database) -> Iterator[LiveSaleor]:
    """Saleor on a free port of this machine."""
    from django.conf import settings

    server = LiveSaleor()
    settings.PUBLIC_URL = server.url
    server.start()
    yield server
    server.stop()


def token_of(user) -> str:
    from saleor.core.jwt import create_access_token

    return create_access_token(user)


def create_user(email: str, **extra):
    """Saleor's manager can make users up to 3.22 only."""
    from saleor.account.models import User

    user = User(email=email, is_active=True, **extra)
    user.set_password("password")
    user.save()
    return user


def create_staff(email: str):
    """Somebody with every permission."""
    from django.core.management import call_command
    from saleor.account.models import User

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SUPERUSER_PASSWORD", "password")
        call_command("createsuperuser", "--noinput", "--email", email, verbosity=0)
    return User.objects.get(email=email)


@pytest.fixture(scope="session")
def _shop(saleor) -> tuple[Shop, States]:
    shop = Shop(Api(saleor.url, token_of(create_staff("staff@example.com"))))
    create_user("buyer@example.com", first_name="길동", last_name="홍")
    create_user("other@example.com", first_name="Other", last_name="Buyer")
    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return shop, States(connection)


@pytest.fixture(autouse=True)
def _as_before(request, _shop) -> None:
    """The shop as new; with Brandpay switched on in the won channel, for who asks for that."""
    from django.core.cache import cache

    from saleor_brandpay.api import shared

    shared().gate.forget()
    shop, states = _shop

    def as_new() -> None:
        states.begin("as_new", lambda: None)

    def with_brandpay() -> None:
        as_new()
        switch_on(shop)

    if "brandpay" in request.fixturenames:
        states.begin("with_brandpay", with_brandpay)
    else:
        as_new()
    cache.clear()


def switch_on(shop: Shop) -> None:
    Toss(os.environ["BRANDPAY_API_URL"]).reset()
    keys = {"client_key": CLIENT_KEY, "secret_key": SECRET_KEY}
    errors = Backoffice(shop.staff).configure(shop.krw.id, **keys)
    assert not errors, errors


@pytest.fixture
def shop(_shop) -> Shop:
    """The shop, with its channel `krw` and goods `cup` (12000 won) and `saucer` (5000 won)."""
    return _shop[0]


@pytest.fixture
def staff(shop) -> Backoffice:
    return Backoffice(shop.staff)


@pytest.fixture
def buyer(_shop):
    from saleor.account.models import User

    return User.objects.get(email="buyer@example.com")


@pytest.fixture
def other_buyer(_shop):
    from saleor.account.models import User

    return User.objects.get(email="other@example.com")


@pytest.fixture
def guest(saleor, shop) -> Storefront:
    """A guest in the won channel; `fill` makes the checkout."""
    return Storefront(Api(saleor.url), shop, shop.krw, email="guest@example.com")


@pytest.fixture
def storefront_of(saleor, shop) -> Callable[..., Storefront]:
    """Builds the storefront of a logged-in user."""

    def build(user, channel=None, url: str | None = None) -> Storefront:
        api = Api(url or saleor.url, token_of(user))
        return Storefront(api, shop, channel or shop.krw, email=user.email)

    return build


@pytest.fixture
def member(storefront_of, buyer) -> Storefront:
    """A logged-in buyer in the won channel; `fill` makes the checkout."""
    return storefront_of(buyer)


@pytest.fixture
def toss(figures) -> Iterator[Toss]:
    """The sandbox, as new."""
    sandbox = Toss(os.environ["BRANDPAY_API_URL"])
    sandbox.reset()
    yield sandbox
    figures.faults.update(call["fault"] for call in sandbox.requests() if call["fault"])


@pytest.fixture
def brandpay(toss, staff, shop) -> Callable[..., None]:
    """Brandpay is switched on in the won channel; the function saves other settings there."""

    def save(channel: str = shop.krw.id, **fields) -> None:
        errors = staff.configure(channel, **fields)
        assert not errors, errors

    return save


@pytest.fixture
def webhooks(brandpay, toss, staff) -> str:
    """The won channel's address, registered for payments; `toss.deliver` sends what is due."""
    address = staff.settings("krw")["webhook_url"]
    toss.webhook_url(address, "PAYMENT_STATUS_CHANGED")
    return address


@pytest.fixture
def reconciled(brandpay) -> Callable[[], int]:
    """Runs `brandpay_reconcile --heal` over the last days; its exit status."""
    from django.core.management import call_command

    def run() -> int:
        try:
            call_command("brandpay_reconcile", heal=True)
        except SystemExit as end:
            return int(end.code or 0)
        return 0

    return run


@pytest.fixture
def later(toss) -> Iterator[Callable[[float], None]]:
    """Let seconds pass, for the plugin and for Toss alike; time stands still otherwise."""
    from saleor_brandpay import clock

    def advance(seconds: float) -> None:
        frozen.advance(seconds)
        toss.advance(seconds)

    with clock.use(clock.FrozenClock()) as frozen:
        yield advance


@pytest.fixture(scope="session")
def _workers(saleor) -> Iterator[Workers]:
    made = Workers(saleor.url)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def workers(_workers, shop) -> Workers:
    """Saleor workers that die, or lose their database, at a wanted moment."""
    return _workers


@pytest.fixture
def struck(figures):
    """Counts the moments that were reached, for the run's figures."""
    reached: dict[str, list[str]] = {"kill": [], "cut": []}
    yield lambda crash_point: reached[crash_point.how].append(str(crash_point))
    figures.count("workers killed (SIGKILL)", reached["kill"])
    figures.count("workers cut off from PostgreSQL", reached["cut"])


@pytest.fixture
def crashing(workers, storefront_of, struck) -> Callable[..., bool]:
    """Post something at a worker that has its moment; whether the moment came.

    Without it, the answer is one that Saleor gives when all is well.
    """

    def at(crash_point, user, action: Callable[..., tuple[int, bytes]], first=None) -> bool:
        with workers.serving(crash_point, first=first) as worker:
            try:
                answered = action(storefront_of(user, url=worker.url))
            except (OSError, http.client.HTTPException):
                assert worker.struck
            else:
                if not worker.struck:
                    accepted(*answered)
        if worker.struck:
            struck(crash_point)
        return worker.struck

    return at
