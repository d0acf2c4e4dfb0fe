"""brandpay_reconcile and payments of the Transactions API, beside those of its elder."""

from decimal import Decimal

import pytest

from saleor_brandpay.core.sync.unsent_requests import NEVER_SENT

from .helpers import crash, held, pay, refunded
from .hooks import no_answers, sweep
from .reconciling import again, found, reconciler
from .transacting import events, item, order, request, try_request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")

UNSENT = NEVER_SENT.total_seconds() + 1


@pytest.fixture(params=[True, False], ids=["refunds in rows", "a row each payment"])
def reading(request, toss, brandpay):
    """What Toss's list holds is not documented: both readings must do."""
    toss.call("POST", "settings", {"cancelRows": request.param})


@pytest.fixture
def reconcile(toss, later):
    return reconciler(later)


@pytest.fixture
def ordered(buying, charged):
    """The same, and its order was made; its id."""
    return buying.complete().order["id"]


def rows(charged):
    from saleor.payment.models import TransactionItem

    return TransactionItem.objects.get(events__psp_reference=charged.reference, events__type=CHARGE)


CHARGE = "charge_success"


def token():
    """Of the only transaction there is."""
    from saleor.payment.models import TransactionItem

    return TransactionItem.objects.get().token


def write(charged, kind, amount, **values):
    """An event that nobody told us of."""
    one = rows(charged)
    return one.events.create(
        type=kind, amount_value=Decimal(amount), currency=one.currency, **values
    )


@pytest.mark.usefixtures("reading")
def test_both_apis_agree_in_one_run(guest, staff, toss, charged, ordered, reconcile):
    elder = pay(guest.fill({"saucer": 1}), toss).order["id"]
    request(staff, charged, amount=5000)
    assert staff.refund(elder, 3000) == []
    for _ in range(2):
        status, document = reconcile()
        assert (status, found(document)) == (0, [])
        assert document["toss"]["approved"] == {"payments": 2, "won": 23000}
        assert document["saleor"]["captured"] == {"payments": 2, "won": 23000}
        assert document["toss"]["refunded"] == {"payments": 2, "won": 8000}
        assert document["saleor"]["refunded"] == {"payments": 2, "won": 8000}


@pytest.mark.usefixtures("reading")
def test_charge_that_waits_on_its_checkout_is_no_difference(staff, toss, charged, reconcile):
    for words in ([], ["--heal"]):
        assert found(reconcile(*words)[1]) == []
    assert held(toss) == 15000
    assert item(staff, charged)["chargedAmount"]["amount"] == 15000


@pytest.mark.usefixtures("reading")
def test_charge_booked_nowhere(buying, staff, toss, reconcile):
    session = buying.initialize()
    returned = toss.buyer(session.data)
    no_answers(toss)
    assert buying.process(session, returned).code == "CHECKING"
    toss.mend()
    status, document = reconcile()
    assert (status, found(document)) == (1, [("paid_without_order", False)])
    (finding,) = document["findings"]
    assert finding["saleor_payment"] is None
    assert finding["saleor_transaction"] == str(token())

    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("paid_without_order", True)])
    one = item(staff, session)
    assert one["chargedAmount"]["amount"] == 15000
    assert len(events(one, "CHARGE_SUCCESS")) == 1
    again(reconcile)
    assert order(staff, buying.complete().order["id"])["chargeStatus"] == "FULL"
    again(reconcile)


def test_charge_without_record_of_ours_is_told_and_left_alone(buying, staff, toss, reconcile):
    """The database went back in time: nothing is booked by guessing (M4)."""
    from saleor_brandpay.models import Attempt

    session = buying.initialize()
    returned = toss.buyer(session.data)
    no_answers(toss)
    buying.process(session, returned)
    toss.mend()
    Attempt.objects.all().delete()
    for words in ([], ["--heal"]):
        _, document = reconcile(*words)
        (finding,) = document["findings"]
        assert (finding["order_id"], finding["healed"]) == (returned["orderId"], False)
    assert item(staff, session)["chargedAmount"]["amount"] == 0
    assert held(toss) == 15000


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("won", [5000, 15000])
def test_console_refund_of_an_order(staff, toss, charged, ordered, reconcile, won):
    toss.console_refund(charged.reference, amount=won)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("refund_only_there", False)])
    assert document["findings"][0]["saleor_order"]

    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("refund_only_there", True)])
    assert order(staff, ordered)["totalRefunded"]["amount"] == won
    assert len(events(item(staff, charged), "REFUND_SUCCESS")) == 1
    again(reconcile)


@pytest.mark.usefixtures("reading")
def test_refund_whose_booking_was_lost(staff, toss, charged, ordered, reconcile, monkeypatch):
    from saleor_brandpay.adapters.transactions_api import refunds

    with monkeypatch.context() as broken:
        broken.setattr(refunds, "_book", crash)
        try_request(staff, charged, 4000)
    assert refunded(toss) == [4000]
    status, document = reconcile(after=UNSENT)
    assert (status, found(document)) == (1, [("refund_only_there", False)])

    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("refund_only_there", True)])
    one = item(staff, charged)
    (success,) = events(one, "REFUND_SUCCESS", "REFUND_FAILURE")
    (asked,) = events(one, "REFUND_REQUEST")
    assert asked["pspReference"] == success["pspReference"]
    assert refunded(toss) == [4000]
    again(reconcile)


@pytest.mark.usefixtures("reading")
def test_checkout_gone_without_an_order(staff, toss, charged, reconcile):
    """A buyer's account was deleted, say; goods that nobody can get are not kept paid."""
    from saleor.checkout.models import Checkout

    Checkout.objects.all().delete()
    status, document = reconcile()
    assert (status, found(document)) == (1, [("paid_without_order", False)])
    assert "neither its checkout" in document["findings"][0]["what"]["en"]

    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("paid_without_order", True)])
    assert held(toss) == 0
    one = item(staff, charged)
    assert (one["chargedAmount"]["amount"], one["refundedAmount"]["amount"]) == (0, 15000)
    assert len(events(one, "CHARGE_SUCCESS", "REFUND_SUCCESS")) == 2
    again(reconcile)
    assert refunded(toss) == [15000]


def test_refund_that_toss_never_made(staff, toss, charged, ordered, reconcile):
    """Written without a reference, as Saleor does for adjustments by hand."""
    write(charged, "refund_success", 4000, include_in_calculations=True)
    write(charged, "refund_success", 9999, include_in_calculations=False)
    for words in ([], ["--heal"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("refund_only_here", False)])
        assert document["findings"][0]["saleor_won"] == 4000
    assert held(toss) == 15000


def test_refund_booked_without_a_reference(staff, toss, charged, ordered, reconcile):
    toss.console_refund(charged.reference, amount=4000)
    write(charged, "refund_success", 4000, include_in_calculations=True)
    assert found(reconcile()[1]) == []


def test_charge_that_a_newer_failure_takes_back(toss, charged, ordered, reconcile):
    """Saleor then counts nothing, whatever stands in the list of events."""
    write(
        charged,
        "charge_failure",
        15000,
        include_in_calculations=True,
        psp_reference=charged.reference,
    )
    status, document = reconcile()
    assert (status, found(document)) == (1, [("paid_without_order", False)])


def test_order_without_payment(toss, charged, ordered, reconcile):
    toss.reset()
    for words in ([], ["--heal"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("order_without_payment", False)])


def test_money_is_compared_even_without_our_tables(toss, charged, ordered, reconcile):
    from saleor_brandpay.models import Attempt

    Attempt.objects.all().delete()
    assert found(reconcile()[1]) == []
    toss.reset()
    assert found(reconcile()[1]) == [("order_without_payment", False)]


def test_pages_over_both_tables(guest, staff, toss, charged, ordered):
    """Each row once, whatever the size of a page."""
    import datetime

    from saleor_brandpay.adapters.shop import SaleorShop
    from saleor_brandpay.clock import now

    pay(guest.fill(), toss)
    for _ in range(3):
        request(staff, charged, amount=1000 + len(refunded(toss)))
    day = datetime.timedelta(days=1)
    seen, cursor = [], ""
    while page := SaleorShop().rows(now() - day, now() + day, cursor, 2):
        assert len(page) <= 2
        seen += page
        cursor = page[-1].cursor
    assert len(seen) == len({row.cursor for row in seen}) == 5
    assert sum(row.amount for row in seen if row.entry.value == "capture") == 30000
    assert sum(row.amount for row in seen if row.entry.value == "refund") == 3003
    assert SaleorShop().rows(now() - 9 * day, now() - 8 * day, "", 2) == []


# Refunds that staff asked for and nobody came to send.


def answers(staff, charged):
    return events(item(staff, charged), "REFUND_SUCCESS", "REFUND_FAILURE")


def test_request_that_never_reached_us(staff, toss, charged, ordered, reconcile):
    """Saleor's task that releases funds writes many at once, and may die after the first."""
    write(charged, "refund_request", 4000)
    write(charged, "refund_request", 4000)
    assert found(reconcile(after=1)[1]) == []
    status, document = reconcile(after=UNSENT)
    assert (status, found(document)) == (1, [("still_unknown", False)])
    assert "8,000" in document["findings"][0]["what"]["en"]

    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("still_unknown", True)])
    assert [one["type"] for one in answers(staff, charged)] == ["REFUND_FAILURE"] * 2
    assert "Ask again" in answers(staff, charged)[0]["message"]
    again(reconcile)
    assert len(answers(staff, charged)) == 2
    assert refunded(toss) == []

    request(staff, charged, amount=4000)
    assert [one["type"] for one in answers(staff, charged)][2:] == ["REFUND_SUCCESS"]
    assert item(staff, charged)["refundPendingAmount"]["amount"] == 0
    again(reconcile)


def test_hook_that_died_before_it_asked(staff, toss, charged, ordered, later, monkeypatch):
    """The next sweeps see to it: no nightly run is needed."""
    from saleor_brandpay.adapters.transactions_api import refunds

    with monkeypatch.context() as broken:
        broken.setattr(refunds.leases, "wait", crash)
        try_request(staff, charged, 4000)
    later(120)
    sweep()
    assert answers(staff, charged) == []
    for _ in range(3):
        later(UNSENT)
        sweep()
    (failure,) = answers(staff, charged)
    assert failure["type"] == "REFUND_FAILURE"
    assert refunded(toss) == []


def test_hook_that_died_with_toss_refusing(staff, toss, charged, ordered, later, monkeypatch):
    from saleor_brandpay.adapters.transactions_api import refunds

    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    with monkeypatch.context() as broken:
        broken.setattr(refunds, "_book", crash)
        try_request(staff, charged, 4000)
    toss.mend()
    for _ in range(3):
        later(UNSENT)
        sweep()
    (failure,) = answers(staff, charged)
    assert failure["type"] == "REFUND_FAILURE"
    assert refunded(toss) == []


def test_hook_that_comes_after_the_answer_sends_nothing(
    staff, toss, charged, ordered, reconcile, monkeypatch
):
    from saleor_brandpay.adapters.transactions_api import refunds

    late = []
    with monkeypatch.context() as slow:
        slow.setattr(refunds, "refund", lambda *args: late.append(args))
        request(staff, charged, amount=4000)
    reconcile("--heal", after=UNSENT)
    assert len(answers(staff, charged)) == 1
    refunds.refund(*late[0])
    assert len(answers(staff, charged)) == 1
    assert refunded(toss) == []


def test_refusals_of_the_same_amount_are_told_apart(staff, toss, charged, ordered, reconcile):
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    for _ in range(3):
        request(staff, charged, amount=4000)
    toss.mend()
    assert [one["type"] for one in answers(staff, charged)] == ["REFUND_FAILURE"] * 3
    assert found(reconcile("--heal", after=UNSENT)[1]) == []
    assert len(answers(staff, charged)) == 3


def test_saleors_own_answer_is_one(staff, toss, charged, ordered, reconcile):
    """Nobody was there to be asked: Saleor has said so at once, without any reference."""
    write(charged, "refund_request", 4000)
    write(charged, "refund_failure", 4000)
    assert found(reconcile("--heal", after=UNSENT)[1]) == []
    assert len(answers(staff, charged)) == 1


def test_refund_under_way_is_not_answered(staff, toss, charged, ordered, later):
    """Its outcome is unknown: it ends as a refund, not as one that was never sent."""
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "http_500", times=None)
    request(staff, charged, amount=4000)
    later(UNSENT)
    sweep()
    assert answers(staff, charged) == []
    toss.mend()
    later(3600)
    sweep()
    (success,) = answers(staff, charged)
    assert success["type"] == "REFUND_SUCCESS"
    assert refunded(toss) == [4000]


def test_request_on_a_charge_that_went_back(staff, toss, charged, reconcile):
    """Nothing is left to refund, and still staff get their answer."""
    from saleor.checkout.models import Checkout

    Checkout.objects.all().delete()
    write(charged, "refund_request", 4000)
    assert reconcile("--heal", after=UNSENT)[0] == 0
    reconcile("--heal")
    again(reconcile)
    types = [one["type"] for one in answers(staff, charged)]
    assert sorted(types) == ["REFUND_FAILURE", "REFUND_SUCCESS"]
    assert refunded(toss) == [15000]
