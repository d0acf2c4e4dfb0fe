"""The numbers that design.md promises, measured on a real Saleor."""

import pytest

from .figures import counted, on_our_tables
from .helpers import pay
from .test_one_touch import one_touch, stored  # noqa: F401
from .transacting import Transacting, request

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


@pytest.fixture(params=["guest", "member"])
def storefront(request):
    return request.getfixturevalue(request.param)


def test_queries_of_each_hook(storefront, staff, toss, figures):
    order = pay(storefront.fill({"cup": 2, "saucer": 1}), toss).order["id"]
    pay(storefront.fill({"cup": 1}), toss)
    assert staff.refund(order, 5000) == []
    for step in ("open", "confirm", "refund"):
        queries = figures.last[step]
        assert len(queries) <= 7, "\n".join([step, *queries])


BUDGETS = {"initialize": (14, 8), "process": (16, 10), "refund a transaction": (65, 18)}
"""Queries in all, most of which are Saleor's own work, and those on tables of ours."""


def calls_of(toss, step):
    """What a step answered, and the paths that Toss was asked for meanwhile."""
    toss.forget_requests()
    answer = step()
    return answer, [call["path"] for call in toss.requests()]


def pay_by_transaction(member, toss) -> None:
    """So that the customer is known, and has a token."""
    buying = Transacting(member.fill())
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"


def test_toss_calls_and_queries_of_a_transaction(member, staff, toss, figures):
    pay_by_transaction(member, toss)
    buying = Transacting(member.fill())
    session, opening = calls_of(toss, buying.initialize)
    returned = toss.buyer(session.data)
    answer, charging = calls_of(toss, lambda: buying.process(session, returned))
    assert answer.type == "CHARGE_SUCCESS"
    errors, refunding = calls_of(toss, lambda: request(staff, session, amount=5000))
    assert errors == []
    cancel = f"/v1/payments/{answer.reference}/cancel"
    assert (opening, charging, refunding) == ([], ["/v1/brandpay/payments/confirm"], [cancel])
    figures.say(
        "Toss calls of a transaction (known customer): "
        f"initialize {len(opening)}, process {len(charging)}, refund {len(refunding)}"
    )
    for step, (budget, budget_of_ours) in BUDGETS.items():
        queries = figures.last[step]
        ours = on_our_tables(queries)
        figures.say(f"queries of {step}: {len(ours)} on our tables, {len(queries)} in all")
        assert len(queries) <= budget, "\n".join([step, *queries])
        assert len(ours) <= budget_of_ours, "\n".join([step, *ours])


BUILDING = 40e-6
"""Seconds to build both plugins on a machine that does nothing else."""
NOISE = 5
"""How many times slower a machine may be that runs other tests, too."""


def test_building_the_plugin_is_cheap(shop, figures, django_db_blocker):
    """Saleor builds it for nearly every request: no queries, no more than `BUILDING`."""
    import timeit

    from saleor.channel.models import Channel

    from saleor_brandpay.plugin import BrandpayPlugin
    from saleor_brandpay.transactions.plugin import BrandpayTransactionsPlugin

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
    assert both < BUILDING * NOISE


def _stripe():
    """Saleor's own plugin for Stripe, where there is one."""
    try:
        from saleor.payment.gateways.stripe.plugin import StripeGatewayPlugin
    except ImportError:
        return []
    return [StripeGatewayPlugin]


ONE_TOUCH = {"open": 7, "confirm": 7}
"""Queries of the two calls of one-touch in the Payments API."""


@pytest.mark.usefixtures("webhooks")
def test_toss_calls_and_queries_of_one_touch(member, stored, toss, figures):  # noqa: F811
    member.fill().payment_create()
    ready, opening = calls_of(toss, lambda: member.complete({"methodId": stored}))
    answer, charging = calls_of(toss, lambda: member.complete(ready.charge))
    assert answer.order
    assert (opening, charging) == ([], ["/v1/brandpay/payments"])
    for step, budget in ONE_TOUCH.items():
        queries = figures.last[step]
        figures.say(f"queries of one-touch, {step}: {len(queries)}")
        assert len(queries) <= budget, "\n".join([step, *queries])
    buying = Transacting(member.fill())
    session, at_once = calls_of(toss, lambda: buying.initialize({"methodId": stored}))
    assert session.type == "CHARGE_SUCCESS"
    assert at_once == ["/v1/brandpay/payments"]
    ours = on_our_tables(figures.last["initialize"])
    figures.say(f"queries of one-touch, initialize: {len(ours)} on our tables")
