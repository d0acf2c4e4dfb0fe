"""A booked approval as Toss and the shop show it."""

from __future__ import annotations

from dataclasses import dataclass

from ...api.client import BrandpayClient
from ...api.payment import Payment
from ...models import Attempt
from ..shop_records import Records
from .run import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    attempt: Attempt
    payment: Payment
    records: Records
    run: Run
    client: BrandpayClient
