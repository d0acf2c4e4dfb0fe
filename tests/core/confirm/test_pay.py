"""The main job, without Saleor: a window, a payment, a confirm."""

from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.confirm.storefront_data import StorefrontData
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt, AttemptStatus, Customer
from tests.core.shop import Shop
from tests.core.sync.scenes import lost_answer


def test_paid_with_one_confirm(shop: Shop) -> None:
    bill = shop.bill(user=shop.user())
    attempt = shop.open(bill)
    outcome = shop.resume(bill, shop.buy(attempt))
    assert isinstance(outcome, Paid)
    saved = Attempt.objects.get()
    assert saved.status == AttemptStatus.APPROVED
    assert saved.balance == 15000
    assert saved.method["type"] == "card"
    assert len(shop.sandbox.requests()) == 1
    assert shop.held() == 15000


def test_paid_by_account(shop: Shop) -> None:
    bill = shop.bill()
    outcome = shop.resume(bill, shop.buy(shop.open(bill), method="account"))
    assert isinstance(outcome, Paid)
    assert outcome.attempt.method["type"] == "account"


def test_opening_makes_no_call(shop: Shop) -> None:
    shop.open(shop.bill())
    assert shop.sandbox.requests() == []


def test_reload_offers_the_same_window(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    outcome = shop.resume(bill)
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt == attempt
    assert outcome.problem is None


def test_first_call_opens_a_window_of_its_own(shop: Shop) -> None:
    """With what it asks for; the one before is given up."""
    bill = shop.bill()
    first, second = shop.open(bill), shop.open(bill)
    first.refresh_from_db()
    assert (first.status, second.status) == (AttemptStatus.SUPERSEDED, AttemptStatus.OPEN)


def test_cancelled_window_is_offered_again_with_the_reason(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    outcome = shop.resume(bill, shop.buy(attempt, "cancel"))
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt == attempt
    assert outcome.problem
    assert outcome.problem.code == "PAY_PROCESS_CANCELED"
    assert isinstance(shop.resume(bill, shop.buy(attempt)), Paid)


def test_declined_gets_a_new_order_id_and_the_reason_survives_a_reload(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    shop.sandbox.fault("confirm", "refuse", code="REJECT_CARD_COMPANY", times=1)
    outcome = shop.resume(bill, shop.buy(attempt))
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt.order_id != attempt.order_id
    assert outcome.problem
    assert outcome.problem.code == "REJECT_CARD_COMPANY"
    again = shop.resume(bill)
    assert isinstance(again, ShowWindow)
    assert again.attempt == outcome.attempt
    assert again.problem == outcome.problem
    assert isinstance(shop.resume(bill, shop.buy(again.attempt)), Paid)
    assert shop.held() == 15000


def test_failed_in_the_window_gets_a_new_order_id(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    outcome = shop.resume(bill, shop.buy(attempt, "REJECT_CARD_COMPANY"))
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt.order_id != attempt.order_id
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED


def test_changed_total_is_refused(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    bill.owed = 12000
    assert shop.resume(bill, returned) == Failed(problem=problems.TOTAL_CHANGED)
    assert shop.confirms() == []


def test_old_window_is_replaced(shop: Shop, time) -> None:  # type: ignore[no-untyped-def]
    bill = shop.bill()
    attempt = shop.open(bill)
    time.advance(25 * 60)
    outcome = shop.resume(bill)
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt != attempt
    assert outcome.problem == problems.WINDOW_EXPIRED


def test_same_user_is_one_customer(shop: Shop) -> None:
    user = shop.user()
    first, second = shop.open(shop.bill(user=user)), shop.open(shop.bill(user=user))
    assert first.customer == second.customer
    other = shop.open(shop.bill(user=shop.user()))
    assert other.customer != first.customer
    assert Customer.objects.count() == 2


def test_wrong_return_of_a_payment_without_a_window_says_so(shop: Shop) -> None:
    bill = shop.bill()
    shop.open(bill)
    Attempt.objects.update(status=AttemptStatus.CLOSED)
    outcome = shop.resume(bill, {"paymentKey": "../x", "orderId": "x", "amount": 1})
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem == problems.BAD_RETURN


def test_method_of_somebody_who_may_not_charge_it_opens_a_window(shop: Shop) -> None:
    attempt = shop.open(shop.bill(), storefront_data=StorefrontData(method_id="somebody's"))
    assert attempt.method_id == ""


def test_first_call_ends_an_unknown_outcome_before_anything_else(shop: Shop) -> None:
    """The cart got cheaper: what was taken goes back, and the buyer is told before he pays."""
    bill = shop.bill()
    lost_answer(shop, bill)
    assert shop.held() == 15000
    bill.owed = bill.amount = 10000
    assert shop.start(bill) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0
