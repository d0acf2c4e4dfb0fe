from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from saleor_brandpay import clock
from saleor_brandpay.clock import Clock, FrozenClock


def test_now_is_aware_and_utc():
    assert clock.now().tzinfo is UTC


def test_monotonic_never_runs_back():
    assert clock.monotonic() <= clock.monotonic()


def test_frozen_clock_stands_still():
    with clock.use(FrozenClock()):
        assert (clock.now(), clock.monotonic()) == (clock.now(), clock.monotonic())


def test_frozen_clock_moves_both_times():
    with clock.use(FrozenClock()) as frozen:
        now, seconds = clock.now(), clock.monotonic()
        frozen.advance(90)
        assert clock.now() == now + timedelta(seconds=90)
        assert clock.monotonic() == seconds + 90


def test_frozen_clock_starts_where_it_is_told():
    korea = timezone(timedelta(hours=9))
    at = datetime(2026, 1, 2, 3, tzinfo=korea)
    frozen = FrozenClock(at)
    assert frozen.now() == at
    assert frozen.now().tzinfo is UTC


def test_frozen_clock_refuses_a_naive_time():
    with pytest.raises(ValueError, match="aware"):
        FrozenClock(datetime(2026, 1, 2))  # noqa: DTZ001


def test_frozen_clock_is_never_put_back():
    with pytest.raises(ValueError, match="put back"):
        FrozenClock().advance(-1)


def test_use_gives_the_clock_back_after_an_error():
    before = clock.monotonic()
    with pytest.raises(RuntimeError), clock.use(FrozenClock()):
        raise RuntimeError
    assert clock.monotonic() >= before


def test_set_clock_returns_the_one_before():
    frozen, machine = FrozenClock(), Clock()
    before = clock.set_clock(frozen)
    assert clock.set_clock(machine) is frozen
    clock.set_clock(before)
