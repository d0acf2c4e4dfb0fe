"""The mini host under test: with a second gateway, and one host that buyers may be sent to."""

from demo.host.settings import *  # noqa: F403
from demo.host.settings import PLUGINS

PLUGINS = ["tests.saleor.other_gateway.OtherGateway", *PLUGINS]
ALLOWED_CLIENT_HOSTS = ["shop.test"]
