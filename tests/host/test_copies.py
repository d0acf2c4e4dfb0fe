"""A copy of the shop's database moves no money; a shop that has moved goes on at a word (M19).

The same tests as on a real Saleor.
"""

from tests.saleor.test_copies import *  # noqa: F403
