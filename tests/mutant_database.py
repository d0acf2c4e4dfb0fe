"""A plugin of pytest's for `make mutants`: workers side by side have a database each.

A worker takes the first one that nobody holds. One that was killed may have left rows behind, so
that whoever comes after it begins a new one.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

_held: list[int] = []
"""The lock goes with the process."""


@pytest.fixture(scope="session", autouse=True)
def _own_database() -> Iterator[None]:
    yield
    if _held:
        os.pwrite(_held[0], b"clean", 20)


def pytest_sessionstart() -> None:
    from django.db import connections

    settings = connections["default"].settings_dict
    folder = Path(tempfile.gettempdir()) / f"brandpay-mutants-{Path(settings['HOST']).name}"
    folder.mkdir(exist_ok=True)
    settings["TEST"]["NAME"] = f"test_{_taken(folder)}"


def _taken(folder: Path) -> str:
    for number in count():
        file = os.open(folder / str(number), os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        generation = int(os.pread(file, 20, 0) or b"0")
        if os.pread(file, 5, 20) != b"clean":
            generation += 1
        os.pwrite(file, b"%-20ddirty" % generation, 0)
        _held.append(file)
        return f"{number}_{generation}"
    raise AssertionError
