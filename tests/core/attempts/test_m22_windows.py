"""M22, M1: how many windows of one source there are, and which of them are read."""

import itertools
from typing import Any

import pytest

from saleor_brandpay.core.attempts import queries
from saleor_brandpay.models import Attempt, AttemptStatus, Customer

_PKS = itertools.count(1)


def attempts(*statuses: str, guest: bool = True) -> list[Attempt]:
    customer: Any = Customer(is_guest=guest)
    return [Attempt(pk=next(_PKS), status=status, customer=customer) for status in statuses]


@pytest.mark.parametrize(("windows", "gone"), [(0, 0), (9, 0), (10, 1), (14, 5)])
def test_oldest_windows_make_room_for_one_more(windows: int, gone: int) -> None:
    known = attempts(*["open"] * windows)
    assert queries.in_the_way(known) == known[:gone]


def test_only_what_nobody_has_begun_to_confirm_makes_room() -> None:
    assert queries.in_the_way(attempts(*["unknown", "approved", "superseded"] * 10)) == []


def test_windows_of_nobody_known_make_room_first() -> None:
    of_member = attempts("open", guest=False)
    of_strangers = attempts(*["open"] * 10)
    assert queries.in_the_way([*of_member, *of_strangers]) == of_strangers[:2]


def test_all_that_may_hold_money_is_read_however_much_it_is() -> None:
    known = attempts(*["unknown", "refunding", "approved", "open"] * 20)
    assert queries.others(known, known[0]) == known[1:]


def test_windows_and_the_newest_superseded_are_read_and_ten_at_most() -> None:
    given_up = attempts(*["superseded"] * 30)
    windows = attempts(*["open"] * 4)
    assert queries.others([*given_up, *windows], windows[-1]) == [*given_up[-7:], *windows[:-1]]
    closed = attempts(*["closed"] * 30)
    assert queries.others([*closed, *given_up]) == given_up[-queries.MAX_READS :]
    assert AttemptStatus.SUPERSEDED in queries.IDLE
