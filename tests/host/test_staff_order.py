"""What staff read of an order and of a customer. Who may read it: tests/saleor."""

import pytest
from saleor.account.models import User

from saleor_brandpay.adapters.saleor.staff_token import StaffReader
from saleor_brandpay.clock import now
from saleor_brandpay.http.staff import customer, order
from saleor_brandpay.http.staff.page import page
from saleor_brandpay.http.staff.refused import ForbiddenError
from saleor_brandpay.models import Attempt, Refund
from tests.saleor.helpers import pay
from tests.saleor.transacting import Transacting

pytestmark = pytest.mark.usefixtures("brandpay")


def reader(language="en", channel_pks=None, *, is_framed=False):
    return StaffReader(
        user_pk=1,
        permissions=frozenset({"manage_orders", "manage_users"}),
        channel_pks=channel_pks,
        language=language,
        is_framed=is_framed,
    )


@pytest.fixture
def paid(member, toss):
    """Id of a paid order of 15000 won."""
    return pay(member.fill(), toss).order["id"]


@pytest.mark.parametrize(
    ("language", "state"), [("en", "Paid"), ("ko", "결제 완료"), ("both", "결제 완료")]
)
def test_order_that_is_paid(paid, settings, language, state):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    html = order.body(reader(language), paid)
    attempt = Attempt.objects.get()
    assert state in html
    assert "₩15,000" in html
    assert attempt.order_id in html
    assert attempt.payment_key not in html
    assert attempt.customer.customer_key not in html


def test_order_of_a_transaction(member, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert "₩15,000" in order.body(reader(), buying.complete().order["id"])


def test_refunds_stand_with_it(paid, staff, settings):
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    assert staff.refund(paid, 4000) == []
    html = order.body(reader(is_framed=True), paid)
    assert "Partly refunded" in html
    assert "4,000" in html


def test_three_hundred_refunds_stay_readable(paid, settings):
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    attempt = Attempt.objects.get()
    for number in range(300):
        Refund.objects.create(
            attempt=attempt,
            number=number,
            amount=10,
            expected_balance=attempt.amount,
            status="done",
            created_at=now(),
            done_at=now(),
            transaction_key=f"key-{number}",
        )
    html = order.body(reader(), paid)
    assert "280" in html
    assert len(html) < 20_000


def test_tries_that_took_nothing(member, toss, settings):
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    member.fill().payment_create().complete()
    made = pay(member, toss).order["id"]
    assert "₩15,000" in order.body(reader(), made)


@pytest.mark.parametrize("asked", ["", "x", "T3JkZXI6MQ==", "VXNlcjox", "<script>", "é" * 300])
def test_order_of_nothing(paid, asked, settings):
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    html = order.body(reader(), asked)
    assert "There is no such order" in html
    assert "<script>" not in html


def test_order_of_another_channel_is_not_told_of(paid):
    with pytest.raises(ForbiddenError):
        order.body(reader(channel_pks=frozenset()), paid)


def test_wallet_of_a_customer(paid, buyer, settings):
    from graphql_relay import to_global_id

    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    asked = to_global_id("User", User.objects.get(pk=buyer.pk).pk)
    html = customer.body(reader(), asked)
    assert "Used in recent payments" in html
    assert Attempt.objects.get().customer.customer_key not in html
    assert "no Brandpay wallet" in customer.body(reader(channel_pks=frozenset()), asked)
    assert "no Brandpay wallet" in customer.body(reader(), "x")


def test_page_runs_nothing_and_is_not_kept(paid):
    answer = page("t", order.body(reader(), paid), "en", framed_by="https://dashboard.example")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors https://dashboard.example" in policy
    assert answer["Cache-Control"] == "no-store"
