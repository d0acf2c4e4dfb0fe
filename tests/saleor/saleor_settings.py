"""Settings of the Saleor under test: Saleor's own test settings, with plugins as a shop has them.

Found by `DJANGO_SETTINGS_MODULE=tests.saleor.saleor_settings`, run from inside a Saleor checkout.
"""

import os
from datetime import timedelta
from importlib.util import find_spec

from saleor.tests.settings import *  # noqa: F403
from saleor.tests.settings import EXTERNAL_PLUGINS

WEBHOOK_PLUGIN = "saleor.plugins.webhook.plugin.WebhookPlugin"
OTHER_GATEWAY = "tests.saleor.other_gateway.OtherGateway"
OUR_PLUGINS = [
    path
    for path in EXTERNAL_PLUGINS
    if path.startswith("saleor_brandpay.") and find_spec(path.rpartition(".")[0])
]
PLUGINS = [WEBHOOK_PLUGIN, OTHER_GATEWAY, *OUR_PLUGINS]

# The live server sets PUBLIC_URL to the address that it listens on.
ALLOWED_HOSTS = ["*"]
ALLOWED_CLIENT_HOSTS = ["shop.test"]
DEFAULT_CHANNEL_SLUG = "krw"
# Saleor goes through the names of all countries, translated, each time that it checks an address.
USE_I18N = False
# Staff stay logged in for the whole run.
JWT_TTL_ACCESS = timedelta(days=1)

# Processes of a shop with a broker; without one Celery runs its tasks at once.
if broker := os.environ.get("BRANDPAY_TEST_BROKER"):
    CELERY_BROKER_URL = broker
    CELERY_TASK_ALWAYS_EAGER = False
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": os.environ.get("BRANDPAY_TEST_BROKER_PREFIX", "")
    }
