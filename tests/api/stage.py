"""Where scenarios are played for real: makes the codes and payments that they start from."""

from __future__ import annotations

import secrets
import uuid
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime
from typing import Literal

import requests

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay import clock
from saleor_brandpay.api import BrandpayClient, Deadline, Transport
from tests.api.scenarios import AMOUNT, RECORDED, Facts, Outcome, Scenario, Scene

Method = Literal["card", "account"]


class Stage(ABC):
    """A Toss, real or not, with one merchant's key pair."""

    def __init__(self, url: str, secret_key: str) -> None:
        self.url, self._secret_key = url, secret_key

    @abstractmethod
    def authenticate(self, facts: Facts, method: Method) -> str:
        """Have a buyer authenticate a payment in the window; its payment key."""

    def now(self) -> datetime:
        return clock.now()

    def prepare(self, scenario: Scenario) -> Facts:
        """The facts of a scenario, made new."""
        facts = Facts(
            customer_key=str(uuid.uuid4()),
            code="",
            access_token="",
            payment_key=f"unknown-{secrets.token_hex(8)}",
            order_id=f"cassette-{secrets.token_hex(8)}",
            around=self.now(),
        )
        need = scenario.need or ""
        if need not in {"", "code"}:
            method: Method = "account" if need.endswith("account") else "card"
            facts = replace(facts, payment_key=self.authenticate(facts, method))
        if need == "code" or need.startswith("token"):
            facts = replace(facts, code=self._code(facts.customer_key))
        if need.startswith("token"):
            granted = self._client(scenario).exchange_code(
                customer_key=facts.customer_key, code=facts.code, deadline=Deadline.after(60)
            )
            facts = replace(facts, access_token=granted.value.access_token.reveal())
        return facts

    def play(self, scenario: Scenario, facts: Facts) -> list[Outcome]:
        scene = Scene(self._client(scenario), facts)
        scenario.play(scene)
        return scene.outcomes

    def _client(self, scenario: Scenario) -> BrandpayClient:
        key = "test_sk_of_nobody_at_all" if scenario.needs_other_key else self._secret_key
        return BrandpayClient(key, base_url=self.url, transport=Transport(), **scenario.options)

    def _code(self, customer_key: str) -> str:
        """Agree to the terms on the server, as shops with their own pages do."""
        body = {"customerKey": customer_key, "scope": ["REGISTER", "CARD"]}
        with requests.Session() as session:
            session.trust_env = False
            session.auth = (self._secret_key, "")
            terms = session.get(f"{self.url}/v1/brandpay/terms", params=body, timeout=60)
            terms.raise_for_status()
            agreed = session.post(
                f"{self.url}/v1/brandpay/terms/agree",
                json={**body, "termsId": [term["id"] for term in terms.json()]},
                timeout=60,
            )
            agreed.raise_for_status()
            return str(agreed.json()["code"])


class SandboxStage(Stage):
    """The sandbox, emptied, at a fixed time; it plays the buyer itself."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        super().__init__(sandbox.url, sandbox.secret_key)
        self._sandbox = sandbox
        sandbox.reset()
        sandbox.set_clock(RECORDED, frozen=True)

    def now(self) -> datetime:
        return RECORDED

    def authenticate(self, facts: Facts, method: Method) -> str:
        payment = {
            "amount": {"currency": "KRW", "value": AMOUNT},
            "orderId": facts.order_id,
            "orderName": "머그컵 외 1건",
        }
        paid = self._sandbox.pay(payment, customer_key=facts.customer_key, method=method)
        return str(paid["result"]["paymentKey"])
