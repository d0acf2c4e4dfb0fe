"""What a buyer reads of himself and of his goods in the window; tests/core has the cases."""

import pytest

from .transacting import Transacting, order

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture(params=["payments", "transactions"])
def shown(request, member, toss):
    """The window's fields of a checkout with goods of that name; the SDK takes them."""

    def of(product, lines=None):
        from saleor.product.models import Product

        Product.objects.update(name=product)
        member.fill(lines)
        if request.param == "transactions":
            data = Transacting(member).initialize().data
        else:
            data = member.payment_create().complete().data
        assert "paymentKey" in toss.buyer(data)
        return data["payment"]

    return of


def test_a_long_name_fits_beside_the_rest(shown):
    """60 presents and one thing more: 125 UTF-16 units, where the SDK takes 100."""
    fields = shown("🎁" * 60, {"cup": 1, "saucer": 1})
    assert fields["orderName"] == "🎁" * 47 + " 외 1건"
    assert fields["customerName"] == "홍길동"


@pytest.mark.parametrize(("product", "name"), [("   ", "주문"), ("청자\n찻잔", "청자 찻잔")])
def test_a_name_is_one_line_with_something_to_see(shown, product, name):
    assert shown(product)["orderName"] == name


def test_an_address_that_toss_does_not_take_is_left_out(shown, member):
    """A part of it would be somebody else's."""
    member.email = "b" * 60 + "@" + "shop-with-a-long-name." * 3 + "example"
    assert "customerEmail" not in shown("찻잔")


def test_an_order_is_named_like_a_checkout(member, staff, toss):
    from saleor.order.models import Order, OrderLine

    buying = Transacting(member.fill())
    first = buying.initialize(amount=5000)
    buying.process(first, toss.buyer(first.data))
    buying.process(second := buying.initialize(amount=10000), toss.buyer(second.data))
    made = buying.complete().order["id"]
    OrderLine.objects.update(product_name=" \n ")
    Order.objects.update(total_gross_amount=18000)
    fields = buying.initialize(of=made, amount=3000).data["payment"]
    assert (fields["customerName"], fields["orderName"]) == ("홍길동", "주문")
    assert order(staff, made)["totalCharged"]["amount"] == 15000
