"""What a buyer reads of himself and of his goods in the payment window."""

import pytest

from .helpers import pay
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("brandpay")

PRESENTS = "🎁" * 60
FAMILIES = "👨‍👩‍👧‍👦" * 22


def units(text):
    """As the SDK counts."""
    return len(text.encode("utf-16-le")) // 2


@pytest.fixture(params=["payments", "transactions"])
def shown(request, member, toss):
    """The window's fields of a checkout whose goods and buyer are called so; it is opened."""

    def of(product=None, billing=None, lines=None):
        from saleor.checkout.models import Checkout
        from saleor.product.models import Product

        if product is not None:
            Product.objects.update(name=product)
        member.fill(lines)
        if billing:
            address = Checkout.objects.get().billing_address
            address.first_name, address.last_name = billing
            address.save()
        if request.param == "transactions":
            data = Transacting(member).initialize().data
        else:
            data = member.payment_create().complete().data
        assert "paymentKey" in toss.buyer(data)
        return data["payment"]

    return of


@pytest.mark.parametrize(
    ("billing", "name"),
    [
        (("길동", "홍"), "홍길동"),
        (("민수", "남궁"), "남궁민수"),
        (("John", "Doe"), "John Doe"),
        (("길동", "Hong"), "길동 Hong"),
        (("홍길동", ""), "홍길동"),
        (("", "홍"), "홍"),
        ((" 길동\n", " 홍 "), "홍길동"),
        (("Ann\nMary", "Lee"), "Ann Mary Lee"),
        (("   ", "\u3164"), None),
    ],
    ids=str,
)
def test_a_buyer_is_called_as_in_his_country(shown, billing, name):
    assert shown(billing=billing).get("customerName") == name


def test_a_long_name_is_cut_between_characters(shown):
    name = shown(billing=("Ann", FAMILIES))["customerName"]
    assert name == "Ann " + "👨‍👩‍👧‍👦" * 8
    assert units(name) <= 100


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("   ", "주문"),
        ("\u3164\u200b", "주문"),
        ("청자\n찻잔", "청자 찻잔"),
        ("\t찻잔 ", "찻잔"),
        (PRESENTS, "🎁" * 50),
        (FAMILIES, "👨‍👩‍👧‍👦" * 9),
        ("e" + "\u0301" * 200, "주문"),
    ],
    ids=["blanks", "nothing to see", "two lines", "a tab", "presents", "families", "accents"],
)
def test_goods_are_called_in_one_line_that_fits(shown, product, name):
    assert shown(product)["orderName"] == name


def test_goods_and_more_fit_together(shown):
    name = shown(PRESENTS, lines={"cup": 1, "saucer": 1})["orderName"]
    assert name == "🎁" * 47 + " 외 1건"
    assert units(name) <= 100


def test_an_address_that_toss_does_not_take_is_left_out(shown, member):
    """A part of it would be somebody else's."""
    member.email = "b" * 60 + "@" + "shop-with-a-long-name." * 3 + "example"
    assert "customerEmail" not in shown()


def test_an_order_is_paid_by_its_buyers_name(member, staff, toss):
    from saleor.order.models import Order

    pay(member.fill(), toss)
    order = Order.objects.get()
    assert (order.billing_address.first_name, order.billing_address.last_name) == ("길동", "홍")
    from saleor_brandpay.adapters.source_details import buyer_name

    assert buyer_name(order.billing_address) == "홍길동"
