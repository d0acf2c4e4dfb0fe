"""The same where only a real Saleor can: vouchers, deliveries, orders that staff change (M1)."""

import pytest

from .drafting import Drafting
from .helpers import held
from .quiet import Quiet, voucher
from .shop import METHOD_CREATE, METHOD_LISTING
from .test_stale_prices import buying, pays_the_new_total, quiet  # noqa: F401
from .transacting import Transacting, order

pytestmark = pytest.mark.usefixtures("brandpay")

METHODS = "query($id: ID!) { checkout(id: $id) { shippingMethods { id name } } }"


def test_voucher(buying, quiet, staff, toss):  # noqa: F811
    code = voucher(buying.storefront, 5000)
    session = buying.initialize()
    quiet.promo(code)
    pays_the_new_total(buying, toss, staff, session, 22000)


def test_voucher_that_is_taken_away(buying, quiet, toss):  # noqa: F811
    code = voucher(buying.storefront, 5000)
    quiet.promo(code)
    session = buying.initialize()
    assert session.window["amount"]["value"] == 22000
    quiet.no_promo(code)
    assert buying.process(session, toss.buyer(session.data)).amount == 22000
    assert buying.initialize().window["amount"]["value"] == 5000


def test_cheaper_delivery(member, shop, staff, toss):
    import graphene
    from saleor.shipping.models import ShippingZone

    zone = graphene.Node.to_global_id("ShippingZone", ShippingZone.objects.get(name="krw").pk)
    method = shop.create(METHOD_CREATE, {"name": "편의점", "shippingZone": zone, "type": "PRICE"})
    listing = {"channelId": shop.krw.id, "price": 1000}
    shop.staff.mutate(METHOD_LISTING, id=method, input={"addChannels": [listing]})
    transacting = Transacting(member.fill({"cup": 2}))
    offered = transacting.api(METHODS, id=member.checkout)["checkout"]["shippingMethods"]
    ids = {one["name"]: one["id"] for one in offered}
    Quiet(member).delivery(ids["택배"])
    session = transacting.initialize()
    assert session.window["amount"]["value"] == 27000
    Quiet(member).delivery(ids["편의점"])
    pays_the_new_total(transacting, toss, staff, session, 25000)


@pytest.fixture
def made(shop) -> Drafting:
    """An order of 27,000 won that staff may still change: two cups and their delivery."""
    return Drafting(shop, shop.krw).make(confirmed=False, cups=2)


@pytest.fixture
def paying(member) -> Transacting:
    return Transacting(member)


def pays_the_order(paying, made, staff, toss, session, total, charged=0) -> None:
    answer = paying.process(session, toss.buyer(session.data))
    assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", "TOTAL_CHANGED"), answer
    assert answer.window["amount"]["value"] == total
    assert held(toss) == charged
    answer = paying.process(session, toss.buyer(answer.data))
    assert (answer.type, answer.amount) == ("CHARGE_SUCCESS", total), answer
    assert held(toss) == charged + total == made.total()
    assert order(staff, made.id)["chargeStatus"] == "FULL"


def test_line_of_an_order_is_deleted(paying, made, staff, toss):
    made.add_line("saucer")
    session = paying.initialize(of=made.id)
    assert session.window["amount"]["value"] == 32000
    made.delete_line("saucer")
    pays_the_order(paying, made, staff, toss, session, 27000)


def test_line_of_an_order_has_fewer_goods(paying, made, staff, toss):
    session = paying.initialize(of=made.id)
    made.change_line(1)
    pays_the_order(paying, made, staff, toss, session, 15000)


def test_discount_of_an_order(paying, made, staff, toss):
    session = paying.initialize(of=made.id)
    made.discount(4000)
    answer = paying.process(session, toss.buyer(session.data))
    assert answer.code == "TOTAL_CHANGED", answer
    assert held(toss) == 0
    won = answer.window["amount"]["value"]
    assert paying.process(session, toss.buyer(answer.data)).type == "CHARGE_SUCCESS"
    assert held(toss) == won == made.total() < 27000


def test_line_that_was_added_is_asked_for_at_once(paying, made, staff, toss):
    """Nobody has read the order since; Saleor asks for what it owed before."""
    made.add_line("saucer")
    session = paying.initialize(of=made.id)
    assert session.window["amount"]["value"] == 32000
    answer = paying.process(session, toss.buyer(session.data))
    assert (answer.type, answer.amount) == ("CHARGE_SUCCESS", 32000), answer
    assert held(toss) == made.total() == 32000
    assert order(staff, made.id)["chargeStatus"] == "FULL"


def test_line_that_was_added_to_a_paid_order_is_owed(paying, made, staff, toss):
    session = paying.initialize(of=made.id)
    assert paying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    _unconfirmed(made)
    made.add_line("saucer")
    session = paying.initialize(of=made.id)
    assert session.code is None, session
    assert session.window["amount"]["value"] == 5000
    answer = paying.process(session, {"code": "PAY_PROCESS_CANCELED", "message": "x"})
    assert answer.window["amount"]["value"] == 5000
    answer = paying.process(session, toss.buyer(answer.data))
    assert (answer.type, answer.amount) == ("CHARGE_SUCCESS", 5000), answer
    assert held(toss) == made.total() == 32000
    assert order(staff, made.id)["chargeStatus"] == "FULL"


def test_part_of_an_order_is_what_was_asked_for(paying, made, toss):
    made.add_line("saucer")
    session = paying.initialize(of=made.id, amount=10000)
    assert session.window["amount"]["value"] == 10000


def _unconfirmed(made) -> None:
    """What was paid may have confirmed it."""
    from saleor.order import OrderStatus
    from saleor.order.models import Order

    Order.objects.update(status=OrderStatus.UNCONFIRMED)
