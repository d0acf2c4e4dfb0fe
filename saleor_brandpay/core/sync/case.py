"""A booked approval as Toss and the shop show it."""

from __future__ import annotations

from dataclasses import dataclass

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.payment import Payment
from ...models import Attempt, PaymentReference
from ..shop import Shop
from ..shop_records import Records


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A booked approval as Toss and the shop show it."""

    attempt: Attempt
    reference: PaymentReference
    payment: Payment
    records: Records
    shop: Shop
    client: BrandpayClient
    deadline: Deadline
