"""Who asks for one of our pages: the token that the dashboard posts, and what Saleor knows now.

The token tells who it is and for which page it was made. It ends after five minutes, and the
dashboard posts the one that it has until it is reloaded: here it counts for a working day, and what
he may do is read anew each time.
"""

from __future__ import annotations

import datetime
import enum
import logging
from dataclasses import dataclass
from typing import Any

from graphql_relay import from_global_id
from saleor.account.models import User
from saleor.app import models as app_models
from saleor.app.models import App

from ...clock import now
from ...conf import conf
from ..ids import PLUGIN_ID
from .app_extensions import MOUNTS, Mount
from .apps import LOCAL

logger = logging.getLogger(__name__)

DAY = datetime.timedelta(hours=10)
"""How long the dashboard may be open before it has to be reloaded."""
_LONGEST = 20_000
"""Of a token: one of a person with every permission has some 2,500 characters."""
_GREATEST = 2**31 - 1
_REQUIRED = ("exp", "iat", "iss", "type", "owner", "app", "app_extension", "user_id", "token")


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffReader:
    """A member of the staff, as Saleor knows him at this moment."""

    user_pk: int
    permissions: frozenset[str]
    """Codenames, as in `manage_orders`."""
    channel_pks: frozenset[int] | None
    """None: he is not restricted to channels."""
    language: str
    """`ko`, `en` or `both`."""
    is_framed: bool = False
    """The page stands in the dashboard's frame, which opens no other page."""

    def may_see_channel(self, pk: int | None) -> bool:
        return self.channel_pks is None or pk in self.channel_pks


class Refusal(enum.Enum):
    NOBODY = "no token of this page's"
    EXPIRED = "expired"
    FORBIDDEN = "he may not, or no longer"


def read(token: str, page: str) -> StaffReader | Refusal:
    """Whoever holds the token, if he may see the page now."""
    claims = _claims(token)
    if isinstance(claims, Refusal):
        return claims
    mount = _mount_of(claims, page)
    user = _user(claims)
    if mount is None or user is None:
        return Refusal.NOBODY
    if not (user.is_active and user.is_staff):
        return Refusal.FORBIDDEN
    if user.jwt_token_key != claims["token"]:
        return Refusal.EXPIRED  # he has changed his password, or logged out everywhere
    permissions = frozenset(user.effective_permissions.values_list("codename", flat=True))
    if mount.permission not in permissions:
        return Refusal.FORBIDDEN
    return StaffReader(
        user_pk=user.pk,
        permissions=permissions,
        channel_pks=_channels(user),
        language=conf.staff_language,
        is_framed=mount.target == "widget",
    )


def _claims(token: str) -> dict[str, Any] | Refusal:
    import jwt  # noqa: PLC0415 - Saleor's own, which the mini host has not
    from saleor.core.jwt import JWT_THIRDPARTY_ACCESS_TYPE  # noqa: PLC0415 - from 3.22
    from saleor.core.jwt_manager import get_jwt_manager  # noqa: PLC0415

    if not 0 < len(token) <= _LONGEST:
        return Refusal.NOBODY
    manager = get_jwt_manager()
    try:
        # Saleor's own decode knows no token that has ended; from 3.23 on it cannot be asked to.
        claims: dict[str, Any] = jwt.decode(
            token,
            manager.get_public_key(),
            algorithms=["RS256"],
            options={"verify_aud": False, "verify_exp": False},
        )
        issuer = manager.get_issuer()
    except (jwt.PyJWTError, ValueError, TypeError):
        return Refusal.NOBODY
    known = isinstance(claims, dict) and all(claims.get(name) for name in _REQUIRED)
    # The issuer is the shop's address: a copy of it may hold the same key.
    if not known or claims["type"] != JWT_THIRDPARTY_ACCESS_TYPE or claims["iss"] != issuer:
        return Refusal.NOBODY
    made_at = claims["iat"]
    if not isinstance(made_at, (int, float)) or now().timestamp() - made_at > DAY.total_seconds():
        return Refusal.EXPIRED
    return claims


def _mount_of(claims: dict[str, Any], page: str) -> Mount | None:
    """The row of our App that the token was made for, if it is one of this page's."""
    pk, app_pk = pk_of(claims["app_extension"], "AppExtension"), pk_of(claims["app"], "App")
    if pk is None or app_pk is None:
        return None
    ours = App.objects.filter(
        pk=app_pk, identifier=PLUGIN_ID, type=LOCAL, is_active=True, removed_at__isnull=True
    )
    row = app_models.AppExtension.objects.filter(pk=pk, app__in=ours).first()
    for mount in MOUNTS:
        if row and (mount.mount, mount.target, mount.page) == (row.mount, row.target, page):
            return mount
    return None


def _user(claims: dict[str, Any]) -> User | None:
    pk = pk_of(claims["user_id"], "User")
    return None if pk is None else User.objects.filter(pk=pk).first()


def _channels(user: User) -> frozenset[int] | None:
    """As Saleor's mutations ask: one group that is not restricted lifts it, and no group is none.

    A superuser is in no need of groups.
    """
    if user.is_superuser:
        return None
    groups = list(user.groups.values_list("pk", "restricted_access_to_channels"))
    if any(not restricted for _, restricted in groups):
        return None
    pks = user.groups.filter(channels__isnull=False).values_list("channels", flat=True)
    return frozenset(pks)


def pk_of(global_id: object, kind: str) -> int | None:
    """The primary key in one of Saleor's ids; None for anything else."""
    text = text_of(global_id, kind)
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > 10:
        return None
    return pk if (pk := int(text)) <= _GREATEST else None


def text_of(global_id: object, kind: str) -> str | None:
    if not isinstance(global_id, str) or len(global_id) > 200:
        return None
    try:
        found, text = from_global_id(global_id)
    except (ValueError, TypeError):
        return None
    return str(text) if found == kind else None
