"""A worker's way through one attempt, and what it has seen at Toss on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.payment import Payment
from ...clock import monotonic
from ...models import Attempt
from ..confirm.read_back import FRESH
from ..shop import Shop


@dataclass(kw_only=True, slots=True)
class Run:
    shop: Shop
    deadline: Deadline
    hint: str = ""
    """The key of a payment that somebody says was made under this order id."""
    _seen: Payment | None = field(default=None, init=False)
    _seen_at: float = field(default=0.0, init=False)

    def see(self, payment: Payment | None) -> None:
        """Keep what was read just now."""
        self._seen, self._seen_at = payment, monotonic()

    def forget(self) -> None:
        """Something may have moved at Toss: what was seen before says nothing."""
        self._seen = None

    def payment(self, attempt: Attempt, client: BrandpayClient) -> Payment:
        """An approval as Toss shows it; one that was read just now is not asked for again.

        Whoever had to wait for one of the shop's locks meanwhile asks anew. Raises BrandpayError.
        """
        seen = self._seen
        if seen and seen.payment_key == attempt.payment_key and monotonic() - self._seen_at < FRESH:
            return seen
        payment = client.payment(attempt.payment_key, deadline=self.deadline).value
        self.see(payment)
        return payment
