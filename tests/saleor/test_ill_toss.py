"""Toss is ill while a crowd pays in a small shop: nobody else notices, nothing is lost (M21).

The crowd pays in a Saleor of its own, which shares thirty connections to PostgreSQL.
"""

import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

import psycopg
import pytest

from saleor_brandpay import clock

from .bouncer import MISSING, PROGRAM, bouncer, free_port
from .graphql import accepted
from .helpers import approved, captured, held, together
from .hooks import sweep
from .transacting import Transacting, order
from .versions import VERSION

pytestmark = [
    pytest.mark.usefixtures("webhooks"),
    pytest.mark.skipif(PROGRAM is None, reason=MISSING),
    pytest.mark.skipif(VERSION != (3, 22) and VERSION <= (3, 23), reason="on 3.22 and main"),
]

BUYERS = 24
CONNECTIONS = 30
DEADLINE = 6
TOTAL = 15000
NOISE = 1.0
"""Seconds that a request may take on a machine that is busy with other tests."""
TOLD = {"", "CHECKING", "REFUSED", "NOT_REACHED"}
"""What a buyer may be told; empty: he has paid."""


class Later(clock.Clock):
    """The machine's clock, two minutes on."""

    SECONDS = 120

    def now(self):
        return super().now() + timedelta(seconds=self.SECONDS)

    def monotonic(self):
        return super().monotonic() + self.SECONDS


@dataclass
class Crowd:
    """Half of them pay by the Payments API, half by the Transactions API."""

    url: str
    storefront_of: object
    buyers: list
    other: object
    answers: list = field(default_factory=list)
    seconds: float = 0
    others: list = field(default_factory=list)
    """Of each request of somebody else meanwhile: its HTTP status, and the seconds it took."""

    def pay(self):
        over = threading.Event()

        def run():
            began = time.monotonic()
            try:
                self.answers = together(*[lambda one=one: one.pay(self.url) for one in self.buyers])
            finally:
                self.seconds = time.monotonic() - began
                over.set()

        paying = threading.Thread(target=run)
        paying.start()
        while not over.is_set():
            began = time.monotonic()
            status, _ = self.other.api.post("query { me { id email } }")
            self.others.append((status, time.monotonic() - began))
        paying.join()
        return self

    @property
    def failed(self):
        return [status for status, _ in self.others if status != 200]

    @property
    def usual(self):
        return median(seconds for _, seconds in self.others)

    def codes(self):
        """What each buyer was told: a code of ours, or "" for who has paid."""
        pairs = zip(self.buyers, self.answers, strict=True)
        return [one.code(accepted(*answer)) for one, answer in pairs]


@dataclass
class Completing:
    storefront: object
    returned: dict

    def at(self, url):
        from copy import copy

        from .graphql import Api

        elsewhere = copy(self.storefront)
        elsewhere.api = Api(url, self.storefront.api.token)
        return elsewhere

    def pay(self, url):
        return self.at(url).try_complete(self.returned)

    def code(self, data):
        payload = data["checkoutComplete"]
        if payload["order"]:
            return ""
        (error,) = payload["errors"]
        # Only what is not known yet has a code in this API (M6); every answer ends alike.
        assert error["message"].endswith("두 번 결제되지 않습니다."), error
        return "CHECKING" if error["message"].startswith("CHECKING: ") else "REFUSED"

    def finish(self):
        return self.storefront.complete(self.returned).order


@dataclass
class Processing(Completing):
    session: object

    def pay(self, url):
        return Transacting(self.at(url)).try_process(self.session, self.returned)

    def code(self, data):
        payload = data["transactionProcess"]
        if payload["transactionEvent"]["type"] == "CHARGE_SUCCESS":
            return ""
        return payload["data"]["error"]["code"]

    def finish(self):
        buying = Transacting(self.storefront)
        answer = buying.process(self.session, self.returned)
        assert answer.type == "CHARGE_SUCCESS", answer
        return buying.complete().order


@pytest.fixture
def crowd_at(storefront_of, buyer, other_buyer, toss):
    """Buyers who come back from the window, each with a checkout of 15,000 won."""

    def completing():
        storefront = storefront_of(buyer).fill().payment_create()
        return Completing(storefront, toss.buyer(storefront.complete().data))

    def processing():
        storefront = storefront_of(buyer).fill()
        session = Transacting(storefront).initialize()
        return Processing(storefront, toss.buyer(session.data), session)

    def made(url, number=BUYERS, ways=(processing, completing)):
        buyers = [ways[n % len(ways)]() for n in range(number)]
        return Crowd(url, storefront_of, buyers, storefront_of(other_buyer, url=url))

    made.by_transactions = (processing,)
    return made


@pytest.fixture
def serving(workers):
    """A shop in a process of its own, with so many connections."""

    @contextmanager
    def serve(size=CONNECTIONS, mode="session", **settings):
        limits = {"BRANDPAY_DEADLINE": DEADLINE, **settings}
        with (
            bouncer(size, mode) as way,
            workers.serving(None, settings=limits, connection=way) as worker,
        ):
            yield worker.url

    return serve


@pytest.fixture
def usual(serving, crowd_at):
    """How long a request of somebody else takes while such a crowd pays at a Toss that is well."""
    with serving() as url:
        crowd = crowd_at(url).pay()
    assert crowd.failed == []
    assert crowd.codes() == [""] * BUYERS
    return crowd.usual


def mended_soon(toss):
    threading.Timer(3, toss.mend).start()


ILL = {
    "hangs": lambda toss: toss.fault("*", "hang", times=None),
    "acts and hangs": lambda toss: toss.fault("*", "hang_after", times=None),
    "answers a byte a second": lambda toss: toss.fault("*", "trickle", times=None),
    "429 for all": lambda toss: toss.fault("*", "http_429", times=None),
    "500 for all": lambda toss: toss.fault("*", "http_500", times=None),
    "acts and 500 for all": lambda toss: toss.fault("*", "http_500_after", times=None),
    "comes back": lambda toss: (toss.fault("*", "hang", times=None), mended_soon(toss)),
    "flaps": lambda toss: toss.fault("*", ["hang", "http_500"], times=None, probability=0.5),
    "refuses connections": lambda toss: None,
}


@pytest.mark.parametrize("illness", ILL)
def test_crowd(illness, usual, serving, crowd_at, staff, toss, figures):
    refused = f"http://127.0.0.1:{free_port()}"
    settings = {"BRANDPAY_API_URL": refused} if illness == "refuses connections" else {}
    before = held(toss), len(staff.orders())
    with serving(**settings) as url:
        crowd = crowd_at(url)
        ILL[illness](toss)
        crowd.pay()
    codes = crowd.codes()
    toss.mend()
    figures.say(
        f"Toss {illness}, {BUYERS} buyers, {CONNECTIONS} connections: {len(crowd.failed)} of "
        f"{len(crowd.others)} other requests failed, median {crowd.usual * 1000:.0f} ms "
        f"({usual * 1000:.0f} when Toss is well), slowest "
        f"{max(took for _, took in crowd.others):.2f} s; {codes.count('')} buyers paid, the last "
        f"was answered after {crowd.seconds:.1f} s: {sorted(set(codes))}"
    )
    assert crowd.failed == []
    assert crowd.usual < max(2 * usual, NOISE)
    assert set(codes) <= TOLD, codes
    everything_is_right(crowd, staff, toss, before)


def everything_is_right(crowd, staff, toss, before):
    """After one sweep, and once the buyers have asked again."""
    money, orders = before
    toss.advance(Later.SECONDS)
    with clock.use(Later()):
        sweep()
        finished = [one.finish() for one in crowd.buyers]
    assert all(finished), finished
    number = len(crowd.buyers)
    assert len({one["id"] for one in finished}) == number
    assert held(toss) - money == number * TOTAL
    assert len(staff.orders()) - orders == number
    assert len(approved(toss)) * TOTAL == held(toss)
    for one in finished:
        shown = order(staff, one["id"])
        assert captured(staff.order(one["id"])) + int(shown["totalCharged"]["amount"]) >= TOTAL


HELD = {"Payments API": {"idle in transaction": 1}, "Transactions API": {"idle": 1}}
"""Connections of one buyer who waits for Toss: the writer's, which Saleor has a transaction on in
the Payments API."""


BY = {"Payments API": Completing, "Transactions API": Processing}


@pytest.mark.parametrize("api", HELD)
def test_what_one_waiting_buyer_holds(api, workers, crowd_at, toss, figures):
    name = f"waiting-{api}".replace(" ", "-")
    way = {"OPTIONS": {"application_name": name}}
    with workers.serving(None, settings={"BRANDPAY_DEADLINE": DEADLINE}, connection=way) as worker:
        buyers = crowd_at(worker.url, 2).buyers
        (one,) = [one for one in buyers if type(one) is BY[api]]
        toss.fault("confirm", "hang", times=None)
        paying = threading.Thread(target=one.pay, args=(worker.url,))
        paying.start()
        while not toss.calls("confirm"):
            assert paying.is_alive()
        found = connections_of(name)
        toss.mend()
        paying.join()
    figures.say(f"a buyer who waits for Toss in the {api} holds {found}")
    assert found == HELD[api]


def connections_of(name):
    query = "select state, count(*) from pg_stat_activity where application_name = %s group by 1"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        return dict(connection.execute(query, [name]).fetchall())


def test_crowd_behind_pgbouncer_with_a_pool_of_five(serving, crowd_at, staff, toss, figures):
    """In transaction mode, by the Transactions API.

    Where Saleor completes a checkout it asks for a second connection inside of its transaction:
    there a pool of five stands still with a Toss that is well, for five buyers at one time.
    """
    before = held(toss), len(staff.orders())
    with serving(5, "transaction", BRANDPAY_BUYER_CALLS=2) as url:
        crowd = crowd_at(url, ways=crowd_at.by_transactions)
        toss.fault("*", "hang", times=None)
        crowd.pay()
    toss.mend()
    figures.say(
        f"Toss hangs behind PgBouncer, 5 connections: {len(crowd.failed)} of {len(crowd.others)} "
        f"other requests failed, median {crowd.usual * 1000:.0f} ms, "
        f"slowest {max(took for _, took in crowd.others):.2f} s"
    )
    assert crowd.failed == []
    assert crowd.usual < NOISE
    assert set(crowd.codes()) <= TOLD
    everything_is_right(crowd, staff, toss, before)


@pytest.mark.parametrize("kind", ["hang", "hang_after"])
def test_database_that_cuts_the_confirm(kind, workers, crowd_at, staff, toss):
    """The buyer reads Saleor's error, since its transaction is gone; the payment is not."""
    before = held(toss), len(staff.orders())
    way = {"OPTIONS": {"options": "-c idle_in_transaction_session_timeout=2000"}}
    with workers.serving(None, settings={"BRANDPAY_DEADLINE": DEADLINE}, connection=way) as worker:
        crowd = crowd_at(worker.url, 2)
        toss.fault("*", kind, times=None)
        crowd.pay()
    toss.mend()
    assert len(approved(toss)) == (2 if kind == "hang_after" else 0)
    everything_is_right(crowd, staff, toss, before)


@pytest.mark.skipif(VERSION > (3, 23), reason="Saleor asks its cache before it answers anybody")
def test_cache_that_is_down(workers, crowd_at, staff, toss):
    """Nothing is counted and nobody hears of a breaker; buyers pay."""
    before = held(toss), len(staff.orders())
    first = "tests.saleor.places:without_redis"
    with workers.serving(None, settings={"BRANDPAY_DEADLINE": DEADLINE}, first=first) as worker:
        crowd = crowd_at(worker.url, 4).pay()
    assert crowd.failed == []
    assert set(crowd.codes()) == {""}
    everything_is_right(crowd, staff, toss, before)
