"""A voucher with one use left stays with the buyer whose payment is being checked (M6).

This is why an unknown outcome is an error in the Payments API and not "to confirm", for which
Saleor gives the use away again: the next buyer has it, and a payment that was taken no order.
"""

import pytest

from .helpers import paid_order
from .hooks import no_answers, sweep
from .storefront import PROMO

pytestmark = pytest.mark.usefixtures("brandpay")

CREATE = """mutation($input: VoucherInput!) {
  voucherCreate(input: $input) { voucher { id } errors { field code message } } }"""
LISTING = """mutation($id: ID!, $input: VoucherChannelListingInput!) {
  voucherChannelListingUpdate(id: $id, input: $input) { errors { field code message } } }"""


@pytest.fixture
def last_use(shop, staff) -> str:
    """The code of a voucher for 1,000 won off that one buyer can use."""
    data = {"code": "FIRST", "type": "ENTIRE_ORDER", "discountValueType": "FIXED", "usageLimit": 1}
    made = staff.api.mutate(CREATE, input=data)["voucher"]["id"]
    listing = {"addChannels": [{"channelId": shop.krw.id, "discountValue": 1000}]}
    staff.api.mutate(LISTING, id=made, input=listing)
    return data["code"]


def used(code: str) -> int:
    from saleor.discount.models import VoucherCode

    found: int = VoucherCode.objects.get(code=code).used
    return found


@pytest.fixture
def windows(member, guest, toss, last_use):
    """Two buyers with that voucher have been through the window; what each brings back."""

    def through(storefront):
        storefront.fill()
        storefront.api.mutate(PROMO, id=storefront.checkout, code=last_use)
        storefront.payment_create()
        return toss.buyer(storefront.complete().data)

    return through(member), through(guest)


def test_use_is_kept_while_the_payment_is_checked(member, guest, staff, toss, windows, last_use):
    paid, other = windows
    assert used(last_use) == 0
    no_answers(toss)
    assert member.complete(paid).is_checking
    assert used(last_use) == 1
    toss.mend()
    assert [error["code"] for error in guest.complete(other).errors] == ["VOUCHER_NOT_APPLICABLE"]
    paid_order(staff, toss, member.complete(paid), 14000)
    assert used(last_use) == 1


def test_worker_makes_the_order_with_the_kept_use(later, member, guest, staff, toss, windows):
    """The buyer does not come back, and nobody else has got his voucher meanwhile."""
    paid, other = windows
    no_answers(toss)
    assert member.complete(paid).is_checking
    toss.mend()
    assert guest.complete(other).errors
    later(300)
    sweep()
    paid_order(staff, toss, member.complete(paid), 14000)
