"""Refunds that other payment plugins got wrong, a test each, named after where it was met.

The first five are the acceptance criteria of saleor/apps#2446, open for Saleor's own Stripe app
when this was written. Every test looks at what Toss has done and under which identifier Saleor
has booked it, not at what was answered alone.
"""

import threading

import pytest

from .helpers import after, captured, crash, held, pay, payment_of, refunded, rows_of, together
from .hooks import all_done, delivered, sweep

pytestmark = pytest.mark.usefixtures("brandpay")

SIXTEEN_DAYS = 16 * 24 * 3600
"""Toss forgets its idempotency keys after fifteen."""


@pytest.fixture
def order(member, toss):
    """Id of a paid order over two cups, a saucer and shipping: 32000 won."""
    return pay(member.fill({"cup": 2, "saucer": 1}), toss).order["id"]


def cancels(toss):
    """Everything that Toss has given back, oldest first."""
    return [cancel for payment in toss.payments() for cancel in payment["cancels"] or []]


def posts(toss):
    """Refunds that we have asked Toss for."""
    return toss.calls("/cancel")


def keys(toss):
    return [request["idempotencyKey"] for request in posts(toss)]


def booked_once_each(staff, order, toss):
    """Both sides hold the same refunds, each under its own identifier, and add up to the won."""
    at_toss = {cancel["transactionKey"]: cancel["cancelAmount"] for cancel in cancels(toss)}
    rows = rows_of(payment_of(staff.order(order)), "REFUND")
    in_saleor = {row["token"]: int(row["amount"]["amount"]) for row in rows}
    assert in_saleor == at_toss
    assert len(rows) == len(at_toss)
    assert captured(staff.order(order)) == held(toss)


@pytest.fixture
def rolled_back(order, staff, monkeypatch):
    """Refunds with Saleor dying after Toss has refunded: what it wrote is gone."""
    from saleor_brandpay.plugin import BrandpayPlugin

    def refund(amount):
        with monkeypatch.context() as broken:
            after(broken, BrandpayPlugin, "refund_payment", crash)
            staff.try_refund(order, amount)

    return refund


@pytest.fixture
def answer_is_lost(toss):
    """From here on Toss refunds and nobody hears of it, until `toss.mend`."""

    def lose():
        toss.fault("cancel", "drop_after", times=None)
        toss.fault("payment", "drop_before", times=None)

    return lose


# saleor/apps#2446


def test_2446_repeated_processing_of_one_action_is_one_refund(order, staff, toss, rolled_back):
    """saleor/apps#2446, criterion 1: "Repeated processing of the same refund action"."""
    rolled_back(10000)
    rolled_back(10000)
    assert captured(staff.order(order)) == 32000
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert len(posts(toss)) == 3
    assert len(set(keys(toss))) == 1
    booked_once_each(staff, order, toss)


def test_2446_concurrent_processing_of_one_action_is_one_refund(order, staff, toss):
    """saleor/apps#2446, criterion 2: "Concurrent processing of the same action"."""
    toss.fault("cancel", "slow", seconds=0.3)
    answers = together(*[lambda: staff.refund(order, 10000)] * 4)
    assert answers.count([]) == 1
    assert refunded(toss) == [10000]
    assert len(posts(toss)) == 1
    booked_once_each(staff, order, toss)


def test_2446_retry_after_a_lost_response_is_one_refund(order, staff, toss, answer_is_lost):
    """saleor/apps#2446, criterion 3: the provider refunded, the response was lost, staff retry."""
    answer_is_lost()
    assert staff.refund(order, 10000)
    assert staff.refund(order, 10000)
    toss.mend()
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert len(set(keys(toss))) == 1
    booked_once_each(staff, order, toss)


def test_2446_distinct_actions_of_one_amount_both_succeed(order, staff, toss, later):
    """saleor/apps#2446, criterion 4: not only the payment and the amount make a refund."""
    assert staff.refund(order, 10000) == []
    later(61)
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000, 10000]
    assert len(posts(toss)) == 2
    assert len(set(keys(toss))) == 2
    assert len({cancel["transactionKey"] for cancel in cancels(toss)}) == 2
    booked_once_each(staff, order, toss)


def test_2446_calls_and_identifiers_are_counted(order, staff, toss, settings):
    """saleor/apps#2446, criterion 5: the number of calls, and the refunds' identifiers."""
    settings.BRANDPAY_REFUND_GUARD = "0"
    toss.forget_requests()
    for _ in range(3):
        assert staff.refund(order, 5000) == []
    assert len(toss.requests()) == 3, "one call a refund, and not a read besides"
    tokens = [row["token"] for row in rows_of(payment_of(staff.order(order)), "REFUND")]
    assert sorted(tokens) == sorted(cancel["transactionKey"] for cancel in cancels(toss))
    assert len(set(tokens)) == 3


# gnuboard's sirsoft-tosspayments 1.0.0, "Fixed": what integrating Toss teaches


def test_gnuboard_full_refund_is_not_sent_as_a_partial_one(member, staff, toss):
    """gnuboard "Fixed": with an amount it is a partial cancel, which not every payment allows.

    The balance that we expect is named all the same: Toss does nothing if it is another one.
    """
    toss.call("POST", "settings", {"partialCancelable": False})
    order = pay(member.fill({"cup": 2, "saucer": 1}), toss).order["id"]
    assert "NOT_ALLOWED_PARTIAL_REFUND" in str(staff.refund(order, 10000))
    assert staff.refund(order, 32000) == []
    assert set(posts(toss)[-1]["body"]) == {"cancelReason", "refundableAmount"}
    assert toss.payments()[0]["status"] == "CANCELED"
    booked_once_each(staff, order, toss)


def test_gnuboard_full_refund_of_what_is_no_longer_full(order, staff, toss, monkeypatch):
    """Without an amount Toss would give back whatever is left; the expected balance forbids it."""
    from saleor_brandpay.api.client import BrandpayClient

    ask = BrandpayClient.cancel

    def too_late(client, payment_key, **words):
        if not refunded(toss):
            toss.console_refund(payment_key, amount=20000, reason="전화 요청")
        return ask(client, payment_key, **words)

    monkeypatch.setattr(BrandpayClient, "cancel", too_late)
    assert "12,000" in str(staff.refund(order, 32000))
    assert refunded(toss) == [20000]
    booked_once_each(staff, order, toss)


def test_gnuboard_remaining_balance_after_partials(order, staff, toss):
    """gnuboard "Fixed": the rest is what Toss still holds, not the total once more.

    Toss leaves such a payment PARTIAL_CANCELED for ever; only its balance says that it is empty.
    """
    for amount in (10000, 12000, 4000, 6000):
        assert staff.refund(order, amount) == []
    assert [request["body"]["refundableAmount"] for request in posts(toss)] == [
        *(32000, 22000, 10000, 6000),
    ]
    assert toss.payments()[0]["status"] == "PARTIAL_CANCELED"
    assert staff.order(order)["paymentStatus"] == "FULLY_REFUNDED"
    booked_once_each(staff, order, toss)
    assert staff.refund(order, 1)
    assert held(toss) == 0


def test_gnuboard_no_tax_free_share_is_made_up(order, staff, toss):
    """gnuboard "Fixed": tax-free share of a partial refund.

    Mixed-tax merchants are not supported, which the README says: neither the window nor a refund
    names a tax-free amount, and Toss takes the tax out of what is refunded.
    """
    assert staff.refund(order, 11000) == []
    (request,) = posts(toss)
    assert set(request["body"]) == {"cancelReason", "cancelAmount", "refundableAmount"}
    (payment,) = toss.payments()
    assert (payment["taxFreeAmount"], payment["cancels"][0]["taxFreeAmount"]) == (0, 0)
    assert (payment["suppliedAmount"], payment["vat"]) == (19091, 1909)


def test_gnuboard_no_refund_account_is_asked_for(member, staff, toss):
    """gnuboard "Fixed": virtual accounts need one; Brandpay's cards and accounts do not."""
    member.fill({"cup": 2, "saucer": 1}).payment_create()
    order = member.complete(toss.buyer(member.complete().data, method="account")).order["id"]
    assert staff.refund(order, 10000) == []
    assert staff.refund(order, 22000) == []
    assert all("refundReceiveAccount" not in request["body"] for request in posts(toss))
    booked_once_each(staff, order, toss)


def test_gnuboard_escrow_cannot_be_asked_for(member, staff, toss):
    """gnuboard "Fixed": Toss refunds no part of an escrow payment; ours are none."""
    member.fill({"cup": 2, "saucer": 1}).payment_create()
    window = member.complete({"options": {"transfer": {"useEscrow": True}}, "useEscrow": True})
    assert "useEscrow" not in str(window.data)
    order = member.complete(toss.buyer(window.data)).order["id"]
    assert not toss.payments()[0]["useEscrow"]
    assert staff.refund(order, 10000) == []
    booked_once_each(staff, order, toss)


def test_gnuboard_network_retry_cancels_once(order, staff, toss):
    """gnuboard "Fixed": duplicate cancel on network retry. The second request has the same key."""
    toss.fault("cancel", "drop_after")
    assert staff.refund(order, 10000) == []
    assert len(set(keys(toss))) == 1
    assert refunded(toss) == [10000]
    booked_once_each(staff, order, toss)


# Others


def test_tosspayments2_rails_server_error_is_read_back_not_posted_again(order, staff, toss):
    """tosspayments2-rails posts a cancel again on 5xx and timeouts: two partial refunds."""
    toss.fault("cancel", "http_500_after")
    toss.forget_requests()
    assert staff.refund(order, 10000) == []
    assert len(posts(toss)) == 1
    assert refunded(toss) == [10000]
    booked_once_each(staff, order, toss)


def test_mangopay_60_two_equal_partial_refunds_are_legitimate(order, staff, toss, later):
    """mangopay#60: one cup comes back today and the other one tomorrow."""
    (cups, _) = staff.order(order)["lines"]
    assert staff.refund_lines(order, {cups["id"]: 1}) == []
    later(24 * 3600)
    assert staff.refund_lines(order, {cups["id"]: 1}) == []
    assert refunded(toss) == [12000, 12000]
    booked_once_each(staff, order, toss)


def test_eventyay_1405_concurrent_refunds_never_exceed_the_payment(order, staff, toss):
    """eventyay#1405, pretix#4911: each is below what was paid, together they are not."""
    toss.fault("cancel", "slow", seconds=0.3)
    amounts = (20000, 20000, 15000, 31000, 12000)
    together(*[lambda amount=amount: staff.refund(order, amount) for amount in amounts])
    assert 12000 <= sum(refunded(toss)) <= 32000
    booked_once_each(staff, order, toss)


def test_eventyay_1405_console_refund_in_the_middle_of_ours(order, staff, toss, monkeypatch):
    """eventyay#1405: the other one is made at Toss, after Saleor has looked and before we ask."""
    from saleor_brandpay.api.client import BrandpayClient

    ask = BrandpayClient.cancel

    def too_late(client, payment_key, **words):
        if not refunded(toss):
            toss.console_refund(payment_key, amount=20000, reason="전화 요청")
        return ask(client, payment_key, **words)

    monkeypatch.setattr(BrandpayClient, "cancel", too_late)
    assert "12,000" in str(staff.refund(order, 10000)), "it would have fitted, and is not guessed"
    assert refunded(toss) == [20000]
    booked_once_each(staff, order, toss)
    assert staff.refund(order, 12000) == []
    booked_once_each(staff, order, toss)


def test_stripe_plugin_looks_at_the_first_refund_only(order, staff, toss):
    """Saleor's Stripe plugin reads `charge.refunds.data[0]`: of several it knows one."""
    payment_key = toss.payments()[0]["paymentKey"]
    for amount in (1000, 2000, 3000):
        toss.console_refund(payment_key, amount=amount, reason="전화 요청")
    assert "26,000" in str(staff.refund(order, 5000))
    booked_once_each(staff, order, toss)
    assert staff.refund(order, 5000) == []
    booked_once_each(staff, order, toss)
    assert refunded(toss) == [1000, 2000, 3000, 5000]


def test_stripe_plugin_takes_a_part_of_a_status_for_the_status(order, staff, toss):
    """`charge_status in FULLY_REFUNDED` is a test for a substring. CANCELED is one, too.

    A payment that is PARTIAL_CANCELED is not over: it holds money, and more can be refunded.
    """
    assert staff.refund(order, 10000) == []
    assert toss.payments()[0]["status"] == "PARTIAL_CANCELED"
    after_part = staff.order(order)
    assert after_part["paymentStatus"] == "PARTIALLY_REFUNDED"
    assert payment_of(after_part)["isActive"]
    assert staff.refund(order, 22000) == []
    assert staff.order(order)["paymentStatus"] == "FULLY_REFUNDED"


def test_nimara_728_what_is_reported_is_the_refund_not_the_total(order, staff, toss):
    """nimara-ecommerce#728: each refund is booked with its own amount, and told with it."""
    assert staff.refund(order, 7000) == []
    assert staff.refund(order, 9000) == []
    rows = rows_of(payment_of(staff.order(order)), "REFUND")
    assert sorted(int(row["amount"]["amount"]) for row in rows) == [7000, 9000]
    events = [event for event in staff.order(order)["events"] if "REFUND" in event["type"]]
    assert {int(event["amount"]) for event in events if event["amount"]} == {7000, 9000}


def test_odoo_101243_one_key_is_never_used_on_two_endpoints(order, staff, toss, later):
    """odoo#101243: the order's reference alone served payment and refund; Primer warns of it."""
    staff.refund(order, 10000)
    later(61)
    staff.refund(order, 10000)
    used = [(request["path"], request["idempotencyKey"]) for request in toss.calls("payments/")]
    assert len(used) == 3
    assert len({key for _, key in used}) == 3


@pytest.mark.parametrize("days", [0, 16])
def test_ai_shifu_2854_refund_is_known_without_any_row_of_ours(
    order, staff, toss, rolled_back, later, days
):
    """ai-shifu#2854: a durable row before the call. Ours is Saleor's to roll back.

    So the identity is made of what Saleor has committed and stands in Toss's `cancelReason`:
    the repeat finds it there, also when Toss has forgotten the idempotency key.
    """
    from saleor_brandpay.models import Refund

    rolled_back(10000)
    assert not Refund.objects.exists()
    later(days * 24 * 3600)
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert Refund.objects.count() == 1
    booked_once_each(staff, order, toss)


# Rolled back, unknown, made in the console: in any order


def test_rolled_back_then_another_refund_then_the_repeat(order, staff, toss, rolled_back):
    """The other one finds and books it; the repeat takes that for its own, without a call."""
    rolled_back(10000)
    assert "22,000" in str(staff.refund(order, 3000))
    booked_once_each(staff, order, toss)
    asked = len(posts(toss))
    assert staff.refund(order, 10000) == []
    assert len(posts(toss)) == asked
    assert refunded(toss) == [10000]
    booked_once_each(staff, order, toss)
    assert staff.refund(order, 3000) == []
    assert refunded(toss) == [10000, 3000]
    booked_once_each(staff, order, toss)


def test_console_refund_between_two_of_ours(order, staff, toss):
    payment_key = toss.payments()[0]["paymentKey"]
    assert staff.refund(order, 5000) == []
    toss.console_refund(payment_key, amount=5000, reason="전화 요청")
    assert "22,000" in str(staff.refund(order, 4000)), "told, and not guessed at"
    booked_once_each(staff, order, toss)
    assert staff.refund(order, 4000) == []
    toss.console_refund(payment_key, amount=18000, reason="전화 요청")
    assert staff.refund(order, 18000), "there is nothing left"
    booked_once_each(staff, order, toss)
    assert refunded(toss) == [5000, 5000, 4000, 18000]


def test_console_refund_between_an_unknown_one_and_its_repeat(order, staff, toss, answer_is_lost):
    answer_is_lost()
    assert staff.refund(order, 10000)
    toss.mend()
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=10000, reason="전화 요청")
    assert staff.refund(order, 10000) == [], "ours is found; a success books nothing besides"
    assert "12,000" in str(staff.refund(order, 9000)), "the next one finds the console's"
    assert refunded(toss) == [10000, 10000]
    booked_once_each(staff, order, toss)


def test_full_refund_booked_first_and_saleor_itself_refuses_the_repeat(
    order, staff, toss, rolled_back
):
    """Nothing is left to be claimed for: Saleor answers that it cannot be refunded, right so."""
    rolled_back(32000)
    assert staff.refund(order, 1000), "books what it finds"
    assert captured(staff.order(order)) == 0
    asked = len(posts(toss))
    assert staff.refund(order, 32000)
    assert len(posts(toss)) == asked
    assert refunded(toss) == [32000]
    assert staff.order(order)["paymentStatus"] == "FULLY_REFUNDED"
    booked_once_each(staff, order, toss)


def test_guard_does_not_stand_in_the_way_of_a_repeat(order, staff, toss, rolled_back, later):
    """The same amount within a minute, but of a refund that Saleor knows nothing of."""
    rolled_back(10000)
    assert staff.refund(order, 10000) == []
    assert staff.refund(order, 10000), "now it is a slip"
    later(61)
    assert staff.refund(order, 10000) == [], "and now it is wanted"
    assert refunded(toss) == [10000, 10000]
    booked_once_each(staff, order, toss)


# Together with webhooks (more of them in test_webhook_refunds.py)


@pytest.mark.parametrize("moment", ["toss has refunded", "the hook has answered"])
def test_gumroad_6193_refund_and_its_webhook_race(
    order, staff, toss, webhooks, later, monkeypatch, moment
):
    """gumroad#6193: the webhook of a refund comes while the refund still holds its locks."""
    from saleor_brandpay.api.client import BrandpayClient
    from saleor_brandpay.plugin import BrandpayPlugin

    delivered(toss)
    answers = []
    post = threading.Thread(target=lambda: answers.extend(delivered(toss)))

    def comes_in_between():
        post.start()
        # It may wait for the locks or give up; it must not be waited for.
        post.join(1.5)

    if moment == "toss has refunded":
        after(monkeypatch, BrandpayClient, "cancel", comes_in_between)
    else:
        after(monkeypatch, BrandpayPlugin, "refund_payment", comes_in_between)
    assert staff.refund(order, 10000) == []
    post.join()
    assert answers == [200]
    booked_once_each(staff, order, toss)
    later(300)
    sweep()
    assert all_done()
    booked_once_each(staff, order, toss)
    assert refunded(toss) == [10000]


def test_gumroad_6193_many_refunds_and_all_webhooks_at_once(order, staff, toss, webhooks, later):
    payment_key = toss.payments()[0]["paymentKey"]
    delivered(toss)
    toss.webhook_fault("duplicate", times=None)
    for amount in (1000, 2000, 3000):
        toss.console_refund(payment_key, amount=amount, reason="전화 요청")
    clicks = [lambda amount=amount: staff.refund(order, amount) for amount in (4000, 5000, 4000)]
    together(*clicks, *[lambda: delivered(toss)] * 2)
    later(300)
    delivered(toss)
    sweep()
    booked_once_each(staff, order, toss)
    assert refunded(toss)[:3] == [1000, 2000, 3000]
    assert all_done()


def test_webhook_books_what_a_successful_refund_had_to_leave(
    order, staff, toss, webhooks, answer_is_lost
):
    """A console refund after one of unknown outcome; see the test without webhooks above."""
    answer_is_lost()
    assert staff.refund(order, 10000)
    toss.mend()
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=10000, reason="전화 요청")
    assert staff.refund(order, 10000) == []
    delivered(toss)
    booked_once_each(staff, order, toss)
    assert refunded(toss) == [10000, 10000]


def test_full_refund_healed_by_its_webhook_and_saleor_refuses_the_repeat(
    order, staff, toss, webhooks, rolled_back
):
    rolled_back(32000)
    assert captured(staff.order(order)) == 32000
    delivered(toss)
    healed = staff.order(order)
    assert (captured(healed), healed["paymentStatus"]) == (0, "FULLY_REFUNDED")
    asked = len(posts(toss))
    assert staff.refund(order, 32000), "right so: nothing is left"
    assert len(posts(toss)) == asked
    assert refunded(toss) == [32000]
    booked_once_each(staff, order, toss)


def test_webhook_between_two_rollbacks_of_one_refund(order, staff, toss, webhooks, rolled_back):
    """Rolled back, booked by the webhook, and the repeat that claims it is rolled back as well."""
    rolled_back(10000)
    delivered(toss)
    booked_once_each(staff, order, toss)
    rolled_back(10000)
    asked = len(posts(toss))
    assert staff.refund(order, 10000) == []
    assert len(posts(toss)) == asked
    assert refunded(toss) == [10000]
    booked_once_each(staff, order, toss)
