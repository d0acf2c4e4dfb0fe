"""The address from which Saleor makes its URLs, for the core's installation (M19)."""

from __future__ import annotations

from django.conf import settings
from saleor.core.utils import build_absolute_uri


def public_address(serves: bool) -> str | None:
    """Without PUBLIC_URL Saleor takes the site's domain from the database, which a copy shares.

    A worker may lack what the API's processes are given, so only these go by the domain.
    """
    if not (serves or getattr(settings, "PUBLIC_URL", None)):
        return None
    return str(build_absolute_uri("/"))
