"""Names in the payment window; the same tests as on a real Saleor."""

from tests.saleor.test_names import *  # noqa: F403
