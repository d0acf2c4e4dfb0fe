"""Ways to lose money that a review once found, kept as tests."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.confirm import pay
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.refunds.refund_rows import remember
from saleor_brandpay.core.refunds.result import RefundOutcome
from saleor_brandpay.models import Attempt, AttemptStatus, MerchantSecret, Refund
from tests.core.shop import MovingClock, Recorded, Shop

LINES = ("order 1 1",)


def _blind(shop: Shop) -> None:
    shop.sandbox.fault("payment", "http_500", times=None)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)


def _unknown_payment(shop: Shop, **values: Any) -> Any:
    """A bill whose confirm was approved and whose outcome is not known here."""
    bill = shop.bill(**values)
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "drop_after", times=2)
    _blind(shop)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    return bill


def _unknown_refund(shop: Shop, attempt: Attempt) -> None:
    shop.sandbox.fault("cancel", "drop_after", times=2)
    shop.sandbox.fault("payment", "http_500", times=None)
    assert shop.refund(attempt, 5000, lines=LINES).outcome is RefundOutcome.UNKNOWN
    shop.sandbox.clear_faults()


def test_unknown_refund_that_another_refund_books_is_claimed_by_its_repeat(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    _unknown_refund(shop, attempt)
    other = shop.refund(attempt, 2000)
    assert other.outcome is RefundOutcome.BALANCE_DIFFERS
    remember(attempt, other.foreign_cancels)
    booked = [cancel.transaction_key for cancel in other.foreign_cancels]
    again = shop.refund(attempt, 5000, number=1, balance=10000, lines=LINES, booked=booked)
    assert again.already_booked
    assert shop.held() == 10000


def test_same_lines_with_another_amount_after_an_unknown_refund(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    _unknown_refund(shop, attempt)
    again = shop.refund(attempt, 4000, lines=LINES)
    assert (again.outcome, again.refund.amount) == (RefundOutcome.DONE, 5000)
    assert shop.held() == 10000


def test_expired_second_key_does_not_close_an_approved_attempt(
    shop: Shop, time: MovingClock
) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    first, second = shop.buy(attempt), shop.buy(attempt)
    shop.die_after(bill, second)
    time.advance(601)
    assert isinstance(shop.resume(bill, first), Paid)
    assert shop.held() == 15000


def test_unknown_then_cheaper_cart_is_refunded_and_not_sold_at_the_old_price(shop: Shop) -> None:
    bill = _unknown_payment(shop)
    bill.owed = 10000
    assert shop.resume(bill, None) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0


def test_dead_worker_then_cheaper_cart_is_refunded(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    bill.owed = 10000
    assert shop.resume(bill, returned) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0


def test_cheaper_cart_that_cannot_be_read_back(shop: Shop) -> None:
    bill = shop.bill()
    shop.open(bill)
    bill.owed = 10000
    _blind(shop)
    assert shop.resume(bill, None) == Failed(problem=problems.CHECKING)


def test_payment_key_that_toss_calls_malformed_does_not_lock_the_checkout(shop: Shop) -> None:
    bill = shop.bill()
    good = shop.buy(shop.open(bill))
    shop.sandbox.fault("payment", "refuse", code="INVALID_PAYMENT_KEY", times=None)
    outcome = shop.resume(bill, good | {"paymentKey": "junk"})
    assert isinstance(outcome, ShowWindow)
    assert isinstance(shop.resume(bill, shop.buy(outcome.attempt)), Paid)
    assert shop.held() == 15000


def _adoptable_and_unreadable(shop: Shop, *, on: Any = None) -> Any:
    """An approval nobody booked, and a later attempt that cannot be read."""
    first = shop.bill()
    shop.die_after(first, shop.buy(shop.open(first)))
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)
    bill = on(first) if on else first
    middle = shop.start(bill) if on else shop.resume(bill, {"code": "REJECT_CARD_COMPANY"})
    assert isinstance(middle, ShowWindow)
    last = shop.resume(bill, {"code": "REJECT_CARD_COMPANY"})
    assert isinstance(last, ShowWindow)
    shop.sandbox.clear_faults()
    shop.sandbox.fault(
        "payment_by_order_id", "http_500", times=None, orderId=middle.attempt.order_id
    )
    returned = shop.buy(last.attempt)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    return first, bill, returned


def test_approval_found_but_not_told_is_found_again(shop: Shop) -> None:
    _, bill, returned = _adoptable_and_unreadable(shop)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


def test_approval_found_but_not_told_gets_no_refund_on_a_payment_without_capture(
    shop: Shop,
) -> None:
    first, bill, returned = _adoptable_and_unreadable(shop, on=lambda of: shop.bill(of=of))
    assert isinstance(shop.resume(bill, returned), Paid)
    assert first.reference not in shop.books.refunds
    assert shop.held() == 15000


def test_secret_of_another_mid_closes_nothing(shop: Shop, time: MovingClock) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    good, other = shop.secret_key, "test_sk_" + "another2" * 3
    shop.sandbox.add_keys("test_ck_" + "another1" * 3, other, "othermid")
    merchants.save(shop.client_key, Secret(other))
    time.advance(66 * 60)
    shop.secret_key = other
    shop.resume(bill, None)
    shop.secret_key = good
    merchants.save(shop.client_key, Secret(good))
    attempt.refresh_from_db()
    assert attempt.status != AttemptStatus.CLOSED
    window = shop.resume(bill, None)
    assert isinstance(window, ShowWindow)
    outcome = shop.resume(bill, shop.buy(window.attempt))
    assert isinstance(outcome, Paid)
    assert outcome.attempt == attempt
    assert shop.held() == 15000


def test_payment_of_another_mid_is_not_ours(shop: Shop) -> None:
    shop.paid(shop.bill())
    merchant = shop.merchant()
    assert merchant.mid
    type(merchant).objects.update(mid="somebody")
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)


@pytest.mark.parametrize("code", ["PROVIDER_ERROR", "UNKNOWN_ERROR"])
def test_replayed_unknown_answer_is_stepped_over(shop: Shop, time: MovingClock, code: str) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code=code, times=1)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    time.advance(3600)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert shop.held() == 10000


def test_same_secret_saved_again_heals_a_lost_encryption_key(shop: Shop, settings: Any) -> None:
    attempt = shop.paid(shop.bill())
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    merchants.save(shop.client_key, Secret(shop.secret_key))
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE


def test_who_holds_the_secret_needs_no_encryption_key_for_it(
    other_keys: Callable[[], None], shop: Shop
) -> None:
    """And leaves the row to those who can read it (M20)."""
    attempt = shop.paid(shop.bill())
    kept = MerchantSecret.objects.get().ciphertext
    other_keys()
    assert isinstance(shop.start(shop.bill()), ShowWindow)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert MerchantSecret.objects.get().ciphertext == kept


def test_many_refusals_that_were_rolled_back(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    for _ in range(7):
        shop.sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=1)
        assert shop.refund(attempt, 5000).outcome is RefundOutcome.REFUSED
        Refund.objects.all().delete()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE


def test_saleors_payment_is_locked_before_our_rows(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = shop.bill()
    shop.paid(old)
    order: list[str] = []
    monkeypatch.setattr(Recorded, "lock", lambda recorded: order.append("payment"))

    def watch(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if sql.startswith(('UPDATE "saleor_brandpay', 'INSERT INTO "saleor_brandpay')):
            order.append("ours")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        shop.start(shop.bill(of=old))
    assert order[0] == "payment"
    assert "ours" in order


def test_unknown_outcome_comes_before_any_refusal(shop: Shop) -> None:
    bill = _unknown_payment(shop)
    _blind(shop)
    context = shop.context(bill)
    assert pay.finish_unknown(context) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    assert isinstance(pay.finish_unknown(shop.context(bill)), Paid)
    assert pay.finish_unknown(shop.context(shop.bill())) is None


def test_cancel_without_a_key_is_kept_all_the_same(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    refund = shop.refund(attempt, 5000).refund
    refund.transaction_key = ""
    from saleor_brandpay.api.payment import Cancel
    from saleor_brandpay.core.refunds.refund_rows import finish

    raw = shop.sandbox.payments()[0]["cancels"][0] | {"transactionKey": ""}
    finish(refund, Cancel.parse(raw))
    assert refund.transaction_key == "no-key-0"
