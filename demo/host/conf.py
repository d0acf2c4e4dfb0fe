"""Django's settings, with the names that only this Django has."""

from __future__ import annotations

from typing import Any

from django.conf import settings

conf: Any = settings
