"""Who is handed which customer key (M11, M12)."""

import pytest

from .helpers import pay

pytestmark = pytest.mark.usefixtures("brandpay")


def key_of(storefront) -> str:
    return storefront.complete().data["customerKey"]


def test_same_user_twice_is_one_customer(member, toss):
    for _ in range(2):
        assert pay(member.fill(), toss).order
    (customer,) = toss.customers()
    assert len(customer["methods"]["cards"]) == 1


def test_two_users_never_share_one(member, storefront_of, other_buyer, toss):
    pay(member.fill(), toss)
    pay(storefront_of(other_buyer).fill(), toss)
    assert len({customer["customerKey"] for customer in toss.customers()}) == 2


def test_guests_get_a_new_key_each_time(guest):
    first = key_of(guest.fill().payment_create())
    assert key_of(guest.fill().payment_create()) != first


def test_stranger_with_a_checkouts_id(member, guest, storefront_of, other_buyer):
    own = key_of(member.fill().payment_create())
    for stranger in (guest, storefront_of(other_buyer)):
        member.fill().payment_create()
        stranger.checkout = member.checkout
        window = stranger.complete()
        assert window.confirmation_needed
        assert window.data["customerKey"] != own
    # The owner's key came to no harm.
    assert key_of(member.fill().payment_create()) == own


def test_stranger_after_the_owner_opened_the_window(member, guest):
    own = key_of(member.fill().payment_create())
    guest.checkout = member.checkout
    answer = guest.complete()
    assert answer.data.get("customerKey") != own


def test_owner_after_a_stranger_opened_the_window(member, guest, staff, toss):
    own = key_of(member.fill().payment_create())
    member.fill().payment_create()
    guest.checkout = member.checkout
    strangers = key_of(guest)
    window = member.complete()
    assert window.data["customerKey"] == own != strangers
    assert member.complete(toss.buyer(window.data)).order


def test_staff_get_no_customer_key_of_a_user(member, staff, saleor, shop):
    from .storefront import Storefront

    own = key_of(member.fill().payment_create())
    clerk = Storefront(staff.api, shop, shop.krw)
    clerk.checkout = member.checkout
    assert clerk.complete().data.get("customerKey") != own


def test_customer_keys_can_not_be_guessed(member, guest, buyer):
    keys = {key_of(member.fill().payment_create()), key_of(guest.fill().payment_create())}
    for key in keys:
        assert len(key) >= 32
        assert str(buyer.pk) != key
        assert buyer.email not in key


def test_other_channel_of_the_same_merchant_knows_the_customer(
    member, shop, storefront_of, buyer, brandpay
):
    from .toss import CLIENT_KEY, SECRET_KEY

    own = key_of(member.fill().payment_create())
    second = shop.open_channel("krw-two", prices={"cup": 12000})
    brandpay(second.id, client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    assert key_of(storefront_of(buyer, second).fill().payment_create()) == own


def test_other_merchant_does_not(member, shop, storefront_of, buyer, brandpay, toss):
    client_key, secret_key = "test_ck_" + "5" * 28, "test_sk_" + "5" * 28
    toss.add_keys(client_key, secret_key, "othermid")
    own = key_of(member.fill().payment_create())
    second = shop.open_channel("krw-two", prices={"cup": 12000})
    brandpay(second.id, client_key=client_key, secret_key=secret_key)
    assert key_of(storefront_of(buyer, second).fill().payment_create()) != own


def test_deleted_user_does_not_break_refunds(member, buyer, staff, toss):
    from .helpers import refunded

    order = pay(member.fill(), toss).order["id"]
    buyer.delete()
    assert staff.refund(order, 1000) == []
    assert refunded(toss) == [1000]
