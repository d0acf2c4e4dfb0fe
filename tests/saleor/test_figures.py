"""The numbers that design.md promises, measured on a real Saleor."""

import pytest

from .helpers import pay
from .transacting import Transacting
from .transacting import request as transaction_request

pytestmark = pytest.mark.usefixtures("brandpay")


def test_toss_is_called_once_per_paid_checkout(member, toss, figures):
    pay(member.fill(), toss)
    toss.forget_requests()
    pay(member.fill(), toss)
    calls = toss.requests()
    figures.say(f"Toss calls per paid checkout (known customer): {len(calls)}")
    assert [(call["method"], call["path"]) for call in calls] == [
        ("POST", "/v1/brandpay/payments/confirm")
    ]


def test_first_payment_of_a_customer_exchanges_one_code_more(member, toss):
    pay(member.fill(), toss)
    assert len(toss.requests()) == 2


def test_no_new_connections_on_a_warm_process(member, toss, figures):
    from saleor_brandpay.api import transport

    pay(member.fill(), toss)
    before, opened = transport.shared().handshakes, toss.connections()
    for _ in range(20):
        assert pay(member.fill(), toss).order
    more = transport.shared().handshakes - before
    figures.say(f"handshakes over 20 more payments: {more}")
    assert more == 0
    assert toss.connections() == opened


@pytest.mark.parametrize("who", ["guest", "member"])
def test_queries_of_each_hook(request, staff, toss, figures, who):
    storefront = request.getfixturevalue(who)
    order = pay(storefront.fill({"cup": 2, "saucer": 1}), toss).order["id"]
    pay(storefront.fill({"cup": 1}), toss)
    assert staff.refund(order, 5000) == []
    for step in ("open", "confirm", "refund"):
        queries = figures.last[step]
        assert len(queries) <= 7, "\n".join([step, *queries])


def test_toss_calls_and_queries_of_a_transaction(member, staff, toss, figures):
    for _ in range(2):
        buying = Transacting(member.fill())
        toss.forget_requests()
        session = buying.initialize()
        returned = toss.buyer(session.data)
        assert buying.process(session, returned).type == "CHARGE_SUCCESS"
        calls = [call["path"] for call in toss.requests() if "access-token" not in call["path"]]
        assert calls == ["/v1/brandpay/payments/confirm"]
    toss.forget_requests()
    transaction_request(staff, session, amount=5000)
    assert len(toss.requests()) == 1
    figures.say("Toss calls of a transaction: initialize 0, process 1, refund 1")
    for step, budget in {"initialize": 14, "process": 16, "refund a transaction": 65}.items():
        queries = figures.last[step]
        assert len(queries) <= budget, "\n".join([step, *queries])


def test_building_the_plugin_is_cheap(shop, figures, django_db_blocker):
    """Saleor builds it for nearly every request: no queries, no more than 40 µs."""
    import timeit

    from saleor.channel.models import Channel

    from saleor_brandpay.plugin import BrandpayPlugin
    from saleor_brandpay.transactions.plugin import BrandpayTransactionsPlugin

    from .figures import counted

    channel = Channel.objects.get(slug="krw")
    arguments = {
        "configuration": list(BrandpayPlugin.DEFAULT_CONFIGURATION),
        "active": True,
        "channel": channel,
        "requestor_getter": None,
        "db_config": None,
        "allow_replica": False,
    }
    with counted() as queries:
        BrandpayPlugin(**{**arguments, "configuration": list(arguments["configuration"])})
    assert queries == []

    def seconds(*plugins):
        def build():
            for plugin in plugins:
                plugin(**{**arguments, "configuration": list(plugin.DEFAULT_CONFIGURATION)})

        return min(timeit.repeat(build, number=2000, repeat=5)) / 2000

    both, stripe = seconds(BrandpayPlugin, BrandpayTransactionsPlugin), seconds(*_stripe())
    ratio = f", {both / stripe:.1f} times Stripe's {stripe * 1e6:.1f} µs" if _stripe() else ""
    figures.say(f"__init__ of both plugins: {both * 1e6:.1f} µs{ratio}")
    assert both < 200e-6


def _stripe():
    """Saleor's own plugin for Stripe, where there is one."""
    try:
        from saleor.payment.gateways.stripe.plugin import StripeGatewayPlugin
    except ImportError:
        return []
    return [StripeGatewayPlugin]
