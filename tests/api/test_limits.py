"""M21: a Toss that hangs costs a process a few waiting calls, and what is refused is not sent."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from saleor_brandpay import clock
from saleor_brandpay.api import BrandpayClient, Limits, NoAnswer, NotSent, TossBusy, Transport
from saleor_brandpay.api.asking import piece_of_work, visitor, was_refused, worker
from saleor_brandpay.api.limits import Gate, State
from tests.api.conftest import SECRET_KEY, confirm, soon
from tests.api.servers import Connection, answering, reply


def limited(**limits: float) -> Gate:
    return Gate(lambda: Limits(**limits))  # type: ignore[arg-type]


def hang(gate: Gate) -> None:
    with gate.passing("/v1/payments/x") as passage:
        passage.hung = True


def answer(gate: Gate) -> None:
    with gate.passing("/v1/payments/x") as passage:
        passage.answered = True


def is_refused(gate: Gate) -> bool:
    try:
        answer(gate)
    except TossBusy:
        return True
    return False


def test_one_more_than_the_limit_is_not_sent():
    gate = limited(buyers=2)
    with gate.passing("/a"), gate.passing("/b"):
        assert (gate.state().buyers, is_refused(gate)) == (2, True)
    assert (gate.state().buyers, is_refused(gate), gate.state().refused) == (0, False, 1)


def test_buyers_and_workers_are_counted_apart():
    gate = limited(buyers=1, workers=1)
    with gate.passing("/buyer"):
        with worker():
            with gate.passing("/worker"):
                assert is_refused(gate)
            assert not is_refused(gate)
        assert is_refused(gate)


@pytest.mark.parametrize(("buyers", "visitors"), [(1, 1), (2, 1), (8, 4), (9, 4)])
def test_strangers_leave_half_of_it_to_buyers(buyers: int, visitors: int):
    gate = limited(buyers=buyers)
    with ExitStack() as waiting:
        for _ in range(visitors):
            with visitor():
                assert not is_refused(gate)
                waiting.enter_context(gate.passing("/callback"))
        with visitor():
            assert is_refused(gate)
        for _ in range(buyers - visitors):
            waiting.enter_context(gate.passing("/buyer"))
        assert (gate.state().buyers, is_refused(gate)) == (buyers, True)
    assert gate.state().buyers == 0


def test_no_limit():
    gate = limited(buyers=0)
    with gate.passing("/a"), gate.passing("/b"):
        assert not is_refused(gate)


def test_a_call_that_ends_in_an_error_gives_its_place_back():
    gate = limited(buyers=1)
    with pytest.raises(KeyboardInterrupt), gate.passing("/a"):
        raise KeyboardInterrupt
    assert not is_refused(gate)


def test_time_outs_in_a_row_open_the_breaker(frozen: clock.FrozenClock):
    gate = limited(timeouts=3, pause=5)
    for _ in range(2):
        hang(gate)
    answer(gate)
    for _ in range(2):
        hang(gate)
    assert not gate.refuses
    hang(gate)
    assert (gate.refuses, is_refused(gate), gate.state().is_open) == (True, True, True)


def test_after_the_pause_one_call_tries(frozen: clock.FrozenClock):
    gate = limited(timeouts=1, pause=5)
    hang(gate)
    frozen.advance(5)
    assert not gate.refuses
    with gate.passing("/the one"):
        assert (gate.refuses, is_refused(gate)) == (True, True)


def test_the_one_that_hangs_too_opens_it_again(frozen: clock.FrozenClock):
    gate = limited(timeouts=3, pause=5)
    for _ in range(3):
        hang(gate)
    frozen.advance(5)
    hang(gate)
    assert is_refused(gate)
    frozen.advance(5)
    assert not is_refused(gate)


def test_an_answer_closes_it(frozen: clock.FrozenClock):
    gate = limited(timeouts=2, pause=5)
    for _ in range(2):
        hang(gate)
    frozen.advance(5)
    answer(gate)
    hang(gate)
    assert not is_refused(gate)


def test_a_late_answer_closes_it_before_the_pause_is_over(frozen: clock.FrozenClock):
    gate = limited(timeouts=1, pause=5)
    with gate.passing("/slow") as slow:
        hang(gate)
        slow.answered = True
    assert not gate.refuses


@pytest.mark.parametrize("ends", ["killed", "refused by the network"])
def test_one_that_tries_and_learns_nothing_leaves_it_to_the_next(
    ends: str, frozen: clock.FrozenClock
):
    gate = limited(timeouts=1, pause=5)
    hang(gate)
    frozen.advance(5)
    with suppress(KeyboardInterrupt), gate.passing("/the one"):
        if ends == "killed":
            raise KeyboardInterrupt
    assert is_refused(gate)
    frozen.advance(5)
    assert not is_refused(gate)


def test_another_one_tries_while_the_first_still_hangs(frozen: clock.FrozenClock):
    """Toss has lost that one, and has come back meanwhile."""
    gate = limited(timeouts=1, pause=5)
    hang(gate)
    frozen.advance(5)
    with gate.passing("/lost"):
        frozen.advance(5)
        answer(gate)
        assert not is_refused(gate)


def test_a_worker_who_waits_long_and_alone_opens_it_sooner(frozen: clock.FrozenClock):
    gate = limited(timeouts=5, worker_timeouts=2, pause=5)
    for _ in range(2):
        hang(gate)
    assert not gate.refuses
    with worker():
        hang(gate)
    assert gate.refuses


def test_what_is_let_in_is_not_turned_away_in_the_middle():
    """A read-back after an answer that settles nothing, while others have come."""
    gate = limited(buyers=1)
    with piece_of_work():
        answer(gate)
        with ThreadPoolExecutor(1) as another:
            assert another.submit(is_refused, gate).result(5)
        with piece_of_work():
            assert not is_refused(gate)
        assert (is_refused(gate), was_refused(), gate.state().buyers) == (False, False, 1)
    assert gate.state().buyers == 0


def test_a_piece_of_work_knows_what_of_it_was_refused(frozen: clock.FrozenClock):
    gate = limited(timeouts=1, pause=5)
    hang(gate)
    assert not was_refused()
    with piece_of_work():
        assert (was_refused(), is_refused(gate), was_refused()) == (False, True, True)
    assert not was_refused()


def test_whoever_wants_to_know_is_told(frozen: clock.FrozenClock):
    told: list[tuple[bool, int]] = []

    def tell(state: State) -> None:
        told.append((state.is_open, state.timeouts))

    gate = limited(timeouts=2, pause=5)
    gate.changed = tell
    answer(gate)
    for _ in range(2):
        hang(gate)
    frozen.advance(5)
    hang(gate)
    frozen.advance(5)
    answer(gate)
    answer(gate)
    assert told == [(True, 2), (True, 3), (False, 0)]


def test_it_can_be_turned_off():
    gate = limited(timeouts=0)
    for _ in range(50):
        hang(gate)
    assert not is_refused(gate)


def test_what_changed_is_logged_once(frozen: clock.FrozenClock, caplog: pytest.LogCaptureFixture):
    gate = limited(timeouts=2, pause=5)
    for _ in range(2):
        hang(gate)
    is_refused(gate)
    frozen.advance(5)
    answer(gate)
    lines = [line.split(":")[0] for line in caplog.messages]
    assert lines == ["Toss hangs", "Toss answers again."]


def test_the_state_after_a_fork_is_the_childs_own():
    transport = Transport()
    with transport.gate.passing("/a"):
        transport._start()
        assert transport.gate.state().buyers == 0
    assert transport.gate.state().buyers == 0


def test_over_a_socket_what_is_refused_never_reaches_toss(serve, connect):
    transport = Transport(limits=lambda: Limits(timeouts=2, pause=60))
    server = serve(Connection.wait_for_the_end)
    client = connect(server, transport=transport)
    for _ in range(2):
        with pytest.raises(NoAnswer) as hung:
            confirm(client, deadline=soon(0.2))
        assert hung.value.timed_out
        assert hung.value.is_unknown
    before = transport.calls
    with pytest.raises(TossBusy) as refused:
        confirm(client)
    assert (transport.calls, refused.value.is_unknown, refused.value.timed_out) == (
        before,
        False,
        False,
    )


def test_a_handshake_that_hangs_counts(serve, connect):
    transport = Transport(limits=lambda: Limits(timeouts=1, pause=60))
    url = serve(Connection.wait_for_the_end).url.replace("http", "https")
    client = BrandpayClient(SECRET_KEY, base_url=url, transport=transport)
    with pytest.raises(NotSent):
        confirm(client, deadline=soon(0.2))
    with pytest.raises(TossBusy):
        confirm(client)


def test_errors_that_come_at_once_do_not_open_it(serve, connect):
    transport = Transport(limits=lambda: Limits(timeouts=1))
    client = connect(
        serve(answering(reply({"code": "X"}, status=500), reply())), transport=transport
    )
    with pytest.raises(Exception, match="HTTP 500"):
        confirm(client)
    confirm(client, idempotency_key="another")


def test_24_buyers_at_a_hanging_toss_wait_no_more_than_the_limit(serve, connect):
    waiting = threading.Semaphore(0)
    end = threading.Event()

    def hold(connection: Connection) -> None:
        connection.read()
        waiting.release()
        end.wait(10)

    transport = Transport(limits=lambda: Limits(buyers=8))
    client = connect(serve(hold), transport=transport)

    def pay(number: int) -> str:
        try:
            confirm(client, idempotency_key=f"k{number}", deadline=soon(8))
        except NotSent as error:
            return type(error).__name__
        except NoAnswer:
            return "waited"
        return "paid"

    with ThreadPoolExecutor(24) as threads:
        first = [threads.submit(pay, number) for number in range(8)]
        for _ in range(8):
            waiting.acquire(timeout=5)
        beyond = [threads.submit(pay, number).result(5) for number in range(8, 24)]
        end.set()
        assert beyond == ["TossBusy"] * 16
        assert {one.result() for one in first} == {"waited"}
