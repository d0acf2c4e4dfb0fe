"""What the Saleor of the demo is told through its environment, as in production."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from demo.shop import PAGES_ALLOWED, toss_at
from tests.runner.checkouts import Checkout
from tests.runner.commands import REPOSITORY

# Nothing else of the shell's: a broker or a cache meant for another Saleor would be used.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH")


@dataclass(frozen=True, kw_only=True)
class Addresses:
    shop: str
    sandbox: str
    database: str


def variables(checkout: Checkout, at: Addresses) -> dict[str, str]:
    """Without CELERY_BROKER_URL Saleor runs its tasks at once, without CACHE_URL it keeps its
    cache in memory: nothing but PostgreSQL is needed.
    """
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "PYTHONPATH": f"{REPOSITORY}:{checkout.path}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "DJANGO_SETTINGS_MODULE": "saleor.settings",
        "DEBUG": "False",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "RSA_PRIVATE_KEY": _rsa_key(),
        "DATABASE_URL": at.database,
        "PUBLIC_URL": at.shop,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        **PAGES_ALLOWED,
        "EMAIL_URL": "dummymail://",
        # A page of the demo may stay open for longer than Saleor's five minutes.
        "JWT_TTL_ACCESS": "1 day",
        **toss_at(at.sandbox),
    }


def _rsa_key() -> str:
    """Saleor signs its tokens with it and refuses to start without one."""
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
