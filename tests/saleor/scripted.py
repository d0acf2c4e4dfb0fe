"""A buyer before the scripted gateway: fixtures, and what a transaction says of itself."""

import pytest

from .scripted_gateway import IDENTIFIER, ScriptedRequests, ScriptedSessions
from .transacting import Transacting, events

PLACE = "tests.saleor.scripted_gateway"
SUCCESS = {"result": "CHARGE_SUCCESS", "pspReference": "key-1", "actions": ["REFUND", "SHOUT"]}
WAITING = {"result": "CHARGE_ACTION_REQUIRED", "data": {"window": 1}}


@pytest.fixture(name="app", autouse=True)
def scripted_app(settings, monkeypatch, shop):
    """The App row of the scripted gateway, whose plugins are asked after all others."""
    from saleor.app.models import App

    ours = [f"{PLACE}.ScriptedSessions", f"{PLACE}.ScriptedRequests"]
    settings.PLUGINS = [*settings.PLUGINS, *ours]
    monkeypatch.setattr(ScriptedSessions, "answer", SUCCESS)
    monkeypatch.setattr(ScriptedSessions, "calls", [])
    monkeypatch.setattr(ScriptedRequests, "answer", {})
    monkeypatch.setattr(ScriptedRequests, "takes_event", True)
    return App.objects.create(identifier=IDENTIFIER, name="Scripted", is_active=True)


@pytest.fixture(name="say")
def scripted_say(monkeypatch):
    """The next answers of a session."""

    def change(answer, **more):
        monkeypatch.setattr(ScriptedSessions, "answer", answer and {**answer, **more})

    return change


@pytest.fixture(name="refunding")
def scripted_refunding(monkeypatch):
    """The next answers to a refund."""

    def change(**answer):
        monkeypatch.setattr(ScriptedRequests, "answer", answer)

    return change


class Scripted(Transacting):
    def initialize(self, data=None, **how):
        return super().initialize(data or {}, **{"gateway": IDENTIFIER, **how})


@pytest.fixture(name="buying")
def scripted_buying(member):
    return Scripted(member.fill())


@pytest.fixture(name="ordered")
def scripted_ordered(buying):
    """Id of an order of 15,000 won, charged, and its transaction."""
    session = buying.initialize()
    return buying.complete().order["id"], session.transaction


def amounts(found):
    names = ("chargedAmount", "refundPendingAmount", "refundedAmount")
    return [int(found[name]["amount"]) for name in names]


def types(found):
    return [event["type"] for event in events(found)]
