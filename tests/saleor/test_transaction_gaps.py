"""Money in the moments between two commits, of Saleor's or of ours."""

import pytest

from .helpers import after, approved, before, crash, held, in_own_connection, visit
from .hooks import sweep
from .shop import GATEWAY, RETURN_URL
from .transacting import Transacting, item, request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("webhooks")


@pytest.fixture
def stored(brandpay, buyer, storefront_of, toss):
    """The methodId of a card that the buyer has registered by paying once."""
    brandpay(one_touch="true")
    first = Transacting(storefront_of(buyer).fill())
    session = first.initialize()
    first.process(session, toss.buyer(session.data))
    assert first.complete().order
    toss.agree_billing(session.data)
    (config,) = Transacting(first.storefront.fill()).gateways(GATEWAY)
    (method,) = config["data"]["methods"]
    return method["id"]


def half_count(monkeypatch, buying, session, returned):
    """Saleor's worker dies after it has written the charge, before it counts it."""
    from saleor.payment.models import TransactionItem

    kept = TransactionItem.save

    def save(self, *args, **kwargs):
        if "charged_value" in (kwargs.get("update_fields") or ()):
            raise RuntimeError("the worker died")
        return kept(self, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(TransactionItem, "save", save)
        buying.try_process(session, returned)
    one = TransactionItem.objects.get(events__type="charge_success")
    assert one.charged_value == 0
    return one


def test_charge_that_saleor_has_not_counted_pays_its_checkout(buying, staff, toss, monkeypatch):
    one, other = buying.initialize(), buying.initialize()
    returned = [toss.buyer(session.data) for session in (one, other)]
    half_count(monkeypatch, buying, one, returned[0])
    assert held(toss) == 15000
    for _ in range(2):
        answer = buying.process(other, returned[1])
        assert (answer.type, answer.window) == ("CHARGE_ACTION_REQUIRED", None)
        assert held(toss) == 15000
    assert item(staff, one)["chargedAmount"]["amount"] == 15000


def test_charge_that_is_counted_while_another_one_is_claimed(buying, toss, monkeypatch):
    from saleor.payment.transaction_item_calculations import recalculate_transaction_amounts

    from saleor_brandpay.core.attempts import queries
    from saleor_brandpay.core.confirm.rules import OtherAttempts
    from saleor_brandpay.core.confirm.transactions_api_rules import TransactionsApiRules

    one, other = buying.initialize(), buying.initialize()
    returned = [toss.buyer(session.data) for session in (one, other)]
    counted = half_count(monkeypatch, buying, one, returned[0])
    of_source = queries.of_source
    reached = []

    def slowly(source):
        from django.db import connection

        if connection.in_atomic_block:
            in_own_connection(lambda: recalculate_transaction_amounts(counted))
            reached.append(source)
        return of_source(source)

    monkeypatch.setattr(TransactionsApiRules, "check_others", lambda *_, **__: OtherAttempts())
    monkeypatch.setattr(queries, "of_source", slowly)
    answer = buying.process(other, returned[1])
    assert reached
    assert (answer.type, answer.window) == ("CHARGE_ACTION_REQUIRED", None)
    assert held(toss) == 15000


def test_money_that_is_being_refunded_still_pays_its_order(buying, staff, toss):
    """Until Toss says so, and Toss may refuse."""
    first = buying.initialize()
    assert buying.process(first, toss.buyer(first.data)).type == "CHARGE_SUCCESS"
    order = buying.complete().order["id"]
    toss.fault("cancel", "drop_before", times=None)
    toss.fault("payment", "http_500", times=None)
    request(staff, first, amount=15000)
    toss.mend()
    assert held(toss) == 15000
    second = buying.initialize(of=order, amount=15000)
    assert (second.type, second.window) == ("CHARGE_ACTION_REQUIRED", None)


def test_window_that_toss_has_ended_is_replaced_at_once(buying, toss, later):
    session = buying.initialize()
    toss.buyer(session.data)
    later(40 * 60)
    answer = buying.process(session)
    assert answer.code == "WINDOW_EXPIRED", answer
    assert answer.window["orderId"] != session.window["orderId"]
    assert buying.process(session, toss.buyer(answer.data)).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_click_that_is_overtaken_before_it_has_the_attempt(buying, toss, monkeypatch):
    from saleor_brandpay.core.attempts import leases
    from saleor_brandpay.models import Attempt

    session = buying.initialize()
    returned = toss.buyer(session.data)
    first = []
    before(monkeypatch, leases, "take", lambda: first.append(buying.process(session, returned)))
    late = buying.process(session, returned)
    assert [answer.type for answer in first] == ["CHARGE_SUCCESS"]
    assert (late.type, late.window, late.code) == ("CHARGE_ACTION_REQUIRED", None, "CHECKING")
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert (Attempt.objects.count(), held(toss)) == (1, 15000)


def test_click_that_is_overtaken_leaves_the_charge_to_the_one_that_made_it(
    buying, staff, toss, monkeypatch
):
    """Saleor is about to write it: neither Toss nor Saleor's rows are the late one's business."""
    from saleor_brandpay.core.attempts import leases
    from saleor_brandpay.transactions.plugin import BrandpayTransactionsPlugin

    session = buying.initialize()
    returned = toss.buyer(session.data)

    def pay():
        with monkeypatch.context() as broken:
            after(broken, BrandpayTransactionsPlugin, "transaction_process_session", crash)
            buying.try_process(session, returned)
        assert held(toss) == 15000
        toss.forget_requests()

    with monkeypatch.context() as overtaken:
        before(overtaken, leases, "take", pay)
        late = buying.process(session, returned)
    assert (late.type, late.window, late.code) == ("CHARGE_ACTION_REQUIRED", None, "CHECKING")
    assert toss.requests() == []
    assert item(staff, session)["chargedAmount"]["amount"] == 0
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert item(staff, session)["chargedAmount"]["amount"] == held(toss) == 15000


def test_transaction_that_is_charged_meanwhile_has_no_other_window(buying, toss, monkeypatch):
    """Two clicks find nothing open; the source owes more than the transaction was for."""
    from saleor_brandpay.core.confirm.transactions_api_rules import TransactionsApiRules
    from saleor_brandpay.models import Attempt

    session = buying.initialize(amount=6000)
    Attempt.objects.all().delete()
    paid = []

    def pay():
        answer = buying.process(session)
        paid.append(buying.process(session, toss.buyer(answer.data)))

    before(monkeypatch, TransactionsApiRules, "opening", pay)
    late = buying.process(session)
    assert [answer.type for answer in paid] == ["CHARGE_SUCCESS"]
    assert (late.type, late.window, late.code) == ("CHARGE_ACTION_REQUIRED", None, "CHECKING")
    assert (Attempt.objects.count(), held(toss)) == (1, 6000)


def begin(buying, method):
    """One-touch by a worker that dies on its way; nobody gets an answer."""
    buying.try_initialize({"methodId": method}, key="one")


def test_charge_is_known_for_a_charge_although_its_worker_died(buying, toss, stored, monkeypatch):
    from saleor_brandpay.api.client import BrandpayClient
    from saleor_brandpay.models import Attempt

    with monkeypatch.context() as broken:
        broken.setattr(BrandpayClient, "auto_payment", crash)
        begin(buying, stored)
    attempt = Attempt.objects.latest("pk")
    assert (attempt.status, attempt.method_id) == ("unknown", stored)


def test_window_of_an_order_id_that_may_be_charged_is_not_confirmed(
    buying, guest, toss, stored, later, monkeypatch
):
    """A charge has no payment key: beside it nothing else may be approved under its order id."""
    from saleor_brandpay.api.client import BrandpayClient
    from saleor_brandpay.models import Attempt

    with monkeypatch.context() as broken:
        broken.setattr(BrandpayClient, "auto_payment", crash)
        begin(buying, stored)
    toss.forget_requests()
    attempt = Attempt.objects.latest("pk")
    shown = Transacting(guest.fill()).initialize().data
    forged = {**shown, "payment": {**shown["payment"], "orderId": attempt.order_id}}
    forged["payment"]["amount"] = {"currency": "KRW", "value": 15000}
    returned = toss.buyer(forged)
    later(120)
    guest.checkout = buying.storefront.checkout
    answer = Transacting(guest).process(_id_of(attempt), returned)
    assert answer.type == "CHARGE_ACTION_REQUIRED"
    assert toss.calls("confirm") == []


def _id_of(attempt):
    import graphene

    return graphene.Node.to_global_id("TransactionItem", attempt.transaction_token)


def test_window_after_a_charge_that_was_rolled_back(member, staff, toss, stored, monkeypatch):
    """The buyer comes back for a window, while Toss has taken the money by a charge already."""
    from saleor_brandpay.api.client import BrandpayClient

    before = held(toss)
    member.fill().payment_create()
    ready = member.complete({"methodId": stored})
    with monkeypatch.context() as broken:
        after(broken, BrandpayClient, "auto_payment", crash)
        member.try_complete(ready.charge)
    assert held(toss) - before == 15000
    answer = member.payment_create().complete()
    assert answer.order, answer
    assert held(toss) - before == 15000


def test_return_to_a_charge_that_was_taken_back(buying, staff, toss, monkeypatch):
    """Both events stand in Saleor: the buyer is not told of a success."""
    session = buying.initialize({"returnUrl": RETURN_URL, "serverReturn": True})
    url = toss.pay(session.data)
    toss.fault("confirm", "drop_after")
    toss.fault("payment", "http_500", times=4)
    toss.fault("payment_by_order_id", "http_500", times=4)
    visit(url)
    toss.mend()
    from saleor_brandpay.models import Attempt

    Attempt.objects.update(status="superseded")
    Attempt.objects.update(due_at="2020-01-01T00:00:00Z")
    sweep()
    assert held(toss) == 0
    assert [one["status"] for one in approved(toss)] == ["CANCELED"]
    _, headers, _ = visit(url)
    assert "status=failed" in headers["location"]


def test_failure_reported_for_a_charge_whose_outcome_is_unknown(buying, toss):
    session = buying.initialize({"returnUrl": RETURN_URL, "serverReturn": True})
    url = toss.pay(session.data)
    toss.fault("confirm", "drop_after")
    toss.fault("payment", "http_500", times=4)
    toss.fault("payment_by_order_id", "http_500", times=4)
    visit(url)
    toss.mend()
    assert held(toss) == 15000
    failed = f"{url.split('?')[0]}?code=DUPLICATED_ORDER_ID&message=x"
    _, headers, _ = visit(failed)
    assert "status=checking" in headers["location"]


def test_receipt_that_cannot_be_kept_is_not_worth_a_charge(buying, toss, monkeypatch):
    """Its checkout may have become an order while Toss was asked."""
    from django.db import IntegrityError

    from saleor_brandpay.adapters.transactions_api import display

    def gone(*_):
        raise IntegrityError("the checkout is gone")

    session = buying.initialize()
    returned = toss.buyer(session.data)
    monkeypatch.setattr(display, "keep_on_checkout", gone)
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"


@pytest.mark.parametrize(
    "url",
    [
        "https://toss.example:99999/receipt",
        "https://toss.example/" + "\uc601" * 60,
        "https://toss.example/" + "{" * 170,
        "https://toss.example/" + "x" * 200,
        "receipt",
    ],
)
def test_address_that_saleor_would_refuse(url):
    """Saleor would call the whole answer a failure, with the money taken."""
    from saleor_brandpay.adapters.transactions_api.responses import is_url

    assert not is_url(url)
    assert is_url("https://dashboard.tosspayments.com/receipt/x?transactionId=a_b%20c&ref=PX#top")
