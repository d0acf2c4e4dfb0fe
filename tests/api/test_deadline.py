from __future__ import annotations

from saleor_brandpay.api import Deadline
from saleor_brandpay.clock import FrozenClock


def test_remaining_counts_down_to_zero(frozen: FrozenClock):
    deadline = Deadline.after(10)
    frozen.advance(4)
    assert deadline.remaining() == 6
    assert not deadline.expired
    frozen.advance(100)
    assert deadline.remaining() == 0
    assert deadline.expired


def test_within_takes_the_earlier_one(frozen: FrozenClock):
    deadline = Deadline.after(10)
    assert deadline.within(2) == Deadline.after(2)
    frozen.advance(9)
    assert deadline.within(2) == deadline
