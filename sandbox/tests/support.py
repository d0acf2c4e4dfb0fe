"""An HTTP client of the sandbox's API, and a shop that answers redirect URLs."""

import base64
import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from brandpay_sandbox.testing import RunningSandbox
from brandpay_sandbox.testing_answers import differences

CUSTOMER = "0b6d4f0e-6a0f-4d0a-9a53-7f9f3f1f2c11"
CONFIRM = "/v1/brandpay/payments/confirm"
METHODS = "/v1/brandpay/payments/methods"
TOKEN = "/v1/brandpay/authorizations/access-token"
RECEIPT = {
    "type": "소득공제",
    "registrationNumberType": "MOBILE",
    "registrationNumber": "01012345678",
}
"""A cash receipt as the SDK takes it."""


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        """Status and code."""
        return self.status, self.json["code"]

    @property
    def trace_id(self) -> str:
        return self.headers["x-tosspayments-trace-id"]


def basic(secret_key: str) -> str:
    return "Basic " + base64.b64encode(f"{secret_key}:".encode()).decode()


class Api:
    """Calls the API as a merchant's server does."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox = sandbox
        self.documented = True
        """Answers are as documented, unless the test bends them."""
        self.address = urlsplit(sandbox.url)

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=10)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        secret_key: str | None = None,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        connection: http.client.HTTPConnection | None = None,
    ) -> Reply:
        """One request; `key` is the Idempotency-Key, `token` makes it Bearer."""
        sent = {"Authorization": basic(secret_key or self.sandbox.secret_key)}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if key is not None:
            sent["Idempotency-Key"] = key
        if body is not None:
            sent["Content-Type"] = "application/json"
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        with_connection = connection or self.connection()
        try:
            with_connection.request(method, path, data, {**sent, **(headers or {})})
            response = with_connection.getresponse()
            reply = Reply(response.status, response.headers, response.read())
        finally:
            if connection is None:
                with_connection.close()
        if self.documented:
            assert not differences(method, path, reply.status, reply.body)
        return reply

    def get(self, path: str, **options: Any) -> Reply:
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Reply:
        return self.send("POST", path, body, **options)

    def authenticated(self, order_id: str = "order-0001", **options: Any) -> dict[str, Any]:
        """A payment whose buyer has authenticated; what its confirm must say."""
        return confirm_body(self.window(order_id, **options))

    def window(
        self, order_id: str = "order-0001", *, amount: int = 15000, **options: Any
    ) -> dict[str, str]:
        """Play the buyer; the query of the return URL."""
        options.setdefault("customer_key", CUSTOMER)
        extra = options.pop("payment", {})
        answer = self.sandbox.pay(payment(order_id, amount) | extra, **options)
        return query_of(answer["url"])

    def approved(self, order_id: str = "order-0001", **options: Any) -> dict[str, Any]:
        """A DONE payment."""
        reply = self.post(CONFIRM, self.authenticated(order_id, **options))
        assert reply.status == 200, reply.body
        return reply.json

    def token(self, customer_key: str = CUSTOMER) -> dict[str, Any]:
        """A customer's first token, by the server-only way: terms, code, exchange."""
        reply = self.post(TOKEN, code_body(self.code(customer_key), customer_key))
        assert reply.status == 200, reply.body
        return reply.json

    def code(self, customer_key: str = CUSTOMER) -> str:
        reply = self.post(
            "/v1/brandpay/terms/agree", {"customerKey": customer_key, "scope": ["REGISTER"]}
        )
        return reply.json["code"]

    def cancel(self, payment_key: str, key: str | None = None, **body: Any) -> Reply:
        body.setdefault("cancelReason", "changed mind")
        return self.post(f"/v1/payments/{payment_key}/cancel", body, key=key)

    def read(self, payment_key: str) -> dict[str, Any]:
        return self.get(f"/v1/payments/{payment_key}").json


def payment(order_id: str = "order-0001", amount: int = 15000) -> dict[str, Any]:
    """The argument of requestPayment."""
    return {
        "amount": {"currency": "KRW", "value": amount},
        "orderId": order_id,
        "orderName": "Mug and 1 more",
        "successUrl": "https://shop.example/ok",
        "failUrl": "https://shop.example/no",
    }


def confirm_body(query: dict[str, str], customer_key: str = CUSTOMER) -> dict[str, Any]:
    return {
        "paymentKey": query["paymentKey"],
        "orderId": query["orderId"],
        "amount": int(query["amount"]),
        "customerKey": customer_key,
    }


def code_body(code: str, customer_key: str = CUSTOMER) -> dict[str, Any]:
    return {"grantType": "AuthorizationCode", "customerKey": customer_key, "code": code}


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def later(call, *args, **options) -> tuple[threading.Thread, list[Reply]]:
    """Send in a thread; the reply is appended when it comes."""
    replies: list[Reply] = []
    thread = threading.Thread(target=lambda: replies.append(call(*args, **options)))
    thread.start()
    return thread, replies


def wait_for_requests(api: Api, count: int) -> None:
    """Return once the sandbox has received `count` requests."""
    end = time.monotonic() + 5
    while len(api.sandbox.requests()) < count:
        assert time.monotonic() < end
        time.sleep(0.005)


@dataclass
class Shop:
    """A redirect URL: what it was asked, and what it answers."""

    url: str = ""
    get_status: int = 204
    options_status: int = 204
    cors: str | None = "*"
    seen: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Method, path with query, Origin."""


@contextmanager
def running_shop() -> Iterator[Shop]:
    shop = Shop()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            shop.seen.append((self.command, self.path, self.headers["Origin"]))
            self.send_response(shop.get_status if self.command == "GET" else shop.options_status)
            if shop.cors is not None:
                self.send_header("Access-Control-Allow-Origin", shop.cors)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_OPTIONS = answer  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.url = f"http://127.0.0.1:{server.server_address[1]}/callback"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
