"""A PostgreSQL database of the demo's own, copied from the one that the tests keep as template."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from demo.shop import ShopError
from tests.runner.checkouts import Checkout
from tests.runner.saleor import environment

from .processes import running


@contextmanager
def own_database(checkout: Checkout) -> Iterator[str]:
    """The URL of a migrated, empty database, which is dropped at the end. Raises ShopError."""
    name = f"brandpay_demo_{os.getpid()}"
    try:
        code, said = _call(checkout, "create", name)
        if code:
            raise ShopError("Saleor's database could not be made: see the lines above.")
        yield said.strip().splitlines()[-1]
    finally:
        _call(checkout, "drop", name)


def _call(checkout: Checkout, *words: str) -> tuple[int, str]:
    command = (checkout.python, "-m", "tests.saleor.database", *words)
    env = {**os.environ, **environment(checkout)}
    with running(command, cwd=checkout.path, env=env, log=subprocess.PIPE) as process:
        said, _ = process.communicate()
        return process.returncode, said
