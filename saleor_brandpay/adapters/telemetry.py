"""Spans and metrics through Saleor's own telemetry, which 3.21 and later have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from saleor.core.telemetry import (
    DEFAULT_DURATION_BUCKETS,
    MetricType,
    Scope,
    SpanKind,
    Unit,
    meter,
    tracer,
)

from .. import watch

_PREFIX = "saleor_brandpay"
_Attributes = dict[str, str | bool]
_Point = tuple[str, float, Unit, _Attributes]


def _metric(name: str, kind: MetricType, unit: Unit, text: str, **options: Any) -> str:
    return str(
        meter.create_metric(
            f"{_PREFIX}.{name}",
            type=kind,
            unit=unit,
            scope=Scope.SERVICE,
            description=text,
            **options,
        )
    )


_COUNTER, _HISTOGRAM = MetricType.COUNTER, MetricType.HISTOGRAM
_LAGS = {"bucket_boundaries": [0, 10, 60, 300, 600, 3600, 6 * 3600, 24 * 3600]}
_COUNTS = {"bucket_boundaries": [0, 1, 10, 100, 1000, 10_000]}

CALLS = _metric("toss.calls", _COUNTER, Unit.CALL, "Calls to Toss.")
DURATION = _metric(
    "toss.duration",
    _HISTOGRAM,
    Unit.SECOND,
    "How long calls to Toss took.",
    bucket_boundaries=DEFAULT_DURATION_BUCKETS,
)
BREAKER = _metric("breaker.changes", _COUNTER, Unit.COUNT, "The breaker opened or closed.")
UNKNOWN = _metric("unknown_outcomes", _COUNTER, Unit.COUNT, "Sent, and nobody knows the outcome.")
MONEY = _metric("money.movements", _COUNTER, Unit.COUNT, "Money was taken or given back.")
PERSON = _metric("person_needed", _COUNTER, Unit.COUNT, "A person has to look.")
EVENT_LAG = _metric("webhooks.lag", _HISTOGRAM, Unit.SECOND, "Age of the oldest due.", **_LAGS)
PAYMENT_LAG = _metric("payments.lag", _HISTOGRAM, Unit.SECOND, "Age of the oldest due.", **_LAGS)
PARKED = _metric("webhooks.parked", _HISTOGRAM, Unit.EVENT, "They wait for a person.", **_COUNTS)
LEFT = _metric("differences.left", _HISTOGRAM, Unit.COUNT, "Left by a comparison.", **_COUNTS)


def listen(sign: watch.Sign) -> None:
    for name, amount, unit, attributes in _points(sign):
        meter.record(name, amount, unit, attributes=attributes)


def _points(sign: watch.Sign) -> Iterator[_Point]:
    match sign:
        case watch.TossCall():
            attributes: _Attributes = {"endpoint": sign.endpoint, "outcome": sign.outcome}
            yield CALLS, 1, Unit.CALL, attributes
            yield DURATION, sign.seconds, Unit.SECOND, attributes
        case watch.Breaker():
            yield BREAKER, 1, Unit.COUNT, {"state": "open" if sign.is_open else "closed"}
        case watch.UnknownOutcome():
            yield UNKNOWN, 1, Unit.COUNT, {"what": sign.what}
        case watch.MoneyMoved():
            yield MONEY, 1, Unit.COUNT, {"what": sign.what}
        case watch.PersonNeeded():
            yield PERSON, 1, Unit.COUNT, {"code": sign.code}
        case watch.Backlog():
            yield EVENT_LAG, sign.event_lag, Unit.SECOND, {}
            yield PAYMENT_LAG, sign.payment_lag, Unit.SECOND, {}
            yield PARKED, sign.parked, Unit.EVENT, {}
        case watch.Compared():
            yield LEFT, sign.left, Unit.COUNT, {}


@contextmanager
def span(call: watch.TossCall) -> Iterator[None]:
    """What is measured inside of it (urllib3's own span) becomes its child."""
    with tracer.start_as_current_span(
        f"Toss {call.endpoint}", scope=Scope.SERVICE, kind=SpanKind.CLIENT
    ) as current:
        yield
        current.set_attribute("endpoint", call.endpoint)
        current.set_attribute("outcome", call.outcome)
        current.set_attribute("toss.trace_id", call.trace_id)
        if call.http_status is not None:
            current.set_attribute("http.response.status_code", call.http_status)
