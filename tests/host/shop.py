"""The shop of `tests/saleor/shop.py`, put straight into the mini host's tables."""

from typing import Any

from demo.host.stocking import OpenChannel, Shelf
from tests.saleor.graphql import Api


class HostShop(Shelf):
    def __init__(self, staff: Api) -> None:
        super().__init__("청자 찻잔", "cup")
        self.staff = staff
        for sku in ("cup", "saucer"):
            self.add_variant(sku, sku)
        self.krw: OpenChannel = self.open_channel("krw", prices={"cup": 12000, "saucer": 5000})

    def set_price(self, sku: str, price: Any, channel: str | None = None) -> None:
        super().set_price(sku, price, channel or self.krw.id)
