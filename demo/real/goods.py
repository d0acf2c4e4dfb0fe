"""The shop's goods and people, made through Saleor's GraphQL API as a merchant does."""

from __future__ import annotations

from typing import Any

from demo.shop import BUYER, CHANNEL, ShopError
from tests.saleor.graphql import Api
from tests.saleor.shop import PRODUCT_LISTING, VARIANT_CREATE, Shop

NAMES = {"cup": "찻잔 Cup", "saucer": "받침 Saucer"}
NO_MAIL = """mutation { shopSettingsUpdate(input: {enableAccountConfirmationByEmail: false}) {
  errors { field message } } }"""
REGISTER = """mutation($input: AccountRegisterInput!) {
  accountRegister(input: $input) { requiresConfirmation errors { field code message } } }"""


class CupShop(Shop):
    """The tests' shop, with names for people to read."""

    def create_variant(self, sku: str) -> str:
        stocks = [{"warehouse": self.warehouse, "quantity": 1000}]
        data: dict[str, Any] = {"product": self.product, "sku": sku, "name": NAMES[sku]}
        return self.create(VARIANT_CREATE, {**data, "attributes": [], "stocks": stocks})

    def list_for_visitors(self) -> None:
        """A product that is published is for sale, but `products` leaves it out till then."""
        listing = {"channelId": self.krw.id, "visibleInListings": True}
        self.staff.mutate(PRODUCT_LISTING, id=self.product, input={"updateChannels": [listing]})


def stock(url: str, token: str) -> str:
    """A won channel that ships within Korea, and a member; the channel's id. Raises ShopError."""
    staff = Api(url, token)
    try:
        shop = CupShop(staff)
        shop.list_for_visitors()
        staff.mutate(NO_MAIL)
        person = {**BUYER, "firstName": "길동", "lastName": "홍", "channel": CHANNEL}
        person["languageCode"] = "KO"
        Api(url).mutate(REGISTER, input=person)
    except AssertionError as error:
        reason = " ".join(str(error).split())
        raise ShopError(f"Saleor refused to set up the shop: {reason}") from error
    return str(shop.krw.id)
