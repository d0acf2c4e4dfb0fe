"""The App row without which Saleor refuses the Transactions API before it asks any plugin.

Saleor looks for an App with the gateway's identifier that is active and not removed. Ours has no
tokens, permissions or webhooks: it stands for the plugin, which runs inside of Saleor.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, router, transaction
from django.utils import timezone
from saleor.app.models import App

from ...models import Merchant
from ..ids import PLUGIN_ID
from . import app_extensions
from .apps import LOCAL, present

logger = logging.getLogger(__name__)

IDENTIFIER = PLUGIN_ID
NAME = "브랜드페이 결제·환불 / Brandpay payments and refunds"
"""All that the dashboard shows of it: what is lost with it, and not the plugin's own name."""
ABOUT = (
    "토스페이먼츠 브랜드페이 결제입니다. 비활성화하거나 삭제하면 Transactions API로 새 결제와 "
    "환불을 할 수 없습니다. 다시 활성화하면 바로 돌아오고, 삭제했으면 브랜드페이 플러그인 설정을 "
    "활성 상태로 저장하면 다시 만들어집니다. 키와 설정은 그 플러그인에 있습니다. / Payments with "
    "Toss Payments Brandpay. While it is deactivated or deleted, the Transactions API takes no new "
    "payment and makes no refund. Activated again it works at once; once deleted it is made anew "
    "when the page of the Brandpay plugin is saved with Active ticked. Keys and settings are there."
)


class State(enum.Enum):
    ACTIVE = "active"
    DISABLED = "disabled"
    """Staff deactivated it: Saleor refuses payments, and refunds too."""
    REMOVED = "removed"
    """Staff deleted it; the next migration, a repair, or the page saved with Active on makes a
    new one."""
    MISSING = "missing"
    DOUBLE = "double"
    """Saleor takes the first active one of several."""


@dataclass(frozen=True, kw_only=True)
class Repaired:
    created: bool = False
    activated: bool = False
    removed: tuple[int, ...] = ()
    """Primary keys of doubles, now removed as staff remove an App."""

    def __bool__(self) -> bool:
        return self.created or self.activated or bool(self.removed)


def state(*, using: str = DEFAULT_DB_ALIAS) -> State:
    ours = App.objects.using(using).filter(identifier=IDENTIFIER)
    actives = list(ours.filter(removed_at__isnull=True).values_list("is_active", flat=True))
    if not actives:
        return State.REMOVED if ours.exists() else State.MISSING
    if not any(actives):
        return State.DISABLED
    return State.DOUBLE if len(actives) > 1 else State.ACTIVE


def ensure(
    *,
    using: str = DEFAULT_DB_ALIAS,
    model: Any = App,
    extensions: Any = None,
    may_move: bool | None = None,
) -> bool:
    """Make the row unless there is one that is not removed; whether one was made.

    One that staff deactivated stays so. `model` and `extensions` may be those of a migration's
    state. `may_move`: see `app_extensions.renew`, which keeps our pages in the dashboard.
    """
    with _alone(using):
        made = not present(using, model).exists()
        if made:
            _create(using, model)
        else:
            _renew(using, model)
        _try_pages(using, model, extensions, may_move)
    return made


def renew_pages() -> None:
    """Our pages in the dashboard as the settings say by now, where there is an App."""
    if app_extensions.exist():
        with _alone(DEFAULT_DB_ALIAS):
            _renew_pages(DEFAULT_DB_ALIAS, App, None, None)


def _try_pages(using: str, model: Any, extensions: Any, may_move: bool | None) -> None:
    """Payments need the App: a page that cannot be made takes it from nobody."""
    try:
        with transaction.atomic(using=using):
            _renew_pages(using, model, extensions, may_move)
    except Exception:
        logger.exception("the pages for staff were not made: brandpay_doctor tells of it")


def _renew_pages(using: str, model: Any, extensions: Any, may_move: bool | None) -> None:
    if may_move is None:
        may_move = app_extensions.knows_address()
    for app in present(using, model).filter(type=LOCAL):
        app_extensions.renew(app, using=using, of=extensions, may_move=may_move)


def repair(*, using: str = DEFAULT_DB_ALIAS) -> Repaired:
    """Leave exactly one row, and that one active: what an operator asked for in so many words.

    Of ours the one that Saleor uses is kept. A double is removed as the dashboard does it, so that
    what refers to it stays; one that somebody installed over HTTP is not ours and is left alone.
    """
    with _alone(using):
        repaired = _repair(using)
        _try_pages(using, App, None, None)
        return repaired


def _repair(using: str) -> Repaired:
    rows = list(present(using, App).select_for_update().order_by("-is_active", "name", "pk"))
    rows.sort(key=lambda row: row.type != LOCAL)
    if not rows:
        _create(using, App)
        return Repaired(created=True)
    kept, *others = rows
    doubles = sorted(row.pk for row in others if row.type == LOCAL)
    present(using, App).filter(pk__in=doubles).update(removed_at=timezone.now(), is_active=False)
    was_active = kept.is_active
    if not was_active:
        kept.is_active = True
        kept.save(using=using, update_fields=["is_active"])
    return Repaired(activated=not was_active, removed=tuple(doubles))


def remove() -> int:
    """Take ours away as the dashboard does it, so that what refers to them stays; how many."""
    app_extensions.remove()
    rows = present(DEFAULT_DB_ALIAS, App).filter(type=LOCAL)
    count: int = rows.update(removed_at=timezone.now(), is_active=False)
    return count


def make_after_migrate(apps: Any, *, using: str, verbosity: int) -> None:
    """Nothing where there is no table of Apps (yet); a failure does not end the migration."""
    try:
        model = apps.get_model(App._meta.label)
    except LookupError:
        return
    if not router.allow_migrate_model(using, model) or not _has_tables(using, model):
        return
    try:
        made = ensure(using=using, model=model, extensions=_extensions(apps))
    except DatabaseError:
        logger.exception("the App of Brandpay was not made: run manage.py brandpay_doctor --fix")
        return
    if made and verbosity >= 2:
        print(f"Created the App {NAME!r}")  # noqa: T201 - as Django's own handlers do


def _extensions(apps: Any) -> Any:
    try:
        return apps.get_model(App._meta.app_label, "AppExtension")
    except LookupError:  # the mini host
        return None


def _has_tables(using: str, model: Any) -> bool:
    """Saleor's and ours: after `migrate saleor_brandpay zero` no App is made for nothing."""
    tables = connections[using].introspection.table_names()
    return {model._meta.db_table, Merchant._meta.db_table} <= set(tables)


def _create(using: str, model: Any) -> None:
    model.objects.using(using).create(
        identifier=IDENTIFIER, name=NAME, type=LOCAL, is_active=True, about_app=ABOUT
    )


def _renew(using: str, model: Any) -> None:
    """What it says of itself; a name that staff gave it stays."""
    present(using, model).filter(type=LOCAL).exclude(about_app=ABOUT).update(about_app=ABOUT)


@contextmanager
def _alone(using: str) -> Iterator[None]:
    """Of hosts that migrate at once, one at a time: an App's identifier may stand there twice."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"app {IDENTIFIER}"])
        yield
