"""Problems of our App, which staff see under Extensions: Saleor has them from 3.22.36 on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import saleor.app.models
from django.db import transaction
from saleor.app.models import App

from ..ids import PLUGIN_ID
from .apps import LOCAL

AppProblem: Any = getattr(saleor.app.models, "AppProblem", None)
PREFIX = "brandpay."
"""Of the keys of our rows."""
LONGEST = 2048
"""Of `AppProblem.message`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    message: str
    count: int = 1
    is_critical: bool = False


def exist() -> bool:
    return AppProblem is not None


def write(problems: Mapping[str, Problem], *, are_all: bool) -> None:
    """Leave one row for each code. `are_all`: what is told of no longer is mended, and goes.

    Two processes come one after another, and Saleor's own mutation as well, which locks the App's
    row too. No buyer waits meanwhile: what refers to the App locks its key only.
    """
    with transaction.atomic():
        app = _app()
        if app is None:
            return
        rows: dict[str, Any] = {}
        for row in AppProblem.objects.filter(app=app, key__startswith=PREFIX).order_by("pk"):
            if row.key in rows:
                row.delete()
            rows.setdefault(row.key, row)
        for code, problem in problems.items():
            _write_one(app, PREFIX + code, rows.pop(PREFIX + code, None), problem)
        if are_all:
            for row in rows.values():
                row.delete()


def _app() -> Any:
    """The row of ours that staff see, also one that they have deactivated."""
    rows = App.objects.filter(identifier=PLUGIN_ID, removed_at__isnull=True, type=LOCAL)
    return rows.select_for_update(no_key=True, of=("self",)).order_by("-is_active", "pk").first()


def _write_one(app: Any, key: str, row: Any, problem: Problem) -> None:
    said = {
        "message": problem.message[:LONGEST],
        "count": problem.count,
        "is_critical": problem.is_critical,
    }
    if row is None:
        AppProblem.objects.create(app=app, key=key, **said)
        return
    if all(getattr(row, name) == value for name, value in said.items()):
        return
    if problem.count > row.count or (problem.is_critical and not row.is_critical):
        # It has become worse since staff dismissed it.
        said |= {"dismissed": False, "dismissed_by_user_email": None, "dismissed_by_user": None}
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=[*said, "updated_at"])
