"""A buyer of the load run: impatient, forgetful, and with more than one tab open."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .helpers import together, visit
from .storefront import Completion, Storefront
from .toss import Toss

ROUNDS = 12
"""Times that a buyer asks again before giving up for good."""
WAYS = {
    "plain": 6,
    "double click": 4,
    "reload": 3,
    "two tabs": 3,
    "two payments": 3,
    "return address": 4,
    "cart changed": 1,
    "closes the window": 2,
    "leaves after paying": 2,
    "leaves at the first trouble": 2,
}
DECLINED = ("cancel", "REJECT_CARD_COMPANY", "EXCEED_MAX_DAILY_PAYMENT_COUNT")


@dataclass
class Diary:
    """What buyers did and met."""

    ways: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    sdk: Counter[str] = field(default_factory=Counter)
    """The window could not call the redirect URL: Toss gave no token. The buyer tries again."""


class Gone(Exception):  # noqa: N818  (no error: a buyer who left)
    """The buyer has left, whatever became of the payment."""


@dataclass
class Buyer:
    storefront: Storefront
    toss: Toss
    chance: random.Random
    diary: Diary

    def shop(self) -> str | None:
        """One checkout, from the cart to whatever end; the id of its order."""
        way = self.chance.choices(list(WAYS), list(WAYS.values()))[0]
        self.diary.ways[way] += 1
        lines = {"cup": self.chance.randint(1, 3), "saucer": self.chance.randint(1, 2)}
        self.storefront.fill(lines).payment_create()
        try:
            answer = self._pay(way)
        except Gone:
            self.diary.ends["left"] += 1
            return None
        self.diary.ends["ordered" if answer.order else "gave up"] += 1
        return answer.order["id"] if answer.order else None

    def _pay(self, way: str) -> Completion:
        data = {"serverReturn": True} if way == "return address" else None
        answer = self._note(self.storefront.complete(data))
        for round_ in range(ROUNDS):
            if answer.order:
                return answer
            if answer.confirmation_needed:
                if way == "closes the window" and self.chance.random() < 0.5:
                    raise Gone
                answer = self._use_window(answer, way if round_ < 3 else "plain")
            elif way == "leaves at the first trouble" and answer.errors:
                raise Gone
            else:
                answer = self._ask_again()
        return answer

    def _use_window(self, answer: Completion, way: str) -> Completion:
        if self.chance.random() < 0.1:
            outcome = self.chance.choice(DECLINED)
            return self._return(self._window(answer.data, outcome))
        if way == "return address":
            return self._return_by_address(answer)
        if way == "cart changed":
            returned = self._window(answer.data)
            self.storefront.change(0, 4)
            refused = self._return(returned)
            if refused.order or not self._try_new_payment():
                return refused
            return self._note(self.storefront.complete())
        if way == "two tabs":
            first, second = self._window(answer.data), self._window(answer.data)
            return self._both(first, second)
        if way == "two payments" and self._try_new_payment():
            other = self._note(self.storefront.complete())
            if not other.confirmation_needed:
                return other
            return self._both(self._window(answer.data), self._window(other.data))
        returned = self._window(answer.data)
        if way == "leaves after paying":
            self._return(returned)
            raise Gone
        if way == "double click":
            return self._both(returned, returned)
        if way == "reload":
            return self._both(returned, None)
        return self._return(returned)

    def _window(self, data: dict[str, Any], outcome: str = "approve") -> Any:
        """The payment window, up to the return; None when its SDK could not finish."""
        for _ in range(5):
            answer = self.toss.use_window(data, outcome=outcome, method=self._method())
            if "error" not in answer:
                return self.toss.returned(answer)
            self.diary.sdk[answer["error"]["message"]] += 1
        return None

    def _method(self) -> str:
        return self.chance.choice(["card", "card", "account"])

    def _return(self, returned: Any) -> Completion:
        self._last = returned
        return self._note(self.storefront.complete(returned))

    def _both(self, first: Any, second: Any) -> Completion:
        self._last = first
        answers = together(
            lambda: self.storefront.complete(first), lambda: self.storefront.complete(second)
        )
        for answer in answers:
            self._note(answer)
        return next((answer for answer in answers if answer.order), answers[-1])

    def _return_by_address(self, answer: Completion) -> Completion:
        given = self.toss.use_window(answer.data, outcome="approve", method=self._method())
        if "error" in given:
            self.diary.sdk[given["error"]["message"]] += 1
            return self._note(self.storefront.complete())
        told = parse_qs(urlsplit(self._location(given["url"])).query)["status"][0]
        self.diary.told[f"return: {told}"] += 1
        return self._note(self.storefront.complete())

    def _location(self, url: str) -> str:
        """Where the return address sends the buyer on to; he reloads as often as he asks again."""
        for _ in range(self.storefront.api.TRIES - 1):
            with suppress(OSError, HTTPException, KeyError):
                return visit(url)[1]["location"]
        status, headers, _ = visit(url)
        assert status in (302, 303), f"HTTP {status} at the return address"
        return headers["location"]

    def _ask_again(self) -> Completion:
        what = self.chance.random()
        if what < 0.5 and getattr(self, "_last", None):
            return self._return(self._last)
        if what < 0.7:
            self._try_new_payment()
        return self._note(self.storefront.complete())

    def _try_new_payment(self) -> bool:
        """Whether there is a new Payment; Saleor refuses one while it completes the checkout."""
        made = self.storefront.try_payment_create()
        return not made["errors"]

    def _note(self, answer: Completion) -> Completion:
        for error in answer.errors:
            self.diary.told[str(error["code"])] += 1
        if answer.error:
            self.diary.told[answer.error["code"]] += 1
        return answer
