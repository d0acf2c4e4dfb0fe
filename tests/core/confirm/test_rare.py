"""Corners that a shop meets once a year, and must survive."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from saleor_brandpay.api.idempotency import Fingerprints
from saleor_brandpay.api.transport import shared
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import queries, schedule
from saleor_brandpay.core.attempts.source import Source
from saleor_brandpay.core.confirm import confirm, other_attempts, sent_keys
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.confirm.outcome import ConfirmStatus, record_read_back
from saleor_brandpay.core.confirm.read_back import ReadBack, Seen
from saleor_brandpay.core.merchants import crypto, merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.messages.toss_codes import buyer_problem, staff_problem
from saleor_brandpay.core.refunds.result import RefundOutcome
from saleor_brandpay.models import Attempt, AttemptStatus, PaymentReference, SourceType
from tests.core.shop import MovingClock, Shop
from tests.core.sync.scenes import fresh


def _refuse_always(shop: Shop) -> None:
    shop.sandbox.fault("confirm", "refuse", code="FORBIDDEN_CONSECUTIVE_REQUEST", times=None)


def test_steps_are_bounded(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    _refuse_always(shop)
    for _ in range(3):
        shop.resume(bill, returned)
    Attempt.objects.update(confirm_step=0)
    monkeypatch.setattr(confirm, "MAX_STEPS", 2)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)


def test_refund_steps_are_bounded(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    for _ in range(2):
        shop.refund(attempt, 1000)
    attempt.refunds.all().delete()
    monkeypatch.setattr("saleor_brandpay.core.refunds.cancel.MAX_STEPS", 1)
    assert shop.refund(attempt, 1000).outcome is RefundOutcome.REFUSED


def test_unreachable_after_a_confirm_may_have_been_sent(shop: Shop, settings: Any) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "drop_before", times=2)
    shop.resume(bill, returned)
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert Attempt.objects.get().status == AttemptStatus.UNKNOWN


def test_second_payment_key_while_the_first_may_be_under_way(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    first, second = shop.buy(attempt), shop.buy(attempt)
    shop.sandbox.fault("confirm", "drop_before", times=2)
    assert shop.resume(bill, first) == Failed(problem=problems.CHECKING)
    assert shop.resume(bill, second) == Failed(problem=problems.CHECKING)
    assert isinstance(shop.resume(bill, first), Paid)
    assert shop.held() == 15000


def test_second_payment_key_after_a_dead_worker_finds_the_first_approval(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    first, second = shop.buy(attempt), shop.buy(attempt)
    shop.die_after(bill, first)
    outcome = shop.resume(bill, second)
    assert isinstance(outcome, Paid)
    assert outcome.attempt.payment_key == first["paymentKey"]
    assert shop.held() == 15000


def test_second_payment_key_in_another_process_finds_the_first_approval(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    first, second = shop.buy(attempt), shop.buy(attempt)
    shop.die_after(bill, first)
    sent_keys._sent.clear()
    monkeypatch.setattr(shared(), "fingerprints", Fingerprints())
    outcome = shop.resume(bill, second)
    assert isinstance(outcome, Paid)
    assert outcome.attempt.payment_key == first["paymentKey"]
    assert shop.held() == 15000


def test_confirm_kept_unknown_by_a_refusal_that_cannot_be_read(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code="REJECT_CARD_COMPANY", times=1)
    shop.sandbox.fault("payment", "http_500", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    outcome = shop.resume(bill, returned)
    assert isinstance(outcome, ShowWindow)
    assert shop.held() == 0


def test_total_changed_before_the_window_is_offered_again(shop: Shop) -> None:
    bill = shop.bill()
    shop.open(bill)
    bill.owed = 14000
    assert shop.resume(bill, None) == Failed(problem=problems.TOTAL_CHANGED)
    assert shop.start(shop.bill(of=bill, owed=1)) == Failed(problem=problems.TOTAL_CHANGED)


def test_late_return_without_anybody_to_open_a_window(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    failed = shop.resume(bill, {"code": "REJECT_CARD_COMPANY"}, opens_windows=False)
    assert isinstance(failed, Failed)
    shop.resume(bill, {"code": "PAY_PROCESS_ABORTED"})
    Attempt.objects.update(status=AttemptStatus.CLOSED)
    late = shop.resume(bill, shop.buy(attempt), opens_windows=False)
    assert late == Failed(problem=problems.BAD_RETURN)


def test_wrong_return_without_anybody_to_open_a_window(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill)) | {"amount": "1"}
    outcome = shop.resume(bill, returned, opens_windows=False)
    assert outcome == Failed(problem=problems.WRONG_AMOUNT)


def test_adopted_approval_of_an_older_payment_while_the_new_window_returns(shop: Shop) -> None:
    old = shop.bill()
    shop.die_after(old, shop.buy(shop.open(old)))
    new = shop.bill(of=old)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=1)
    attempt = shop.open(new)
    outcome = shop.resume(new, shop.buy(attempt))
    assert isinstance(outcome, Paid)
    assert outcome.attempt != attempt
    assert shop.held() == 15000
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.SUPERSEDED


def test_refunding_attempt_is_finished_by_the_next_call(shop: Shop) -> None:
    old = shop.bill()
    shop.die_after(old, shop.buy(shop.open(old)))
    new = shop.bill(of=old, amount=9000)
    shop.sandbox.fault("cancel", "http_500", times=1)
    assert shop.start(new) == Failed(problem=problems.BEING_REFUNDED)
    shop.sandbox.fault("payment", "http_500", times=1)
    assert shop.start(new) == Failed(problem=problems.BEING_REFUNDED)
    assert isinstance(shop.start(new), ShowWindow)
    assert shop.held() == 0


def test_already_refunded_in_the_console(shop: Shop) -> None:
    old = shop.bill()
    attempt = shop.paid(old)
    shop.sandbox.console_cancel(attempt.payment_key)
    assert isinstance(shop.start(shop.bill(of=old)), ShowWindow)
    assert len(shop.books.refunds[old.reference]) == 1
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED


def test_approved_attempt_without_its_capture_is_not_taken_twice(shop: Shop) -> None:
    bill = shop.bill()
    shop.paid(bill)
    assert shop.start(bill) == Failed(problem=problems.CHECKING)


def test_settling_with_a_lost_encryption_key(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    bill = shop.bill()
    shop.open(bill)
    old = shop.bill(of=bill)
    Attempt.objects.update(status=AttemptStatus.UNKNOWN)

    def unreadable(merchant: object) -> None:
        raise crypto.Unreadable

    monkeypatch.setattr(other_attempts.merchants, "client", unreadable)
    assert shop.start(old) == Failed(problem=problems.CHECKING)


def test_other_language_and_unknown_codes() -> None:
    problem = buyer_problem("BRAND_NEW_CODE")
    assert problem.text("ko-KR") == problem.ko
    assert problem.text("en") == problem.text("fr") == problem.en
    assert buyer_problem("CHECKING") is problems.CHECKING
    assert staff_problem("X", "이유").for_staff.endswith('[X] "이유"')
    assert staff_problem("", "").for_staff.endswith("[UNKNOWN]")


def test_source_needs_an_id() -> None:
    with pytest.raises(ValueError, match="id"):
        Source(type=SourceType.CHECKOUT, id="")


def test_rows_say_what_they_are(shop: Shop) -> None:
    attempt = shop.paid(shop.bill(user=User.objects.create(username="x")))
    refund = shop.refund(attempt, 1000).refund
    told = " ".join(
        str(row) for row in (attempt, refund, attempt.merchant, attempt.secret, attempt.customer)
    )
    assert attempt.customer.customer_key not in told
    assert shop.secret_key not in told
    assert merchants.known(shop.client_key)
    assert queries.of_payment_key(attempt.reference, attempt.payment_key) == attempt
    assert queries.of_payment_key(PaymentReference.payment(0), attempt.payment_key) is None


def test_settle_of_what_cannot_be_read(shop: Shop) -> None:
    attempt = shop.open(shop.bill())
    read_back = ReadBack(seen=Seen.UNREADABLE)
    assert record_read_back(attempt, read_back).status is ConfirmStatus.UNKNOWN


def test_guest_whose_return_was_rolled_back_is_looked_for_soon(
    shop: Shop, time: MovingClock
) -> None:
    """Long before the window ends, when the money would be found anyway (M22)."""
    bill = shop.bill()
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    time.advance(3 * 60)
    schedule.wake_returned()
    found = fresh(attempt)
    assert found.due_at
    assert found.due_at <= now()
