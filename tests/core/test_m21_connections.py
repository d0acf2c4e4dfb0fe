"""M21: while Toss is asked in a hook, only the writer's connection is held."""

import copy

import pytest
from django.db import connections, transaction

from saleor_brandpay.api import shared
from saleor_brandpay.api.asking import piece_of_work, worker


@pytest.fixture
def replica(django_db_setup, django_db_blocker):
    """Saleor's second way to the same database."""
    connections.settings["replica"] = copy.deepcopy(connections.settings["default"])
    with django_db_blocker.unblock():
        yield
        connections["replica"].close()
    del connections["replica"], connections.settings["replica"]


@pytest.fixture
def asked(replica):
    """What is held while Toss is asked, once both have been used."""

    def ask():
        for alias in ("default", "replica"):
            connections[alias].ensure_connection()
        with shared().gate.passing("/v1/payments/x"):
            return {
                alias
                for alias in ("default", "replica")
                if connections[alias].connection is not None
            }

    return ask


def test_a_hook_holds_the_writers_alone(asked):
    with piece_of_work():
        assert asked() == {"default"}


def test_an_open_transaction_is_kept(asked):
    with piece_of_work(), transaction.atomic(using="replica"):
        assert asked() == {"default", "replica"}


def test_workers_and_commands_keep_what_they_have(asked):
    with worker(), piece_of_work():
        assert asked() == {"default", "replica"}
    assert asked() == {"default", "replica"}
