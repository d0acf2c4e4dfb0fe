"""Spans and metrics in Saleor's own telemetry, which 3.21 and later have."""

import pytest

telemetry = pytest.importorskip(
    "saleor.core.telemetry", reason="Saleor 3.20 and the mini host have no telemetry"
)

from opentelemetry.sdk.metrics import MeterProvider  # noqa: E402
from opentelemetry.sdk.metrics.export import InMemoryMetricReader  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402
from opentelemetry.sdk.trace.export.in_memory_span_exporter import (  # noqa: E402
    InMemorySpanExporter,
)
from opentelemetry.trace import SpanKind  # noqa: E402

from saleor_brandpay import watch  # noqa: E402
from saleor_brandpay.adapters import telemetry as ours  # noqa: E402
from saleor_brandpay.api import BrandpayClient, Deadline, NotSent, Transport  # noqa: E402


@pytest.fixture
def spans(monkeypatch):
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    class Tracer(telemetry.Tracer):
        tracer_provider = provider

    monkeypatch.setattr(telemetry.tracer, "_tracer", None)
    telemetry.tracer.initialize(Tracer, "test")
    return exporter


@pytest.fixture
def metrics(monkeypatch):
    """The points by name, as often as it is called."""
    reader = InMemoryMetricReader()

    class Meter(telemetry.Meter):
        meter_provider = MeterProvider([reader])

    monkeypatch.setattr(telemetry.meter, "_meter", None)
    telemetry.meter.initialize(Meter, "test")

    def points():
        data = reader.get_metrics_data()
        return {
            metric.name.removeprefix("saleor_brandpay."): list(metric.data.data_points)
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name.startswith("saleor_brandpay.")
        }

    return points


@pytest.fixture
def listening(monkeypatch):
    monkeypatch.setattr(watch, "listeners", [ours.listen])
    monkeypatch.setattr(watch, "spans", [ours.span])


def test_a_call_is_a_span_and_two_metrics_without_keys(spans, metrics, listening):
    client = BrandpayClient("test_sk_CANARY", base_url="http://127.0.0.1:1", transport=Transport())
    with pytest.raises(NotSent):
        client.cancel(
            "CANARY-payment-key", reason="r", idempotency_key="i", deadline=Deadline.after(5)
        )
    [span] = spans.get_finished_spans()
    endpoint = "POST /v1/payments/{paymentKey}/cancel"
    assert (span.name, span.kind) == (f"Toss {endpoint}", SpanKind.CLIENT)
    assert span.attributes["endpoint"] == endpoint
    assert span.attributes["outcome"] == "NotSent"
    assert span.events == ()
    assert "CANARY" not in span.to_json()
    found = metrics()
    [calls], [duration] = found["toss.calls"], found["toss.duration"]
    assert dict(calls.attributes) == {"endpoint": endpoint, "outcome": "NotSent"}
    assert (calls.value, duration.count) == (1, 1)


def test_what_happens_becomes_metrics(metrics, listening):
    moved = {"won": 15000, "order_id": "order-1", "payment_key": "…abc", "trace_id": "t"}
    watch.tell(watch.MoneyMoved(what="taken", **moved))
    watch.tell(watch.MoneyMoved(what="given back", **moved))
    watch.tell(watch.UnknownOutcome(what="refund"))
    watch.tell(watch.Breaker(is_open=True))
    watch.tell(watch.Backlog(late=1, event_lag=70, payment_lag=0, parked=2))
    watch.tell(watch.Compared(left=3))
    watch.tell(watch.PersonNeeded(code="payments_stuck", about="order-1", text="why"))
    found = metrics()
    assert sorted(point.attributes["what"] for point in found["money.movements"]) == [
        "given back",
        "taken",
    ]
    assert dict(found["unknown_outcomes"][0].attributes) == {"what": "refund"}
    assert dict(found["breaker.changes"][0].attributes) == {"state": "open"}
    assert dict(found["person_needed"][0].attributes) == {"code": "payments_stuck"}
    sums = {
        name: found[name][0].sum
        for name in ("webhooks.lag", "payments.lag", "webhooks.parked", "differences.left")
    }
    assert sums == {
        "webhooks.lag": 70,
        "payments.lag": 0,
        "webhooks.parked": 2,
        "differences.left": 3,
    }


def test_nothing_is_measured_before_saleor_has_begun(monkeypatch, listening):
    monkeypatch.setattr(telemetry.tracer, "_tracer", None)
    monkeypatch.setattr(telemetry.meter, "_meter", None)
    with watch.calling("GET /v1/payments/{paymentKey}") as call:
        call.outcome = "ok"


def test_the_app_has_put_it_in():
    assert ours.listen in watch.listeners
    assert ours.span in watch.spans
