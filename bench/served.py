"""The sandbox and bare Starlette, each served by uvicorn in a process of its own.

Bare Starlette reads the request's JSON and answers a fixed payment, after as many milliseconds as
it is told: what the sandbox takes beyond that is its own work.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLIENT_KEY = "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"
SECRET_KEY = "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"  # of Toss's public documentation
CUSTOMER = "customer-1"
CONFIRM = "/v1/brandpay/payments/confirm"
BASIC = base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
HEADERS = {"Content-Type": "application/json", "Authorization": f"Basic {BASIC}"}
SANDBOX = "from brandpay_sandbox.cli import main; main()"


class Server:
    def __init__(self, port: int, pid: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.pid = pid

    def post(self, path: str, body: Any, **headers: str) -> Any:
        self.connection.request("POST", path, json.dumps(body).encode(), HEADERS | headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return json.loads(text)

    def cpu(self) -> float:
        """Seconds of its process so far, by Linux's account."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def confirm(self, body: dict[str, Any]) -> None:
        key = {"Idempotency-Key": body["orderId"]}
        assert self.post(CONFIRM, body, **key)["status"] == "DONE"

    def authenticated(self, order_id: str) -> dict[str, Any]:
        """The buyer pays in the window; what confirms it."""
        payment = {
            "orderId": order_id,
            "orderName": "Mug",
            "amount": {"currency": "KRW", "value": 15000},
            "successUrl": "https://shop.example/ok",
            "failUrl": "https://shop.example/no",
        }
        buyer = {"clientKey": CLIENT_KEY, "customerKey": CUSTOMER, "redirectUrl": None}
        url = self.post("/_sandbox/buyer/pay", buyer | {"payment": payment})["url"]
        (key,) = parse_qs(urlsplit(url).query)["paymentKey"]
        return {"paymentKey": key, "orderId": order_id, "amount": 15000, "customerKey": CUSTOMER}


def sandbox() -> AbstractContextManager[Server]:
    return served("-c", SANDBOX, "--quiet")


def starlette(delay: float = 0) -> AbstractContextManager[Server]:
    return served("-m", "bench.served", "--delay", str(delay))


@contextmanager
def served(*words: str) -> Iterator[Server]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, *words, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        server = Server(port, process.pid)
        with closing(server.connection):
            yield server
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("a server did not start")


def bare(port: int, delay: float) -> None:
    """Answers each confirm the payment that it was given, so many seconds later."""
    import asyncio

    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    answer: dict[str, Any] = {}

    async def take(request: Request) -> JSONResponse:
        answer.update(await request.json())
        return JSONResponse(answer)

    async def confirm(request: Request) -> JSONResponse:
        await request.json()
        if delay:
            await asyncio.sleep(delay)
        return JSONResponse(answer)

    routes = [Route("/answer", take, methods=["POST"]), Route(CONFIRM, confirm, methods=["POST"])]
    app = Starlette(routes=routes)
    uvicorn.run(
        app,
        port=port,
        loop="asyncio",
        http="h11",
        log_level="warning",
        access_log=False,
        timeout_keep_alive=60,
    )


if __name__ == "__main__":
    words = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    bare(int(words["--port"]), float(words["--delay"]))
