"""Django for a command in a shell of its own; the database is named by the test."""

import os

from tests.settings_static import *  # noqa: F403

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": os.environ["BRANDPAY_TESTS_HOST"],
        "PORT": os.environ["BRANDPAY_TESTS_PORT"],
    }
}
