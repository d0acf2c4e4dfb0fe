"""The mini host under test: with a second gateway, and one host that buyers may be sent to."""

from demo.host.settings import *  # noqa: F403
from demo.host.settings import DATABASES, PLUGINS

PLUGINS = ["tests.saleor.other_gateway.OtherGateway", *PLUGINS]
ALLOWED_CLIENT_HOSTS = ["shop.test"]

# Commits need not reach a disk: nothing here outlives the run. Each request is a thread of its own,
# and a new connection is a new process of PostgreSQL.
DATABASES["default"]["OPTIONS"] = {
    "options": "-c synchronous_commit=off",
    "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
}
