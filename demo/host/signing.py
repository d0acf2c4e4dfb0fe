"""Access tokens are signed by this process, and good as long as it runs."""

from __future__ import annotations

from typing import Any

from django.core import signing

SALT = "mini host"


def create_access_token(holder: Any) -> str:
    """For a User or an App."""
    return signing.dumps([type(holder).__name__, holder.pk], salt=SALT)
