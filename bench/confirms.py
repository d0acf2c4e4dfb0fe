"""Confirms per second of the sandbox, beside bare Starlette: `python -m bench.confirms 2000`.

Both are served by uvicorn in a process of their own and asked in turns, over one connection by one
client. Bare Starlette reads the request's JSON and answers a fixed payment: what is left is
the sandbox's own work.
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
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROUNDS = 5
CLIENT_KEY = "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"
SECRET_KEY = "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"  # of Toss's public documentation
CUSTOMER = "customer-1"
CONFIRM = "/v1/brandpay/payments/confirm"
BASIC = base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
HEADERS = {"Content-Type": "application/json", "Authorization": f"Basic {BASIC}"}
SANDBOX = "from brandpay_sandbox.cli import main; main()"


def main(confirms: int) -> None:
    each = max(confirms // ROUNDS, 1)
    with (
        served("-c", SANDBOX, "--quiet") as sandbox,
        served("-m", "bench.confirms", "bare") as bare,
    ):
        answer = sandbox.post(CONFIRM, sandbox.authenticated("order-warm"))
        bare.post("/answer", answer)
        bare.post(CONFIRM, {})
        for number in range(ROUNDS):
            bodies = [sandbox.authenticated(f"order-{number}-{one}") for one in range(each)]
            for server in (sandbox, bare):
                server.measure(bodies)
    print(f"{'':<16}{'confirms':>9}{'a second':>10}{'CPU each':>12}")
    for name, server in (("bare Starlette", bare), ("sandbox", sandbox)):
        count = each * ROUNDS
        print(f"{name:<16}{count:>9,}{count / server.seconds:>10,.0f}", end="")
        print(f"{server.cpu / count * 1e6:>9,.0f} µs")


class Server:
    def __init__(self, port: int, pid: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.pid = pid
        self.seconds = self.cpu = 0.0

    def post(self, path: str, body: Any, **headers: str) -> Any:
        self.connection.request("POST", path, json.dumps(body).encode(), HEADERS | headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return json.loads(text)

    def measure(self, bodies: list[dict[str, Any]]) -> None:
        began, cpu = time.perf_counter(), cpu_seconds(self.pid)
        for body in bodies:
            key = {"Idempotency-Key": body["orderId"]}
            assert self.post(CONFIRM, body, **key)["status"] == "DONE"
        self.seconds += time.perf_counter() - began
        self.cpu += cpu_seconds(self.pid) - cpu

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


def cpu_seconds(pid: int) -> float:
    """Of a process so far, by Linux's account."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bare(port: int) -> None:
    """Answers each confirm the payment that it was given."""
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
    if sys.argv[1:2] == ["bare"]:
        bare(int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 2000)
