"""Test and live keys, for workers: a payment of the one pays for nothing in the other (M12)."""

from __future__ import annotations

from ...models import Attempt
from ..shop import Shop


def takes(attempt: Attempt, shop: Shop) -> bool:
    """Whether an approval that is not booked is of its channel's present environment."""
    return shop.is_test(attempt.channel_pk) in (None, attempt.merchant.is_test)


def is_worthless(attempt: Attempt, shop: Shop) -> bool:
    """Whether what is booked is a test payment in a channel that has gone live since.

    Not the other way round: real money that is booked stays, whatever keys staff save.
    """
    return attempt.merchant.is_test and shop.is_test(attempt.channel_pk) is False
