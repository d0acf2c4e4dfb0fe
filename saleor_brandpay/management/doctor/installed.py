"""Settings, tables and plugins: what all channels share."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.core.checks import ERROR
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ...adapters.configuration import channels_configured
from ...adapters.ids import COMPANION_ID
from ...checks.registered import check_settings
from ...conf import conf
from ...core import way_out
from .finding import Finding, Level

_APP = "saleor_brandpay"
SALEORS_PLANS = (
    "Saleor means to replace its plugins by apps, and has named no date. It has marked the "
    "plugin's side of the Transactions API and of stored methods to be removed, and the mutations "
    "of the Payments API as deprecated. All of it works on Saleor 3.20 to 3.23; before a newer "
    "minor version see docs/versions.md"
)
"""`tests/saleor/test_plugin_marks.py` holds it against the Saleor that it runs in."""


def findings() -> Iterator[Finding]:
    settings = list(_settings())
    if settings:
        yield from settings
    else:
        address = f"{conf.api_url}{way_out.described()}"
        yield Finding(Level.OK, "settings", f"Toss Payments at {address}", code="settings_right")
    tables = list(_tables())
    yield from tables or [
        Finding(Level.OK, "database", "all migrations are applied", code="migrated")
    ]
    yield from _plugins()


def _settings() -> Iterator[Finding]:
    for problem in check_settings():
        level = Level.ERROR if problem.level >= ERROR else Level.WARNING
        hint = f" {problem.hint}" if problem.hint else ""
        yield Finding(
            level, "settings", f"{problem.msg}{hint} ({problem.id})", code="settings_wrong"
        )


def _tables() -> Iterator[Finding]:
    """By the names of our own: Django's loader imports every migration of Saleor's."""
    applied = MigrationRecorder(connection).applied_migrations()
    waiting = sorted(name for name in _migrations() if (_APP, name) not in applied)
    if waiting:
        names = ", ".join(waiting)
        yield Finding(
            Level.ERROR,
            "database",
            f"not migrated: {names}; run manage.py migrate",
            code="not_migrated",
        )


def _migrations() -> Iterator[str]:
    module, _ = MigrationLoader.migrations_module(_APP)
    if module:
        for found in pkgutil.iter_modules(import_module(module).__path__):
            yield found.name


def _plugins() -> Iterator[Finding]:
    yield Finding(Level.NOTE, "plugins", SALEORS_PLANS, code="saleors_plans")
    for module in channels_configured.missing_plugins():
        yield Finding(
            Level.ERROR,
            "plugins",
            f"Saleor has not found {module}: install the package with pip, in the image of the "
            "API and of its workers alike",
            code="plugin_not_found",
        )
    if not apps.is_installed("saleor_brandpay.transactions"):
        return
    if channels_configured.companion_is_off():
        yield Finding(
            Level.ERROR,
            "plugins",
            f"the plugin {COMPANION_ID} is switched off: the Transactions API takes no "
            "payment; switch it on with pluginUpdate(id, input: {active: true})",
            code="companion_off",
        )
