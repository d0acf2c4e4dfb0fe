"""Money that was taken or given back is one INFO line, with fields."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from saleor_brandpay import watch
from saleor_brandpay.models import AttemptStatus
from tests.core.shop import Shop


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="saleor_brandpay.money")
    return caplog


def money(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "saleor_brandpay.money"]


@pytest.mark.django_db(transaction=True)
def test_a_payment_that_was_taken_is_told_once(shop: Shop, lines: pytest.LogCaptureFixture) -> None:
    attempt = shop.paid(shop.bill())
    assert attempt.status == AttemptStatus.APPROVED
    [line] = money(lines)
    assert line.levelno == logging.INFO
    assert f"won taken: order id {attempt.order_id}" in line.getMessage()
    assert line.toss_order_id == attempt.order_id  # type: ignore[attr-defined]
    assert line.toss_won == attempt.amount  # type: ignore[attr-defined]
    assert line.toss_trace_id  # type: ignore[attr-defined]
    assert attempt.payment_key not in line.getMessage()
    assert line.toss_payment_key == f"…{attempt.payment_key[-3:]}"  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_a_refund_is_told_once_however_often_it_is_asked_for(
    shop: Shop, lines: pytest.LogCaptureFixture
) -> None:
    attempt = shop.paid(shop.bill())
    lines.clear()
    for _ in range(2):
        shop.refund(attempt, 700)
    [line] = money(lines)
    assert f"700 won given back: order id {attempt.order_id}" in line.getMessage()
    assert attempt.payment_key not in line.getMessage()


@pytest.mark.django_db(transaction=True)
def test_an_unknown_outcome_is_told_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    signs: list[watch.Sign] = []
    monkeypatch.setattr(watch, "listeners", [signs.append])
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "http_500", times=None)
    shop.sandbox.fault("payment", "http_500", times=None)
    shop.refund(attempt, 700)
    told = [sign for sign in signs if isinstance(sign, watch.UnknownOutcome)]
    assert told == [watch.UnknownOutcome(what="refund")]
    calls = [sign for sign in signs if isinstance(sign, watch.TossCall)]
    assert calls[-1].endpoint == "GET /v1/payments/{paymentKey}"
    assert calls[-1].http_status == 500


def test_nothing_else_is_a_line_of_money(lines: pytest.LogCaptureFixture) -> None:
    watch.tell(watch.Compared(left=1))
    assert money(lines) == []


@pytest.mark.django_db(transaction=True)
def test_a_shops_own_fields_of_log_records_stop_no_payment(shop: Shop) -> None:
    usual = logging.getLogRecordFactory()

    def with_fields(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = usual(*args, **kwargs)
        for name in ("trace_id", "endpoint", "outcome", "order_id", "payment_key", "won"):
            setattr(record, name, "the shop's own")
        return record

    logging.setLogRecordFactory(with_fields)
    try:
        assert shop.paid(shop.bill()).status == AttemptStatus.APPROVED
    finally:
        logging.setLogRecordFactory(usual)
