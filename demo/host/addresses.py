"""URLs: the shop's own, and the hosts to which a buyer may be sent."""

from __future__ import annotations

from fnmatch import fnmatch
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ValidationError

from .conf import conf


def build_absolute_uri(location: str, domain: str | None = None) -> str:
    base = f"https://{domain}" if domain else conf.PUBLIC_URL
    return urljoin(base, location)


def validate_storefront_url(url: str) -> None:
    """Raises ValidationError unless the host is in ALLOWED_CLIENT_HOSTS."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError as error:
        raise ValidationError("The URL cannot be read.", code="invalid") from error
    allowed = conf.ALLOWED_CLIENT_HOSTS
    if not any(fnmatch(host, pattern.lower()) for pattern in allowed) or not host:
        raise ValidationError(f"{url} is not allowed: see ALLOWED_CLIENT_HOSTS.", code="invalid")
