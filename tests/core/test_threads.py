import threading

import pytest
from django.db import connection

from saleor_brandpay import threads


def test_each_is_done_once():
    done = [number for number, _ in threads.each(lambda item: (item, 1), range(100), 4)]
    assert sorted(done) == list(range(100))


def test_so_many_at_one_time():
    together = threading.Barrier(3, timeout=20)
    assert list(threads.each(lambda _: together.wait() >= 0, range(6), 3)) == [True] * 6


def test_none_of_nothing():
    assert list(threads.each(str, [], 2)) == []


def test_what_an_item_raises_comes_out():
    def broken():
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(threads.each(str, broken(), 2))


def test_who_stops_asking_stops_the_rest():
    before, begun = threading.active_count(), []
    results = threads.each(begun.append, iter(range(10**6)), 2)
    next(results)
    results.close()
    assert len(begun) < 10**6
    assert threading.active_count() == before


@pytest.mark.django_db(transaction=True)
def test_connections_are_closed():
    def ask(_):
        connection.ensure_connection()
        return connection.connection

    used = set(threads.each(ask, range(20), 2))
    assert connection.connection not in used
    assert all(one.closed for one in used)
