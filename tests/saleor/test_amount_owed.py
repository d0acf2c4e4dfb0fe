"""What a checkout or an order owes to one more transaction, counted under its lock (M1)."""

import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")

OWN = uuid.UUID(int=1)


@pytest.fixture
def checkout(member):
    """It owes 15,000 won."""
    from saleor.checkout.models import Checkout

    member.fill()
    return Checkout.objects.get()


@pytest.fixture
def order(buying, charged):
    """15,000 won, which are charged."""
    from saleor.order.models import Order

    assert buying.complete().order
    return Order.objects.get()


@contextmanager
def locked(row, prices_expire=None):
    from saleor_brandpay.adapters import amount_owed
    from saleor_brandpay.core.attempts.source import Source
    from saleor_brandpay.models import PaymentReference, SourceType

    kind = SourceType.ORDER if row._meta.model_name == "order" else SourceType.CHECKOUT
    source = Source(type=kind, id=str(row.pk))
    own = PaymentReference.transaction(OWN)
    with amount_owed.locked(source, own, prices_expire) as asked:
        yield asked


def found(row, prices_expire=None):
    with locked(row, prices_expire) as asked:
        return asked()


def item(row, **values):
    from saleor.payment.models import TransactionItem

    where = {row._meta.model_name: row}
    return TransactionItem.objects.create(**where, currency="KRW", **values)


def payment(row, captured):
    from saleor.payment.models import Payment

    values = {"gateway": "another", "currency": "KRW", "total": captured, "is_active": False}
    where = {row._meta.model_name: row}
    Payment.objects.create(**where, captured_amount=captured, **values)


def test_checkout_owes_its_total(checkout):
    assert (found(checkout).owed, found(checkout).obstacle) == (15000, None)


@pytest.mark.parametrize(
    "state", ["charged", "authorized", "charge_pending", "authorize_pending", "refund_pending"]
)
def test_what_other_transactions_hold_or_may_hold_is_not_owed(checkout, state):
    """Ours that is being refunded too: Toss may yet refuse it."""
    for amount in (1000, 2000):
        item(checkout, app_identifier="tosspayments.brandpay", **{f"{state}_value": amount})
    assert found(checkout).owed == 12000


@pytest.mark.parametrize("state", ["refunded", "canceled", "cancel_pending"])
def test_what_other_transactions_gave_back_is_owed(checkout, state):
    item(checkout, **{f"{state}_value": 1000})
    assert found(checkout).owed == 15000


def test_what_another_app_refunds_is_owed(checkout):
    item(checkout, app_identifier="another", refund_pending_value=1000)
    assert found(checkout).owed == 15000


def test_own_transaction_holds_nothing_of_what_it_is_to_pay(checkout):
    item(checkout, token=OWN, charged_value=1000)
    assert found(checkout).owed == 15000


def test_what_payments_hold_is_not_owed(checkout):
    for amount in (1000, 2000):
        payment(checkout, amount)
    assert found(checkout).owed == 12000


def test_holdings_of_another_source_count_nothing(checkout, member):
    from saleor.checkout.models import Checkout

    member.fill()
    other = Checkout.objects.exclude(pk=checkout.pk).get()
    item(other, charged_value=1000)
    payment(other, 1000)
    assert found(checkout).owed == 15000


def test_nothing_is_owed_where_more_is_held(checkout):
    item(checkout, charged_value=16000)
    assert found(checkout).owed == 0


def test_gift_cards_pay_first(checkout, member):
    member.use_gift_card(4000)
    assert found(checkout).owed == 11000


def test_checkout_that_is_being_completed_says_so_for_a_minute(checkout):
    from saleor_brandpay.clock import now

    for age, completing in ((55, True), (65, False)):
        type(checkout).objects.update(completing_started_at=now() - timedelta(seconds=age))
        assert found(checkout).completing is completing


def test_checkout_whose_prices_are_stale_has_an_obstacle(checkout):
    from saleor_brandpay.clock import now
    from saleor_brandpay.core.messages import problems

    reckoned = now() - timedelta(minutes=5)
    type(checkout).objects.update(price_expiration=reckoned)
    assert found(checkout).obstacle == problems.PRICES_STALE
    # Unless they are the very ones that were just reckoned: they live that shortly.
    assert found(checkout, reckoned).obstacle is None
    assert found(checkout, now()).obstacle == problems.PRICES_STALE


def test_prices_run_out_earlier_by_clocks_that_may_differ(checkout):
    """Saleor's own hooks have looked at them by this very clock."""
    from saleor_brandpay.adapters.amount_owed import obstacle
    from saleor_brandpay.clock import now
    from saleor_brandpay.core.messages import problems

    checkout.price_expiration = now() + timedelta(seconds=5)
    assert obstacle(checkout) == problems.PRICES_STALE
    assert obstacle(checkout, skew=timedelta(0)) is None


def test_checkout_whose_taxes_cannot_be_reckoned_has_an_obstacle(checkout):
    from saleor_brandpay.core.messages import problems

    type(checkout).objects.update(tax_error="the tax app is down")
    assert found(checkout).obstacle == problems.NO_TAXES


def test_order_owes_what_is_not_held(order):
    from saleor.payment.models import TransactionItem

    assert (found(order).owed, found(order).completing) == (0, False)
    TransactionItem.objects.update(charged_value=9000)
    payment(order, 1000)
    assert found(order).owed == 5000


@pytest.mark.parametrize("status", ["canceled", "expired"])
def test_closed_order_owes_nothing(order, status):
    from saleor.payment.models import TransactionItem

    from saleor_brandpay.core.messages import problems

    TransactionItem.objects.update(charged_value=0)
    assert found(order).owed == 15000
    type(order).objects.update(status=status)
    assert (found(order).owed, found(order).obstacle) == (0, problems.ORDER_CLOSED)


@pytest.mark.parametrize("status", ["canceled", "expired"])
def test_order_is_closed_by_its_own_status(order, status):
    from saleor_brandpay.adapters import amount_owed
    from saleor_brandpay.core.attempts.source import Source
    from saleor_brandpay.models import SourceType

    def is_closed(kind, pk):
        return amount_owed.is_closed_order(Source(type=kind, id=str(pk)))

    assert not is_closed(SourceType.ORDER, order.pk)
    type(order).objects.update(status=status)
    assert is_closed(SourceType.ORDER, order.pk)
    assert not is_closed(SourceType.ORDER, uuid.uuid4())
    assert not is_closed(SourceType.CHECKOUT, order.pk)


def test_source_that_is_gone_is_busy(checkout):
    from saleor_brandpay.core.shop import Busy

    checkout.pk = uuid.uuid4()
    with pytest.raises(Busy), locked(checkout):
        pass


def test_amount_is_counted_when_it_is_asked_for(checkout):
    """What the lock waited for has been written meanwhile."""
    from saleor.payment.models import TransactionItem

    other = item(checkout)
    with locked(checkout) as asked:
        TransactionItem.objects.filter(pk=other.pk).update(charged_value=1000)
        assert asked().owed == 14000


def test_source_is_not_counted_inside_a_transaction_of_somebody_elses(checkout):
    """What is claimed by it would not be committed before Toss is asked."""
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError), locked(checkout):
        pass


def test_source_is_locked_while_it_is_counted(checkout):
    """Two claims of one source come one after the other (M2)."""
    from saleor.checkout.models import Checkout

    from .helpers import in_own_connection

    taken = []

    def look():
        from django.db import transaction

        with transaction.atomic():
            free = Checkout.objects.select_for_update(of=("self",), skip_locked=True)
            taken.append(not free.filter(pk=checkout.pk).exists())

    with locked(checkout):
        in_own_connection(look)
    in_own_connection(look)
    assert taken == [True, False]
