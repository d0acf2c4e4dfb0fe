"""What Sentry and OpenTelemetry see of calls to Toss: the real SDKs, as a shop sets them up."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sentry_sdk
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.instrumentation.urllib3 import URLLib3Instrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sentry_sdk.envelope import Envelope
from sentry_sdk.scrubber import DEFAULT_DENYLIST, DEFAULT_PII_DENYLIST, EventScrubber
from sentry_sdk.transport import Transport as SentryTransport

from saleor_brandpay.api import BrandpayClient, BrandpayError, CustomerIdentity, Secret, Transport
from tests.api.conftest import soon
from tests.api.servers import Handler, answering, reply

KEY = Secret("live" + "_sk_CANARY1canary1CANARY1canary1")
PAYMENT_KEY = Secret("tgen_CANARY2canary2")
CUSTOMER = Secret("CANARY3canary3-4d0a-9a53-7f9f3f1f2c11")
TOKEN = Secret("CANARY4canary4CANARY4canary4")
CODE = Secret("CANARY5canary5")
METHOD = Secret("CANARY6canary6")
IDENTITY = CustomerIdentity(name="CANARY7")


class Kept(SentryTransport):
    """In place of Sentry's own server."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Any] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.items += [item.payload.json for item in envelope.items]


def payment(client: BrandpayClient) -> None:
    client.payment(PAYMENT_KEY.reveal(), deadline=soon())


def confirm(client: BrandpayClient) -> None:
    client.confirm(
        payment_key=PAYMENT_KEY.reveal(),
        order_id="order-1",
        amount=1,
        customer_key=CUSTOMER,
        idempotency_key="i",
        deadline=soon(),
    )


def cancel(client: BrandpayClient) -> None:
    client.cancel(PAYMENT_KEY.reveal(), reason="r", idempotency_key="c", deadline=soon())


def methods(client: BrandpayClient) -> None:
    client.methods(CUSTOMER, deadline=soon())


def terms(client: BrandpayClient) -> None:
    client.terms(CUSTOMER, "BILLING", deadline=soon())


def exchange(client: BrandpayClient) -> None:
    client.exchange_code(
        customer_key=CUSTOMER,
        code=CODE,
        customer_identity=IDENTITY,
        deadline=soon(),
    )


def remove(client: BrandpayClient) -> None:
    client.remove_card(METHOD, TOKEN, idempotency_key="r", deadline=soon())


CALLS = [payment, confirm, cancel, methods, terms, exchange, remove]
ANSWERS: dict[str, Handler] = {
    "done": answering(reply()),
    "refused": answering(reply({"code": "X", "message": "m"}, status=400)),
    "lost": lambda connection: connection.read(),
}
BASIC = base64.b64encode(f"{KEY.reveal()}:".encode()).decode()


def assert_nothing_secret(seen: str) -> None:
    at = [seen.find(canary) for canary in ("CANARY", "canary", BASIC[:20])]
    assert not [seen[max(index - 200, 0) : index + 60] for index in at if index >= 0]


@pytest.fixture(scope="module", params=[0.0, 1.0], ids=["errors", "traces"])
def watched(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """As Saleor's SENTRY_INIT, without and with tracing."""
    kept = Kept()
    sentry_sdk.init(
        "http://key@127.0.0.1:9/1",
        send_default_pii=False,
        event_scrubber=EventScrubber(
            denylist=[*DEFAULT_DENYLIST, "private_metadata"],
            pii_denylist=[*DEFAULT_PII_DENYLIST, "customer", "email"],
            recursive=True,
        ),
        traces_sample_rate=request.param,
        transport=kept,
    )
    yield kept
    sentry_sdk.init()


@pytest.fixture
def sentry(watched: Kept) -> Kept:
    watched.items.clear()
    return watched


@pytest.mark.parametrize("handler", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("call", CALLS)
def test_sentry_sees_no_key(
    serve: Callable[..., Any],
    sentry: Kept,
    call: Callable[[BrandpayClient], None],
    handler: Handler,
) -> None:
    client = BrandpayClient(KEY, base_url=serve(handler).url, transport=Transport())
    with sentry_sdk.isolation_scope(), sentry_sdk.start_transaction(name="checkoutComplete"):
        try:
            call(client)
            raise RuntimeError("of the shop")  # noqa: TRY301
        except (BrandpayError, RuntimeError) as error:
            sentry_sdk.capture_exception(error)
    seen = json.dumps(sentry.items, default=str)
    assert_nothing_secret(seen)
    assert '"vars"' in seen
    crumbs = [
        crumb for item in sentry.items for crumb in item.get("breadcrumbs", {}).get("values", [])
    ]
    assert [crumb["data"]["url"] for crumb in crumbs if crumb["category"] == "httplib"]


class Interrupt(BaseException):
    """As Celery's soft time limit, which may arrive anywhere."""


@pytest.mark.parametrize("call", CALLS)
def test_sentry_sees_no_key_in_the_frames_below_an_interrupt(
    serve: Callable[..., Any],
    sentry: Kept,
    monkeypatch: pytest.MonkeyPatch,
    call: Callable[[BrandpayClient], None],
) -> None:
    from saleor_brandpay.api import connection

    def interrupted(*args: object) -> None:
        raise Interrupt

    monkeypatch.setattr(connection._TimedReader, "readinto", interrupted)
    client = BrandpayClient(KEY, base_url=serve(answering(reply())).url, transport=Transport())
    with sentry_sdk.isolation_scope():
        try:
            call(client)
        except Interrupt as error:
            sentry_sdk.capture_exception(error)
    seen = json.dumps(sentry.items, default=str)
    assert "urlopen" in seen, "the frames of urllib3 are there"
    assert_nothing_secret(seen)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Both instrumentations, with every header captured."""
    for name in ("REQUEST", "RESPONSE"):
        monkeypatch.setenv(f"OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_{name}", ".*")
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentors = [RequestsInstrumentor(), URLLib3Instrumentor()]
    for one in instrumentors:
        one.instrument(tracer_provider=provider)
    yield exporter
    for one in instrumentors:
        one.uninstrument()


@pytest.mark.parametrize("handler", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("call", CALLS)
def test_opentelemetry_sees_no_key(
    serve: Callable[..., Any],
    spans: InMemorySpanExporter,
    call: Callable[[BrandpayClient], None],
    handler: Handler,
) -> None:
    server = serve(handler)
    client = BrandpayClient(KEY, base_url=server.url, transport=Transport())
    with contextlib.suppress(BrandpayError):
        call(client)
    finished = spans.get_finished_spans()
    assert len(finished) == 1, "urllib3's; no requests session is asked"
    assert_nothing_secret(finished[0].to_json())
    [request] = server.requests
    assert "hidden" not in request.headers["Authorization"], "Toss gets the true one"
    assert "%7B" not in request.path


def test_no_other_header_is_taken_for_the_credentials(serve: Callable[..., Any]) -> None:
    server = serve(answering(reply()))
    client = BrandpayClient(
        "test_sk_CANARY",
        base_url=server.url,
        transport=Transport(),
        test_code="Authorization: hidden",
    )
    payment(client)
    [request] = server.requests
    assert request.headers["TossPayments-Test-Code"] == "Authorization: hidden"
    assert request.headers["Authorization"].startswith("Basic ")
