"""Test keys and live keys. The same tests as on a real Saleor."""

from tests.saleor.test_going_live import *  # noqa: F403
