"""Saleor guards its writer database in tasks: ours say that they write."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from saleor.core.db.connection import allow_writer

P = ParamSpec("P")
R = TypeVar("R")


def writes(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with allow_writer():
            return function(*args, **kwargs)

    return inner
