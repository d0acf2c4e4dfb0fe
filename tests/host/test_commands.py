"""Commands at a shop's terminal: what they do to its rows, and what they say.

The same tests as on a real Saleor.
"""

from tests.saleor.test_commands import *  # noqa: F403
