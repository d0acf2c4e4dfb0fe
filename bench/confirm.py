"""A confirm by our client beside a raw pooled POST, and Saleor's own HTTPClient likewise.

All to one server that answers after 10 ms. Saleor's runs with the newest checkout's Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests

from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from tests.runner import checkouts

from . import served
from .figures import Figure, Say, Taken, beside

ROOT = Path(__file__).parents[1]
DELAY = 0.01
RAW = "raw pooled POST"


def measure(options: Namespace, say: Say) -> Iterator[Figure]:
    ours, raw, saleors = Taken(), Taken(), Taken()
    count = options.confirms
    with served.sandbox() as sandbox, served.starlette(DELAY) as server:
        body = sandbox.authenticated("order-warm")
        server.post("/answer", sandbox.post(served.CONFIRM, body))
        client = BrandpayClient(Secret(served.SECRET_KEY), base_url=server.url)
        session = requests.Session()
        saleor = _Saleor(server.url, body)
        for number in range(options.rounds + 1):
            say(f"round {number}")
            calls: list[tuple[Taken, Callable[[str], object]]] = [
                (raw, lambda key: _post(session, server.url, body, key)),
                (ours, lambda key: _confirm(client, body, key)),
            ]
            for taken, call in calls:
                into = taken if number else Taken()  # the first round warms up
                with into.round():
                    for one in range(count):
                        call(f"{number}-{one}")
            if saleor.python and number:
                saleor.run(saleors, count)
    yield beside("confirm", "BrandpayClient.confirm", ours, RAW, raw, count=count)
    if saleors.wall:
        yield beside(
            "confirm", "Saleor's HTTPClient", saleors, RAW, raw, count=count, note=saleor.version
        )
    else:
        yield Figure(part="confirm", what="Saleor's HTTPClient", note=saleor.missing)


def _post(session: requests.Session, url: str, body: dict[str, Any], key: str) -> None:
    headers = served.HEADERS | {"Idempotency-Key": key}
    assert session.post(url + served.CONFIRM, json=body, headers=headers).json()["status"] == "DONE"


def _confirm(client: BrandpayClient, body: dict[str, Any], key: str) -> None:
    client.confirm(
        payment_key=body["paymentKey"],
        order_id=body["orderId"],
        amount=body["amount"],
        customer_key=body["customerKey"],
        idempotency_key=key,
        deadline=Deadline.after(10),
    )


class _Saleor:
    """Saleor's HTTPClient in a process of its own, which measures itself."""

    SCRIPT = """
import json, os, sys, time, django
django.setup()
from saleor.core.http_client import HTTPClient
url, count, body, headers = json.loads(sys.argv[1])
def post():
    answer = HTTPClient.send_request("POST", url, json=body, headers=headers)
    assert answer.json()["status"] == "DONE"
post()
began, cpu = time.perf_counter(), sum(os.times()[:2])
for _ in range(count):
    post()
print(json.dumps([time.perf_counter() - began, sum(os.times()[:2]) - cpu]))
"""

    def __init__(self, url: str, body: dict[str, Any]) -> None:
        self._url, self._body = url + served.CONFIRM, body
        found = [one for one in checkouts.find()[0] if one.python.exists()]
        self.python = found[-1].python if found else None
        self.path = found[-1].path if found else None
        self.version = f"Saleor {found[-1].version}" if found else ""
        self.missing = "no Saleor checkout here"

    def run(self, taken: Taken, count: int) -> None:
        asked = json.dumps([self._url, count, self._body, served.HEADERS])
        with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
            script.write(self.SCRIPT)
            script.flush()
            done = subprocess.run(
                [str(self.python), script.name, asked],
                cwd=self.path,
                env=os.environ
                | {
                    "PYTHONPATH": f"{self.path}{os.pathsep}{ROOT}",
                    "DJANGO_SETTINGS_MODULE": "saleor.tests.settings",
                    "SECRET_KEY": "of a measurement",
                    "HTTP_IP_FILTER_ENABLED": "False",
                },
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            self.python, self.missing = None, f"{self.version}: {lines[-1][:60] if lines else '?'}"
            return
        wall, cpu = json.loads(done.stdout.splitlines()[-1])
        taken.wall.append(wall)
        taken.cpu.append(cpu)
