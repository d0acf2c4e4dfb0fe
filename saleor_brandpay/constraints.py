"""Django 5.1 renamed an argument of CheckConstraint; Saleor 3.20 runs on 4.2."""

from __future__ import annotations

from typing import Any

import django
from django.db import models

_CONDITION = "condition" if django.VERSION >= (5, 1) else "check"


def check(name: str, condition: models.Q) -> models.CheckConstraint:
    keywords: dict[str, Any] = {"name": name, _CONDITION: condition}
    return models.CheckConstraint(**keywords)
