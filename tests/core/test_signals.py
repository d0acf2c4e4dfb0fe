"""The shop's own code hears when a person has to look."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from saleor_brandpay import watch
from saleor_brandpay.signals import person_needed

SIGN = watch.PersonNeeded(code="payments_stuck", about="order-1", text="why")
Heard = list[dict[str, Any]]


@pytest.fixture
def heard() -> Iterator[Heard]:
    found: Heard = []

    def hear(sender: Any, **kwargs: Any) -> None:
        found.append({name: kwargs[name] for name in ("code", "about", "text")})

    person_needed.connect(hear, weak=False)
    yield found
    person_needed.disconnect(hear)


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_once_the_transaction_is_committed(heard: Heard) -> None:
    with transaction.atomic():
        watch.tell(SIGN)
        assert heard == []
    assert heard == [{"code": "payments_stuck", "about": "order-1", "text": "why"}]
    watch.tell(SIGN)
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_fails_stops_nothing(heard: Heard) -> None:
    def fail(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("of the shop")

    person_needed.connect(fail, weak=False)
    try:
        watch.tell(SIGN)
    finally:
        person_needed.disconnect(fail)
    assert len(heard) == 1


def test_a_listener_that_fails_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(sign: watch.Sign) -> None:
        raise RuntimeError("of ours")

    told: list[watch.Sign] = []
    monkeypatch.setattr(watch, "listeners", [fail, told.append])
    with caplog.at_level(logging.ERROR):
        watch.tell(SIGN)
    assert told == [SIGN]
    assert "PersonNeeded was not told" in caplog.text
