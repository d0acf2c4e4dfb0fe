"""Django for the mini host: what Saleor's settings say, as far as anybody here asks."""

from __future__ import annotations

import os
from importlib.metadata import entry_points

from . import database, saleor_package

saleor_package.install()

SECRET_KEY = os.environ.get("SECRET_KEY", "mini host, on this machine only")
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
ALLOWED_HOSTS = ["*"]
APPEND_SLASH = False
ROOT_URLCONF = "demo.host.urls"
AUTH_USER_MODEL = "mini_host.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = ["demo.host.cors.middleware"]
DATABASES = {"default": database.settings()}
# Commits need not reach a disk: nothing here outlives the server. Each request is a thread of its
# own, and a new connection is a new process of PostgreSQL.
DATABASES["default"]["OPTIONS"] = {
    "options": "-c synchronous_commit=off",
    "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
}

# As in Saleor: the name of an entry point is an app, its object is a plugin.
_PLUGINS = [*entry_points(group="saleor.plugins")]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "demo.host.apps.MiniHost",
    *(point.name for point in _PLUGINS),
]
PLUGINS = [
    "demo.host.webhook_plugin.WebhookPlugin",
    *(f"{point.module}.{point.attr}" for point in _PLUGINS),
]

# The passwords of this shop's people stand in demo/shop.py, for everybody: hashing them well is
# for nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Where a buyer may be sent, and where this host itself is found.
ALLOWED_CLIENT_HOSTS = os.environ.get("ALLOWED_CLIENT_HOSTS", "localhost,127.0.0.1").split(",")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000")

# As in a Saleor without a broker: a task runs at once, where it is asked for.
CELERY_BEAT_SCHEDULE: dict[str, object] = {}
