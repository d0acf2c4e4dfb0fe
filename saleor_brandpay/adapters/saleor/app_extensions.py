"""Our pages in the dashboard: rows of AppExtension on our App, from Saleor 3.22 on.

Saleor hands a token to staff who have the permission of a row; the dashboard posts it to the row's
address, which is one of ours.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import saleor.app.models
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.urls import reverse
from saleor.core.utils import build_absolute_uri
from saleor.permission.models import Permission

from ...conf import conf
from ...core.messages.staff import staff_text
from ..ids import COMPANION_ID
from .apps import LOCAL, present

LONGEST = 200
"""Of `AppExtension.url`."""
_METHOD = "http_target_method"
"""The column that 3.22 has brought; without it a page cannot be asked for by POST."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mount:
    """Where the dashboard shows one of our pages, and who may see it."""

    page: str
    """Its path below `staff/`."""
    mount: str
    target: str
    permission: str
    """Codename, as in `manage_orders`."""
    labels: tuple[str, str]


ORDER = Mount(
    page="order",
    mount="order_details_widgets",
    target="widget",
    permission="manage_orders",
    labels=("브랜드페이 결제", "Brandpay payment"),
)
ORDER_TAB = replace(
    ORDER, target="new_tab", labels=("브랜드페이 매출전표·현금영수증 열기", "Open receipts")
)
"""Its labels come after ORDER's by the alphabet: dashboards of 3.23.10 and later sort by them."""
CUSTOMER = Mount(
    page="customer",
    mount="customer_details_widgets",
    target="widget",
    permission="manage_users",
    labels=("브랜드페이 지갑", "Brandpay wallet"),
)
OVERVIEW = Mount(
    page="overview",
    mount="navigation_orders",
    target="new_tab",
    permission="manage_orders",
    labels=("브랜드페이 현황", "Brandpay overview"),
)
MOUNTS = (ORDER, ORDER_TAB, CUSTOMER, OVERVIEW)


class State(enum.Enum):
    FINE = "fine"
    OFF = "off"
    """By the setting, or because this Saleor has none."""
    MISSING = "missing"
    ELSEWHERE = "elsewhere"
    """They lead to another address than this shop's."""
    TOO_LONG = "too long"


def exist() -> bool:
    """Whether this Saleor's dashboard has a place for them."""
    return has_places(getattr(saleor.app.models, "AppExtension", None))


def has_places(model: Any) -> bool:
    return model is not None and any(one.name == _METHOD for one in model._meta.get_fields())


def address(page: str) -> str:
    base = reverse("plugins-global", kwargs={"plugin_id": COMPANION_ID})
    return f"{build_absolute_uri(base)}staff/{page}"


def renew(app: Any, *, using: str = DEFAULT_DB_ALIAS, of: Any = None, may_move: bool) -> None:
    """Leave one row for each page on our App, and no other; none when the setting is off.

    `of`: the model, as of a migration's state. `may_move`: whether this process knows the shop's
    address well enough to change one that is there.
    """
    model: Any = of or getattr(saleor.app.models, "AppExtension", None)
    if not has_places(model):
        return
    rows = model.objects.using(using).filter(app_id=app.pk).order_by("pk")
    rows = rows.prefetch_related("permissions")
    left = {(one.mount, one.target): one for one in rows} if _fits() and conf.staff_pages else {}
    rows.exclude(pk__in=[row.pk for row in left.values()]).delete()
    if not (conf.staff_pages and _fits()):
        return
    permissions = _permissions(using)
    for mount in MOUNTS:
        row = left.pop((mount.mount, mount.target), None)
        permission = permissions.get(mount.permission)
        if permission is not None:
            _write(model, app, mount, row, permission, using=using, may_move=may_move)
        elif row is not None:
            # Every member of the staff would be handed a token.
            row.delete()
    rows.filter(pk__in=[row.pk for row in left.values()]).delete()


def remove() -> None:
    if exist():
        _ours().delete()


def state() -> State:
    """Of an App that is there."""
    if not (exist() and conf.staff_pages):
        return State.OFF
    if not _fits():
        return State.TOO_LONG
    rows = {(row.mount, row.target): row.url for row in _ours()}
    found = [(rows.get((mount.mount, mount.target)), address(mount.page)) for mount in MOUNTS]
    if any(url is None for url, _ in found):
        return State.MISSING
    moved = knows_address() and any(url != wanted for url, wanted in found)
    return State.ELSEWHERE if moved else State.FINE


def knows_address() -> bool:
    """Whether this process has the shop's address as its operator has set it.

    Without PUBLIC_URL it is the domain in the database, which a worker may read otherwise.
    """
    return bool(getattr(settings, "PUBLIC_URL", None))


def _ours() -> Any:
    apps = present(DEFAULT_DB_ALIAS, saleor.app.models.App).filter(type=LOCAL)
    return saleor.app.models.AppExtension.objects.filter(app__in=apps)


def _fits() -> bool:
    return all(len(address(mount.page)) <= LONGEST for mount in MOUNTS)


def _write(
    model: Any, app: Any, mount: Mount, row: Any, permission: int, *, using: str, may_move: bool
) -> None:
    values = dict(_values(model, mount))
    if row is None:
        row = model.objects.using(using).create(app_id=app.pk, **values)
    else:
        if not may_move:
            del values["url"]
        if any(getattr(row, name) != value for name, value in values.items()):
            model.objects.using(using).filter(pk=row.pk).update(**values)
    if [one.pk for one in row.permissions.all()] != [permission]:
        row.permissions.set([permission])


def _permissions(using: str) -> dict[str, int]:
    """Primary keys, by codename."""
    named = {mount.permission for mount in MOUNTS}
    rows = Permission.objects.using(using).filter(codename__in=named)
    return dict(rows.values_list("codename", "pk"))


def _values(model: Any, mount: Mount) -> Iterator[tuple[str, Any]]:
    yield "label", staff_text(*mount.labels)
    yield "url", address(mount.page)
    yield "mount", mount.mount
    yield "target", mount.target
    yield _METHOD, "POST"
    names = {one.name for one in model._meta.get_fields()}
    if "settings" in names:
        name = "widgetTarget" if mount.target == "widget" else "newTabTarget"
        yield "settings", {name: {"method": "POST"}}
    if "identifier" in names:  # 3.23
        yield "identifier", f"{mount.mount}.{mount.target}"
