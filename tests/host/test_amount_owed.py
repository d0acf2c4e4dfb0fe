"""What a source owes; the same tests as on a real Saleor."""

from tests.saleor.test_amount_owed import *  # noqa: F403
