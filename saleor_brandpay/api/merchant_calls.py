"""What a merchant asks about himself: promotions (section 4.5 of Toss's reference), settlements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saleor_brandpay.api.answer import Parser
from saleor_brandpay.api.promotions import BankPromotions, CardPromotions
from saleor_brandpay.api.settlement import settlements

if TYPE_CHECKING:
    from datetime import date

    from saleor_brandpay.api.answer import Answer
    from saleor_brandpay.api.caller import Caller
    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.api.settlement import DateType, Settlement

MOST_ROWS = 5000


class MerchantCalls:
    """The part of `BrandpayClient` that is about the merchant's contract.

    UNCERTAIN: where all promotions, not only Brandpay's, are (`/v1/promotions`).
    """

    _caller: Caller

    def card_promotions(self, *, deadline: Deadline) -> Answer[CardPromotions]:
        """Instant discounts, months without interest and points of card companies."""
        return self._caller.get("/v1/brandpay/promotions/card", _CARDS, deadline=deadline)

    def bank_promotions(self, *, deadline: Deadline) -> Answer[BankPromotions]:
        """Instant discounts of banks."""
        return self._caller.get("/v1/brandpay/promotions/bank", _BANKS, deadline=deadline)

    def settlements(
        self,
        *,
        start: date,
        end: date,
        date_type: DateType = "soldDate",
        page: int = 1,
        size: int | None = None,
        deadline: Deadline,
    ) -> Answer[list[Settlement]]:
        """A row for each sale and each refund, sold or paid out from `start` to `end` in Korea.

        `page` counts from 1, and has at most `size` rows (1 to 5000, by default 100). Toss has
        them for live keys only, and may take a minute.
        """
        if page < 1 or (size is not None and not 1 <= size <= MOST_ROWS):
            raise ValueError("page must be at least 1, and size 1 to 5000")
        query = {
            "startDate": f"{start:%Y-%m-%d}",
            "endDate": f"{end:%Y-%m-%d}",
            "dateType": date_type,
            "page": str(page),
        }
        if size is not None:
            query["size"] = str(size)
        return self._caller.get("/v1/settlements", _SETTLEMENTS, query=query, deadline=deadline)


_CARDS = Parser(CardPromotions.parse)
_BANKS = Parser(BankPromotions.parse)
_SETTLEMENTS = Parser(settlements, shape=list)
