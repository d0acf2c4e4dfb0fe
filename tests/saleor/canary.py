"""Planted secrets, and every place where one of them could turn up."""

import base64
import functools
import json
import logging
import re
import traceback
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

CASSETTES = Path(__file__).parents[2] / "cassettes"
OTHERS = ("uvicorn", "asyncio", "psycopg")
"""Loggers of programs beside the shop; the sandbox is Toss, and logs in its own name."""


class Canary:
    """What was planted: name → values. Knows each in the shapes that programs give to text."""

    def __init__(self) -> None:
        self.planted: dict[str, set[str]] = defaultdict(set)

    def plant(self, name: str, *values: str) -> None:
        self.planted[name].update(value for value in values if value)

    def found_in(self, text: str) -> set[str]:
        """Names of the secrets that a text holds."""
        return {
            name
            for name, values in self.planted.items()
            if any(_holds(text, value) for value in values)
        }


def _holds(text: str, value: str) -> bool:
    if value.isdecimal():
        # Six digits may stand in any number: only by themselves are they a password.
        alone = rf"(?<![0-9A-Za-z.]){value}(?![0-9A-Za-z.])"
        return value in text and re.search(alone, text) is not None
    return any(shape in text for shape in _shapes(value))


@functools.cache
def _shapes(value: str) -> set[str]:
    basic = {base64.b64encode(text.encode()).decode() for text in (value, f"{value}:")}
    return {value, quote(value, safe=""), value[::-1], *basic}


def database() -> Iterator[tuple[str, str, str]]:
    """Every value of every table, Saleor's too: table, column, text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if value is not None:
                        yield table, column, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("latin-1")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def places(canary: Canary) -> dict[str, set[tuple[str, str]]]:
    """Where in the database each secret stands: name → tables and columns."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for table, column, text in database():
        for name in canary.found_in(text):
            found[name].add((table, column))
    return dict(found)


def cassettes() -> str:
    return "\n".join(path.read_text() for path in sorted(CASSETTES.glob("*.yaml")))


class Records(logging.Handler):
    """Every log record of every logger, with all that a formatter could make of it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(OTHERS) or record.name.startswith("brandpay_sandbox"):
            return
        text = f"{record.name}: {record.getMessage()} {record.__dict__!r}"
        if record.exc_info and record.exc_info[1]:
            text += told(record.exc_info[1])
        self.texts.append(text)


def told(error: BaseException) -> str:
    """What an error and those behind it say of themselves, traceback included."""
    text = "".join(traceback.format_exception(error))
    behind: BaseException | None = error
    while behind is not None:
        text += f"{behind!r} {behind.args!r} {vars(behind)!r}"
        behind = behind.__cause__ or behind.__context__
    return text


@contextmanager
def listening() -> Iterator[Records]:
    """All loggers at DEBUG, whatever the shop has set."""
    records = Records()
    root = logging.getLogger()
    named = [logging.getLogger(name) for name in list(root.manager.loggerDict)]
    loggers = [root, *(logger for logger in named if logger.level or not logger.propagate)]
    before = [(logger, logger.level, logger.disabled) for logger in loggers]
    for logger in loggers:
        if logger.name.startswith(("django.db.backends", *OTHERS)):
            continue  # Django logs every statement there, with its parameters, if it is told to.
        logger.setLevel(logging.DEBUG)
        if logger is root or not logger.propagate:
            logger.addHandler(records)
    try:
        yield records
    finally:
        for logger, level, disabled in before:
            logger.setLevel(level)
            logger.disabled = disabled
            logger.removeHandler(records)
