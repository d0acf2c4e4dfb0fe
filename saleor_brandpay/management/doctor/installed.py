"""Settings, tables, plugins and stored secrets: what all channels share."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import ERROR
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from ...adapters.configuration import channels_configured
from ...adapters.ids import COMPANION_ID
from ...checks import check_settings
from ...conf import conf
from ...core.merchants.crypto import is_readable
from ...models import MerchantSecret
from .finding import Finding, Level

_APPS = ("saleor_brandpay", "saleor_brandpay_transactions")


def findings() -> Iterator[Finding]:
    settings = list(_settings())
    yield from settings or [Finding(Level.OK, "settings", f"Toss Payments at {conf.api_url}")]
    tables = list(_tables())
    yield from tables or [Finding(Level.OK, "database", "all migrations are applied")]
    yield from _plugins()
    if not any(finding.level is Level.ERROR for finding in (*settings, *tables)):
        yield from _secrets()


def _settings() -> Iterator[Finding]:
    for problem in check_settings():
        level = Level.ERROR if problem.level >= ERROR else Level.WARNING
        hint = f" {problem.hint}" if problem.hint else ""
        yield Finding(level, "settings", f"{problem.msg}{hint} ({problem.id})")


def _tables() -> Iterator[Finding]:
    loader = MigrationLoader(connection)
    ours = {key for key in loader.graph.nodes if key[0] in _APPS}
    waiting = sorted(name for _, name in ours - set(loader.applied_migrations))
    if waiting:
        names = ", ".join(waiting)
        yield Finding(Level.ERROR, "database", f"not migrated: {names}; run manage.py migrate")


def _plugins() -> Iterator[Finding]:
    for module in channels_configured.missing_plugins():
        yield Finding(
            Level.ERROR,
            "plugins",
            f"Saleor has not found {module}: install the package with pip, in the image of the "
            "API and of its workers alike",
        )
    if not apps.is_installed("saleor_brandpay.transactions"):
        return
    if channels_configured.companion_is_off():
        yield Finding(
            Level.ERROR,
            "plugins",
            f"the plugin {COMPANION_ID} is switched off: the Transactions API takes no "
            "payment; switch it on with pluginUpdate(id, input: {active: true})",
        )


def _secrets() -> Iterator[Finding]:
    rows = MerchantSecret.objects.select_related("merchant").exclude(ciphertext="").order_by("pk")
    lost = sorted({str(row.merchant) for row in rows if not is_readable(row.ciphertext)})
    if lost:
        yield Finding(
            Level.ERROR,
            "secrets",
            f"secret keys of {', '.join(lost)} cannot be decrypted: put the encryption key that is "
            "missing back, or save the plugin's page with the secret key once more",
        )
    else:
        yield Finding(Level.OK, "secrets", f"stored secret keys: {len(rows):,}, all readable")
