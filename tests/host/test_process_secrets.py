"""Secret keys of processes. The same tests as on a real Saleor."""

from tests.saleor.test_process_secrets import *  # noqa: F403
