"""Whoever only opens windows is locked out by nobody, himself or a stranger (M1, M22).

The same tests as on a real Saleor.
"""

from tests.saleor.test_many_windows import *  # noqa: F403
