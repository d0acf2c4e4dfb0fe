"""What buyers, strangers and broken pages send: a clear error, and no money moved.

The same tests as on a real Saleor.
"""

from tests.saleor.test_bad_input import *  # noqa: F403
