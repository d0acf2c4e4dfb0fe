"""The rows of Toss's settlements (정산): what was sold, kept and paid out.

As the list of transactions, it has every payment of the MID, other systems' too: whatever a row
holds, it must not stand in the way of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from saleor_brandpay.api import fields

if TYPE_CHECKING:
    from datetime import date, datetime

DateType = Literal["soldDate", "paidOutDate"]
"""By which day the rows are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """One sale, or one refund of it with negative amounts. Amounts are won.

    Texts that a row lacks are empty; amounts that are no whole won, or of another currency, None.
    """

    m_id: str
    payment_key: str = field(repr=False)
    transaction_key: str
    order_id: str
    currency: str
    method: str | None
    amount: int | None
    fee: int | None
    """What Toss keeps, its VAT included."""
    vat: int | None
    """Of the fee."""
    supply_amount: int | None
    """The fee without its VAT."""
    interest_fee: int | None
    """What the merchant pays for instalments without interest."""
    pay_out_amount: int | None
    """What is paid to the merchant."""
    sold_date: date | None
    paid_out_date: date | None
    approved_at: datetime | None

    @property
    def is_in_won(self) -> bool:
        return self.currency in ("", "KRW")

    @classmethod
    def parse(cls, row: object) -> Settlement:
        """Whatever stands in the list.

        UNCERTAIN: `supplyAmount` or `suppliedAmount`.
        """
        data = row if isinstance(row, Mapping) else {}
        currency = fields.text(data, "currency")
        won = data if currency in ("", "KRW") else {}
        supply = fields.optional_number(won, "supplyAmount")
        return cls(
            m_id=fields.text(data, "mId"),
            payment_key=fields.text(data, "paymentKey"),
            transaction_key=fields.text(data, "transactionKey"),
            order_id=fields.text(data, "orderId"),
            currency=currency,
            method=fields.optional_text(data, "method"),
            amount=fields.optional_number(won, "amount"),
            fee=fields.optional_number(won, "fee"),
            vat=fields.optional_number(won, "vat"),
            supply_amount=(
                fields.optional_number(won, "suppliedAmount") if supply is None else supply
            ),
            interest_fee=fields.optional_number(won, "interestFee"),
            pay_out_amount=fields.optional_number(won, "payOutAmount"),
            sold_date=fields.day(data, "soldDate"),
            paid_out_date=fields.day(data, "paidOutDate"),
            approved_at=fields.moment(data, "approvedAt"),
        )


def settlements(rows: list[Any]) -> list[Settlement]:
    return [Settlement.parse(row) for row in rows]
