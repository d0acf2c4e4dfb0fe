"""The mini host as in tests/host; SQL that waits for ever fails, commits need not reach a disk."""

from tests.host.host_settings import *  # noqa: F403
from tests.host.host_settings import DATABASES

DATABASES["default"]["OPTIONS"] = {
    "options": "-c statement_timeout=60000 -c synchronous_commit=off"
}
