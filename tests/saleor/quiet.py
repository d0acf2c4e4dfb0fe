"""Changes to a cart by calls whose answers show no price: Saleor keeps the old total till then."""

from typing import Any

from .storefront import Storefront

_LINES_UPDATE = """mutation($id: ID!, $lines: [CheckoutLineUpdateInput!]!) {
  checkoutLinesUpdate(id: $id, lines: $lines) {
    checkout { id } errors { field code message } } }"""
_LINES_ADD = """mutation($id: ID!, $lines: [CheckoutLineInput!]!) {
  checkoutLinesAdd(id: $id, lines: $lines) {
    checkout { id } errors { field code message } } }"""
_PROMO_ADD = """mutation($id: ID!, $code: String!) {
  checkoutAddPromoCode(id: $id, promoCode: $code) {
    checkout { id } errors { field code message } } }"""
_PROMO_REMOVE = """mutation($id: ID!, $code: String!) {
  checkoutRemovePromoCode(id: $id, promoCode: $code) {
    checkout { id } errors { field code message } } }"""
_DELIVERY = """mutation($id: ID!, $method: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) {
    checkout { id } errors { field code message } } }"""
_SHIPPING_ADDRESS = """mutation($id: ID!, $address: AddressInput!) {
  checkoutShippingAddressUpdate(id: $id, shippingAddress: $address) {
    checkout { id } errors { field code message } } }"""
_VOUCHER = """mutation($input: VoucherInput!) {
  voucherCreate(input: $input) { voucher { id } errors { field code message } } }"""
_VOUCHER_LISTING = """mutation($id: ID!, $input: VoucherChannelListingInput!) {
  voucherChannelListingUpdate(id: $id, input: $input) { errors { field code message } } }"""


class Quiet:
    """One buyer's cart, changed without a look at its prices."""

    def __init__(self, storefront: Storefront) -> None:
        self.storefront = storefront

    def quantity(self, count: int, line: int = 0) -> None:
        lines = [{"lineId": self.storefront.lines[line], "quantity": count}]
        self._do(_LINES_UPDATE, lines=lines)

    def add(self, sku: str, count: int = 1) -> None:
        lines = [{"variantId": self.storefront.shop.variants[sku], "quantity": count}]
        self._do(_LINES_ADD, lines=lines)

    def promo(self, code: str) -> None:
        self._do(_PROMO_ADD, code=code)

    def no_promo(self, code: str) -> None:
        self._do(_PROMO_REMOVE, code=code)

    def delivery(self, method: str) -> None:
        self._do(_DELIVERY, method=method)

    def shipping_address(self, address: dict[str, Any]) -> None:
        self._do(_SHIPPING_ADDRESS, address=address)

    def _do(self, mutation: str, **variables: Any) -> None:
        self.storefront.api.mutate(mutation, id=self.storefront.checkout, **variables)


def voucher(storefront: Storefront, won: int, code: str = "SPRING") -> str:
    """The code of a voucher that takes so much off the whole cart."""
    staff, channel = storefront.shop.staff, storefront.channel.id
    data = {"type": "ENTIRE_ORDER", "discountValueType": "FIXED", "name": code, "addCodes": [code]}
    made = staff.mutate(_VOUCHER, input=data)["voucher"]["id"]
    listing = {"addChannels": [{"channelId": channel, "discountValue": won}]}
    staff.mutate(_VOUCHER_LISTING, id=made, input=listing)
    return code
