"""Saleor served on a port of this machine, with a stocked shop in a database of its own."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from demo.shop import STAFF, Shop, ShopError, login, switch_on
from demo.steps import step
from tests.runner.checkouts import Checkout, is_checkout
from tests.runner.commands import REPOSITORY
from tests.runner.saleor import install

from .database import own_database
from .environment import Addresses, variables
from .goods import stock
from .processes import last_words, running
from .rows import TableRows

PATIENCE = 180
"""Seconds until a Saleor that does not answer is given up."""
LOGS = REPOSITORY / "build/demo"


@contextmanager
def running_saleor(checkout: Checkout, *, port: int, sandbox: str) -> Iterator[Shop]:
    """That Saleor, until the block ends. Raises ShopError."""
    name = f"Saleor {checkout.version}"
    url = f"http://localhost:{port}"
    with ExitStack() as stack:
        with step(f"{name}: copying its database"):
            database = stack.enter_context(own_database(checkout))
        at = Addresses(shop=url, sandbox=sandbox, database=database)
        env = variables(checkout, at)
        with step(f"{name}: starting"):
            stack.enter_context(_served(checkout, env, port))
        with step(f"{name}: stocking the shop through its API"):
            token = login(url)
            webhook_url = switch_on(url, stock(url, token), token)
        rows = TableRows(database)
        yield Shop(url=url, name=name, about=name, webhook_url=webhook_url, rows=rows)


def ready(path: Path) -> Checkout:
    """A checkout that can run, with this plugin in its environment. Raises ShopError."""
    folder = path.expanduser().resolve()
    if not is_checkout(folder):
        raise ShopError(f"No Saleor checkout at {path}: SALEOR names a folder with manage.py.")
    checkout = Checkout(folder)
    if (missing := checkout.missing()) is not None:
        raise ShopError(f"Saleor at {path} cannot run: {missing}")
    if not install(checkout):
        raise ShopError(f"The plugin could not be installed into {path}/.venv.")
    return checkout


@contextmanager
def _served(checkout: Checkout, env: dict[str, str], port: int) -> Iterator[None]:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"saleor-{port}.log"
    server = (
        *(checkout.python, "-m", "uvicorn", "saleor.asgi:application", "--host", "127.0.0.1"),
        *("--port", port, "--lifespan", "off", "--ws", "none", "--no-access-log"),
        *("--timeout-graceful-shutdown", 3),
    )
    # While the server starts: the one account that cannot be made through the API.
    account = ("manage.py", "createsuperuser", "--noinput", "--skip-checks", "--email")
    with (
        log.open("w") as output,
        running(server, cwd=checkout.path, env=env, log=output) as process,
        running(
            (checkout.python, *account, STAFF["email"]),
            cwd=checkout.path,
            env=env | {"DJANGO_SUPERUSER_PASSWORD": STAFF["password"]},
            log=output,
        ) as staff,
    ):
        _await(process, f"http://127.0.0.1:{port}/health/", log)
        if staff.wait(PATIENCE):
            raise ShopError(f"Saleor made no staff account: {last_words(log)} (log: {log})")
        yield


def _await(process: subprocess.Popen[str], health: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ShopError(f"Saleor did not start: {last_words(log)} (log: {log})")
        try:
            with urllib.request.urlopen(health, timeout=5):  # noqa: S310  (our own)
                return
        except OSError:
            time.sleep(0.2)
    raise ShopError(f"Saleor did not answer for {PATIENCE} s (log: {log})")
