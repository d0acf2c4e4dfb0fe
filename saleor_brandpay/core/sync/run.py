"""A worker's way through one attempt, and what it has seen at Toss on the way."""

from __future__ import annotations

from dataclasses import dataclass

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.payment import Payment
from ...models import Attempt
from ..attempts.seen_payment import SeenPayment
from ..shop import Shop


@dataclass(kw_only=True, slots=True)
class Run:
    shop: Shop
    deadline: Deadline
    hint: str = ""
    """The key of a payment that somebody says was made under this order id."""
    seen: SeenPayment | None = None
    """None where something may have moved at Toss since."""

    def payment(self, attempt: Attempt, client: BrandpayClient) -> Payment:
        """An approval as Toss shows it; one that was read just now is not asked for again.

        Raises BrandpayError.
        """
        seen = self.seen
        if seen and seen.is_fresh and seen.payment.payment_key == attempt.payment_key:
            return seen.payment
        payment = client.payment(attempt.payment_key, deadline=self.deadline).value
        self.seen = SeenPayment(payment)
        return payment
