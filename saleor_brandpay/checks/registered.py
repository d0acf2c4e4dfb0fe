"""System checks: what would lose money or secrets is said at start-up."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004
from django.db import DatabaseError

from . import money, secrecy, staff


@register("saleor_brandpay")
def check_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [
        *money.check_deadline(),
        *secrecy.check_keys(),
        *secrecy.check_url(),
        *secrecy.check_way_out(),
        *money.check_guard(),
        *secrecy.check_webhooks(),
        *money.check_limits(),
        *money.check_waiting(),
        *money.check_retention(),
        *staff.check_staff_language(),
        *staff.check_dashboard(),
        *staff.check_mail(),
        *staff.check_switches(),
    ]


@register("saleor_brandpay", Tags.database)
def check_installation(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Where checks may ask the database: `check --database default`, and `migrate`."""
    from ..core.installation import database, frozen, moved, words  # noqa: PLC0415 - models

    if not databases:
        return []
    try:
        rows = frozen.survey()
        held = {row: frozen.why_frozen(row, rows) for row in rows}
        here = [row for row, why in held.items() if why is None]
        text = words.english(why) if rows and not here and (why := held[rows[-1]]) else ""
        if here and moved.waits_for_a_word():
            text = words.another_database(here[-1], database.identity())
    except DatabaseError:
        return []  # our tables are not there yet
    return [Warning(text, id="saleor_brandpay.W003")] if text else []
