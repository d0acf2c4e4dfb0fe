"""Encryption keys of a running shop. The same tests as on a real Saleor."""

from tests.saleor.test_keys import *  # noqa: F403
