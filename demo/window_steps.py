"""What a buyer does at each step of the payment window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PASSWORD = "135791"  # noqa: S105  (of a toy wallet)


def _nothing(frame: Any) -> None:
    """What is chosen already will do."""


def _terms(frame: Any) -> None:
    frame.locator("[data-all]").check()


def _sample(frame: Any) -> None:
    frame.locator("[data-fill]:visible").click()


def _code(frame: Any) -> None:
    frame.locator("#code").fill("000000")


def _new_password(frame: Any) -> None:
    frame.locator("#new").fill(PASSWORD)
    frame.locator("#again").fill(PASSWORD)


def _password(frame: Any) -> None:
    frame.locator("#password").fill(PASSWORD)


def _billing(frame: Any) -> None:
    frame.locator("input[name=agree]").check()
    _password(frame)


ACTIONS: dict[str, Callable[[Any], None]] = {
    "terms": _terms,
    "phone": _sample,
    "code": _code,
    "register": _sample,
    "new_password": _new_password,
    "choose": _nothing,
    "password": _password,
    "billing": _billing,
}
