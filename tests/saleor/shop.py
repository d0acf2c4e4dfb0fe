"""A small Korean shop, set up through Saleor's own GraphQL as a merchant would."""

from dataclasses import dataclass
from typing import Any

from .graphql import Api

GATEWAY = "tosspayments.brandpay"
RETURN_URL = "https://shop.test/pay/done?shop=1"
SHIPPING = 3000

ADDRESS = {
    "firstName": "길동",
    "lastName": "홍",
    "streetAddress1": "테헤란로 131",
    "city": "강남구",
    "countryArea": "서울특별시",
    "postalCode": "06133",
    "country": "KR",
    "phone": "+821012345678",
}

CHANNEL_CREATE = """mutation($input: ChannelCreateInput!) {
  channelCreate(input: $input) { channel { id slug } errors { field code message } } }"""
WAREHOUSE_CREATE = """mutation($input: WarehouseCreateInput!) {
  createWarehouse(input: $input) { warehouse { id } errors { field code message } } }"""
ZONE_CREATE = """mutation($input: ShippingZoneCreateInput!) {
  shippingZoneCreate(input: $input) { shippingZone { id } errors { field code message } } }"""
METHOD_CREATE = """mutation($input: ShippingPriceInput!) {
  shippingPriceCreate(input: $input) { shippingMethod { id } errors { field code message } } }"""
METHOD_LISTING = """mutation($id: ID!, $input: ShippingMethodChannelListingInput!) {
  shippingMethodChannelListingUpdate(id: $id, input: $input) { errors { field code message } } }"""
TYPE_CREATE = """mutation($input: ProductTypeInput!) {
  productTypeCreate(input: $input) { productType { id } errors { field code message } } }"""
CATEGORY_CREATE = """mutation($input: CategoryInput!) {
  categoryCreate(input: $input) { category { id } errors { field code message } } }"""
PRODUCT_CREATE = """mutation($input: ProductCreateInput!) {
  productCreate(input: $input) { product { id } errors { field code message } } }"""
PRODUCT_LISTING = """mutation($id: ID!, $input: ProductChannelListingUpdateInput!) {
  productChannelListingUpdate(id: $id, input: $input) { errors { field code message } } }"""
VARIANT_CREATE = """mutation($input: ProductVariantCreateInput!) {
  productVariantCreate(input: $input) { productVariant { id } errors { field code message } } }"""
VARIANT_LISTING = """mutation($id: ID!, $input: [ProductVariantChannelListingAddInput!]!) {
  productVariantChannelListingUpdate(id: $id, input: $input) { errors { field code message } } }"""
GIFT_CARD_CREATE = """mutation($input: GiftCardCreateInput!) {
  giftCardCreate(input: $input) { giftCard { id code } errors { field code message } } }"""
STOCK_UPDATE = """mutation($id: ID!, $stocks: [StockInput!]!) {
  productVariantStocksUpdate(variantId: $id, stocks: $stocks) { errors { field code message } } }"""


@dataclass(frozen=True, kw_only=True)
class Channel:
    id: str
    slug: str


class Shop:
    """What a merchant has before any plugin: a warehouse, goods, and channels to sell them in."""

    def __init__(self, staff: Api) -> None:
        self.staff = staff
        address = {key: ADDRESS[key] for key in ADDRESS.keys() - {"firstName", "lastName"}}
        self.warehouse = self.create(
            WAREHOUSE_CREATE, {"name": "서울 창고", "slug": "seoul", "address": address}
        )
        product_type = self.create(
            TYPE_CREATE, {"name": "일반", "slug": "plain", "isShippingRequired": True}
        )
        category = self.create(CATEGORY_CREATE, {"name": "찻잔", "slug": "cups"})
        self.product = self.create(
            PRODUCT_CREATE, {"name": "청자 찻잔", "productType": product_type, "category": category}
        )
        self.variants = {sku: self.create_variant(sku) for sku in ("cup", "saucer")}
        self.krw = self.open_channel("krw", prices={"cup": 12000, "saucer": 5000})

    def create(self, mutation: str, data: dict[str, Any]) -> str:
        payload = self.staff.mutate(mutation, input=data)
        (made,) = (value for key, value in payload.items() if key != "errors")
        return made["id"]

    def create_variant(self, sku: str) -> str:
        stocks = [{"warehouse": self.warehouse, "quantity": 100}]
        data = {"product": self.product, "sku": sku, "name": sku, "attributes": []}
        return self.create(VARIANT_CREATE, {**data, "stocks": stocks})

    def open_channel(
        self,
        slug: str,
        *,
        prices: dict[str, Any],
        currency: str = "KRW",
        country: str = "KR",
        shipping: Any = SHIPPING,
        allow_unpaid_orders: bool = False,
    ) -> Channel:
        """A channel that sells the variants named in `prices` and ships to its country."""
        channel = self.create(
            CHANNEL_CREATE,
            {
                "name": slug,
                "slug": slug,
                "currencyCode": currency,
                "defaultCountry": country,
                "isActive": True,
                "addWarehouses": [self.warehouse],
                "orderSettings": {"allowUnpaidOrders": allow_unpaid_orders},
            },
        )
        zone = self.create(
            ZONE_CREATE,
            {
                "name": slug,
                "countries": [country],
                "addChannels": [channel],
                "addWarehouses": [self.warehouse],
            },
        )
        method = self.create(METHOD_CREATE, {"name": "택배", "shippingZone": zone, "type": "PRICE"})
        listing = {"channelId": channel, "price": shipping}
        self.staff.mutate(METHOD_LISTING, id=method, input={"addChannels": [listing]})
        published = {"channelId": channel, "isPublished": True, "isAvailableForPurchase": True}
        self.staff.mutate(PRODUCT_LISTING, id=self.product, input={"updateChannels": [published]})
        for sku, price in prices.items():
            self.set_price(sku, price, channel)
        return Channel(id=channel, slug=slug)

    def set_price(self, sku: str, price: Any, channel: str | None = None) -> None:
        listing = {"channelId": channel or self.krw.id, "price": price}
        self.staff.mutate(VARIANT_LISTING, id=self.variants[sku], input=[listing])

    def gift_card(self, won: int, channel: str) -> str:
        """The code of a new gift card."""
        balance = {"amount": won, "currency": "KRW"}
        data = {"balance": balance, "channel": channel, "isActive": True}
        return self.staff.mutate(GIFT_CARD_CREATE, input=data)["giftCard"]["code"]

    def set_stock(self, sku: str, quantity: int) -> None:
        stocks = [{"warehouse": self.warehouse, "quantity": quantity}]
        self.staff.mutate(STOCK_UPDATE, id=self.variants[sku], stocks=stocks)
