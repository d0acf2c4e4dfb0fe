"""Record the cassettes again: `python -m tests.api.record [--real] [scenario ...]`.

Through a sandbox of its own, or with --real through the real API with a test key pair from
BRANDPAY_TEST_SECRET_KEY and BRANDPAY_TEST_CLIENT_KEY. Then what needs no payment window comes
first; for the rest a page with the real window is served on this machine, whose callback
(http://localhost:8095/callback) must be registered for the key, and the return URL is asked for.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import requests

from brandpay_sandbox.testing import running_sandbox
from saleor_brandpay.api import BrandpayError
from tests.api import window
from tests.api.scenarios import AMOUNT, SCENARIOS, Facts, Scenario
from tests.api.scrub import API, Scrubber, leaks
from tests.api.stage import Method, SandboxStage, Stage
from tests.api.tape import CASSETTES, tape

PORT = 8095
_KEY_PREFIXES = {"BRANDPAY_TEST_SECRET_KEY": "test_sk_", "BRANDPAY_TEST_CLIENT_KEY": "test_ck_"}

Ask = Callable[[str], str]


class RealStage(Stage):
    """The real API, with a person in front of the real window."""

    def __init__(
        self, secret_key: str, client_key: str, *, ask: Ask, url: str, port: int = PORT
    ) -> None:
        super().__init__(url, secret_key)
        self._client_key, self._ask, self._port = client_key, ask, port

    def authenticate(self, facts: Facts, method: Method) -> str:
        payment = {
            "amount": {"currency": "KRW", "value": AMOUNT},
            "orderId": facts.order_id,
            "orderName": "머그컵 외 1건",
        }
        origin = f"http://localhost:{self._port}"
        html = window.page(self._client_key, facts.customer_key, payment, method, origin)
        with window.serving(html, self._port):
            prompt = f"Open {origin}/ in a browser, pay with a {method}, paste the return URL: "
            while True:
                try:
                    return window.payment_key_in(self._ask(prompt), facts.order_id, AMOUNT)
                except ValueError as error:
                    print(f"{error}. Once more.")


def record(stage: Stage, name: str, scenario: Scenario, folder: Path) -> Path:
    """Play a scenario on `stage` and keep what was said, if nothing secret is left in it."""
    facts = stage.prepare(scenario)
    scrubber = Scrubber({stage.url: API, **facts.replacements()})
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary, f"{name}.yaml")
        with tape(path, record=True, scrubber=scrubber):
            stage.play(scenario, facts)
        text = path.read_text()
    if found := leaks(text):
        kinds = sorted({leak.partition(":")[0] for leak in found})
        raise SystemExit(f"{name}: not written, the recording still holds {', '.join(kinds)}")
    written = folder / f"{name}.yaml"
    written.write_text(text)
    return written


def real_stage(environment: Mapping[str, str], ask: Ask, url: str) -> RealStage:
    """Raises SystemExit without a test key pair: a live key never records anything."""
    keys = {}
    for name, prefix in _KEY_PREFIXES.items():
        keys[name] = environment.get(name, "")
        if not keys[name].startswith(prefix):
            raise SystemExit(f"{name} must be a key that begins with {prefix}")
    return RealStage(*keys.values(), ask=ask, url=url)


def needs_window(scenario: Scenario) -> bool:
    return scenario.need not in {None, "code"}


def main(
    arguments: list[str], environment: Mapping[str, str], ask: Ask = input, url: str = API
) -> None:
    """`url` is where the real API is."""
    parser = argparse.ArgumentParser(prog="python -m tests.api.record", description=__doc__)
    parser.add_argument("--real", action="store_true", help="record against the real API")
    parser.add_argument("scenario", nargs="*", help=", ".join(SCENARIOS))
    options = parser.parse_args(arguments)
    if unknown := set(options.scenario) - SCENARIOS.keys():
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    names = sorted(options.scenario or SCENARIOS, key=lambda name: needs_window(SCENARIOS[name]))
    CASSETTES.mkdir(exist_ok=True)
    if options.real:
        real = real_stage(environment, ask, url)
        for name in names:
            try:
                print(record(real, name, SCENARIOS[name], CASSETTES).name)
            except (BrandpayError, requests.RequestException) as error:
                print(f"{name}: not recorded, {error}")
        return
    with running_sandbox() as sandbox:
        for name in names:
            print(record(SandboxStage(sandbox), name, SCENARIOS[name], CASSETTES).name)


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
