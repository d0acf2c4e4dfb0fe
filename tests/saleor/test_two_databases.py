"""Production and a copy of it: two Saleors, two databases, two addresses, one Toss (M19).

The copy is made by `CREATE DATABASE … TEMPLATE` while the shop is in use; it has the shop's keys.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from . import database
from .backoffice import Backoffice
from .copies import LIVE_CLIENT, STAGING_CLIENT, STAGING_SECRET, command
from .graphql import Api
from .helpers import held, pay, refunded
from .reconciling import found
from .test_leaving import delete
from .transacting import Transacting
from .wallets import at_toss

pytest_plugins = ["tests.saleor.wallet_fixtures", "tests.saleor.copies"]
pytestmark = pytest.mark.usefixtures("live")


@dataclass
class Copied:
    """A database of its own; its processes are forked from the one loaded Saleor."""

    name: str
    workers: Any
    staff_token: str

    @contextmanager
    def serving(self, public_url: str | None = "own") -> Iterator[Any]:
        with self.workers.serving(None, database=self.name, public_url=public_url) as server:
            yield server

    def sweep(self, public_url: str | None = None) -> None:
        """Celery's worker, which has no PUBLIC_URL in its environment unless it is named."""
        done = self.workers.run(
            "tests.saleor.hooks:sweep", database=self.name, public_url=public_url
        )
        assert done.status == 0

    def say_moved(self, old: str, new: str, *words: str) -> bool:
        """Whether `brandpay_moved` took the operator's word."""
        done = self.workers.run(
            "tests.saleor.test_two_databases:say_moved",
            old.removeprefix("http://"),
            *words,
            database=self.name,
            public_url=new,
        )
        return bool(done.status == 0)

    def ask(self, query: str, *values: Any) -> Any:
        with database.connect(self.name) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str) -> None:
        with database.connect(self.name) as connection:
            connection.execute(statement)


@pytest.fixture
def copy(_shop, workers, staff) -> Iterator[Callable[[], Copied]]:
    """Copies the shop's database as it is now."""
    made: list[str] = []
    states = _shop[1]

    def make() -> Copied:
        here = connections["default"].settings_dict["NAME"]
        run, _, process = here.rpartition("_")
        name = f"{run}_copy{len(made)}_{process}"
        connections.close_all()
        states._connection.close()
        try:
            with database.connect() as server:
                # Nobody else may be connected to a database that is copied.
                server.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
                    [here],
                )
                server.execute(
                    sql.SQL("create database {} template {}").format(
                        sql.Identifier(name), sql.Identifier(here)
                    )
                )
                made.append(name)
        finally:
            states._connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
            for kept in states._kept.values():
                kept.connection = states._connection
        return Copied(name, workers, staff.api.token)

    yield make
    for name in made:
        database.drop(name)


@pytest.mark.parametrize("api", ["payments", "transactions"])
@pytest.mark.parametrize("keys", ["the shop's", "test keys"])
@pytest.mark.parametrize("serves", ["at its own address", "without PUBLIC_URL", "not at all"])
def test_copy_beside_the_shop(api, keys, serves, member, staff, toss, copy, later, saleor):
    """Copied while a buyer stands in the window; then the shop makes the order."""
    tx = Transacting(member.fill())
    if api == "payments":
        data = member.payment_create().complete().data
        copied = copy()
        assert member.complete(toss.buyer(data)).order
    else:
        session = tx.initialize()
        copied = copy()
        tx.process(session, toss.buyer(session.data))
        assert tx.complete().order
    money = held(toss)
    # Nothing that Toss took can be booked there: a worker of the shop would give it back.
    copied.change("update payment_payment set is_active = false")
    copied.change("update payment_transactionitem set checkout_id = null")
    toss.forget_requests()
    if serves != "not at all":
        # A developer's `runserver` has the site's domain for an address.
        own = "own" if serves == "at its own address" else None
        with copied.serving(own) as server:
            office = Backoffice(Api(server.url, copied.staff_token))
            office.settings("krw")
            if keys == "test keys":
                told = office.configure(
                    member.channel.id, client_key=STAGING_CLIENT, secret_key=STAGING_SECRET
                )
                assert not told
            later(3600)
            copied.sweep()
            later(3600)
            copied.sweep(server.url)
    else:
        later(3600)
        copied.sweep()
        later(3600)
    copied.sweep(saleor.url)  # a worker that was given the shop's own environment
    assert toss.calls() == []
    assert held(toss) == money
    assert refunded(toss) == []
    # The shop itself goes on.
    assert not staff.refund(staff.orders()[0]["id"], 1000) if api == "payments" else True


def test_copy_takes_payments_with_test_keys(member, buyer, staff, toss, copy, storefront_of):
    assert pay(member.fill(), toss).order
    copied = copy()
    toss.forget_requests()
    with copied.serving() as server:
        office = Backoffice(Api(server.url, copied.staff_token))
        there = storefront_of(buyer, url=server.url)
        refused = there.fill().payment_create().complete()
        assert refused.order is None
        assert not refused.data.get("payment")
        assert not office.configure(
            member.channel.id, client_key=STAGING_CLIENT, secret_key=STAGING_SECRET
        )
        answer = pay(there.fill(), toss)
        assert answer.order, answer
        assert not office.refund(answer.order["id"], 1000)
        copied.sweep()
    ids = copied.ask(
        "select i.number, m.client_key from saleor_brandpay_installation i"
        " join saleor_brandpay_merchant m on m.installation_id = i.number order by 1"
    )
    assert (1, LIVE_CLIENT) in ids
    assert (2, STAGING_CLIENT) in ids
    # Nothing of the copy is in the shop, which goes on.
    from saleor_brandpay.models import Installation

    assert Installation.objects.count() == 1
    assert pay(member.fill(), toss).order


def test_cleaned_copy_closes_no_wallet(key, staff, buyer, toss, copy, later):
    copied = copy()
    toss.forget_requests()
    with copied.serving() as server:
        delete(Backoffice(Api(server.url, copied.staff_token)), buyer)
        for _ in range(3):
            copied.sweep()
            copied.sweep(server.url)
            later(700)
    assert at_toss(toss, key)
    assert toss.calls() == []


def test_honest_move(member, staff, toss, copy, later, saleor):
    """The database goes to another server, the shop to another address, and a person says so."""
    order = pay(member.fill(), toss).order
    assert order
    copied = copy()
    with copied.serving() as server:
        office = Backoffice(Api(server.url, copied.staff_token))
        assert office.refund(order["id"], 1000)
        assert copied.say_moved(saleor.url, server.url)
        assert not office.refund(order["id"], 1000)
    assert refunded(toss) == [1000]


def test_word_in_a_copy_while_the_shop_goes_on(member, toss, copy, saleor):
    """Toss has payments of the shop that the copy knows nothing of: only --force passes that."""
    order = pay(member.fill(), toss).order
    assert order
    copied = copy()
    assert pay(member.fill(), toss).order
    with copied.serving() as server:
        office = Backoffice(Api(server.url, copied.staff_token))
        assert not copied.say_moved(saleor.url, server.url)
        assert office.refund(order["id"], 1000)
        assert refunded(toss) == []
        assert copied.say_moved(saleor.url, server.url, "--force")


def test_restored_from_a_template(member, buyer, staff, toss, copy, later, saleor, storefront_of):
    """The shop's own backup, at the shop's own address: what was paid since is told, and stays."""
    assert pay(member.fill(), toss).order
    copied = copy()
    assert pay(member.fill(), toss).order
    money = held(toss)
    # A restored database has the name of the one that it was made of.
    copied.change(
        "update saleor_brandpay_installation"
        f" set database = split_part(database, '/', 1) || '/{copied.name}'"
    )
    with copied.serving(saleor.url) as server:
        answer = pay(storefront_of(buyer, url=server.url).fill(), toss)
        assert answer.order
        later(3600)
        copied.sweep(saleor.url)
        told = copied.workers.run(
            "tests.saleor.test_two_databases:tell_of_lost",
            database=copied.name,
            public_url=saleor.url,
        )
        assert told.status == 0
    assert (held(toss), refunded(toss)) == (money + 15000, [])
    approved = "select count(*) from saleor_brandpay_attempt where status = 'approved'"
    assert copied.ask(approved) == [(2,)]


def tell_of_lost() -> None:
    status, told = command("brandpay_reconcile", "--heal", "--json")
    assert (status, found(json.loads(told))) == (1, [("lost", False)]), told


def say_moved(*words: str) -> None:
    from django.core.management import call_command

    call_command("brandpay_moved", *words, "--yes")
