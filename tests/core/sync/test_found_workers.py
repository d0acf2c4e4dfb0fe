"""Found in review: what a worker does beside a buyer, a second click and a forged webhook."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.merchants.crypto import encrypt
from saleor_brandpay.core.shop_records import Completion
from saleor_brandpay.core.sync.result import SyncResult, SyncStatus
from saleor_brandpay.core.wallet import customers, token_exchange
from saleor_brandpay.core.webhooks import inbox
from saleor_brandpay.models import Attempt, AttemptStatus, Customer, Event, Refund, RefundStatus
from tests.core.shop import Bill, MovingClock, Shop
from tests.core.shop_books import ShopBooks
from tests.core.wallet.test_tokens import code_of

from .scenes import fresh, lost_answer, unknown_refund

GONE = Completion(ordered=False, final=True, reason="the checkout is to be paid by another Payment")


def test_an_order_that_the_buyer_makes_meanwhile_keeps_its_money(
    shop: Shop,
    bill: Bill,
    shop_books: ShopBooks,
    time: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The buyer's second checkoutComplete takes the checkout away while the worker looks at it.

    Nothing of our row changes then: only the shop's books know of the order.
    """
    attempt = shop.paid(bill)
    time.advance(120)

    def overtaken(_attempt: Attempt, _seen: object) -> Completion:
        shop_books.ordered.add(bill.reference)
        return GONE

    monkeypatch.setattr(shop_books, "complete_checkout", overtaken)
    shop_books.sync(attempt, trusting=True)
    assert shop.held() == bill.amount
    assert shop.cancels() == []
    assert fresh(attempt).status == AttemptStatus.APPROVED


def test_an_unbooked_approval_that_a_hook_books_meanwhile_keeps_its_money(
    shop: Shop,
    bill: Bill,
    shop_books: ShopBooks,
    time: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Our row says approved already: the hook that books it writes the same once more."""
    attempt = shop.paid(bill)
    shop_books.captures.clear()

    def overtaken(_attempt: Attempt, _seen: object) -> Completion:
        shop_books.captures.add((bill.reference, fresh(attempt).payment_key))
        shop_books.ordered.add(bill.reference)
        return GONE

    monkeypatch.setattr(shop_books, "complete_checkout", overtaken)
    shop_books.sync(attempt)
    assert shop.held() == bill.amount
    assert shop.cancels() == []


def click(shop: Shop, shop_books: ShopBooks, bill: Bill, attempt: Attempt) -> str:
    """Staff refund 4,000 won and the shop books it. Returns Toss's transaction key."""
    done = shop.refund(attempt, 4000)
    assert done.payment is not None
    shop_books.book_refunds(bill.reference, done.payment.cancels)
    return done.refund.transaction_key


def before_the_next_cancel(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something overtakes the next refund on its way to Toss."""
    cancel = BrandpayClient.cancel

    def overtaken(*args: object, **values: object) -> object:
        monkeypatch.setattr(BrandpayClient, "cancel", cancel)
        happens()
        return cancel(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(BrandpayClient, "cancel", overtaken)


def test_a_refund_that_the_click_itself_finished_is_not_claimed_by_the_next_one(
    shop: Shop, bill: Bill, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff repeat a refund of unknown outcome while a worker asks for it again.

    The repeat is booked and claimed. A second refund of the same amount, later, is a second one.
    """
    attempt = shop.paid(bill)
    shop.books.ordered.add(bill.reference)
    unknown_refund(shop, attempt, 4000, made=False)
    booked: list[str] = []
    before_the_next_cancel(
        monkeypatch, lambda: booked.append(click(shop, shop_books, bill, attempt))
    )
    shop_books.sync(attempt)
    assert shop.held() == 11000
    second = shop.refund(attempt, 4000, number=1, balance=11000, booked=booked, guarded=False)
    assert not second.already_booked
    assert shop.held() == 7000


def test_a_refund_newer_than_what_was_seen_alarms_nobody(
    shop: Shop, bill: Bill, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff refund the order in the moment in which it is made: Toss is asked once more."""
    attempt = lost_answer(shop, bill)
    complete_checkout = shop_books.complete_checkout

    def refunded_at_once(of: Attempt, seen: object) -> Completion:
        completion = complete_checkout(of, seen)
        click(shop, shop_books, bill, fresh(attempt))
        return completion

    monkeypatch.setattr(shop_books, "complete_checkout", refunded_at_once)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [4000]


# Webhooks.


def accept(event_type: str, **data: object) -> Event:
    raw = json.dumps({"eventType": event_type, "createdAt": now().isoformat(), "data": data})
    return Event.objects.get(fingerprint=inbox.accept(1, {}, raw.encode()))


def work(shop_books: ShopBooks) -> SyncResult | None:
    return inbox.process(inbox.due(), shop_books, Deadline.after(6))


def test_the_hint_of_a_webhook_finds_the_other_payment_of_an_order_id(
    shop: Shop, bill: Bill, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One window opened twice: Toss shows one payment by order id, and has approved the other."""
    attempt = shop.open(bill)
    first, second = shop.buy(attempt), shop.buy(attempt)
    shop.die_after(bill, first)
    shop.sandbox.force_status(second["paymentKey"], "ABORTED")
    by_key = BrandpayClient.payment

    def the_other(self: BrandpayClient, _order_id: str, *, deadline: Deadline) -> object:
        return by_key(self, second["paymentKey"], deadline=deadline)

    monkeypatch.setattr(BrandpayClient, "payment_by_order_id", the_other)
    accept(
        "PAYMENT_STATUS_CHANGED",
        orderId=attempt.order_id,
        paymentKey=first["paymentKey"],
        status="DONE",
    )
    work(shop_books)
    assert bill.reference in shop_books.ordered or shop.held() == 0


def customer_with_tokens(shop: Shop) -> Customer:
    """A customer that Toss knows, with the tokens of an hour."""
    customer = customers.of_user(shop.merchant(), shop.user().pk)
    code = code_of(shop, customer.customer_key)
    assert (
        token_exchange.exchange(customer.customer_key, code, Deadline.after(6))
        is token_exchange.Exchange.DONE
    )
    customer.refresh_from_db()
    assert customer.access_token
    return customer


def test_a_forged_withdrawal_erases_no_tokens_that_have_merely_expired(
    shop: Shop, shop_books: ShopBooks, time: MovingClock
) -> None:
    """Toss refuses an old access token of a customer who is still there; a refresh would serve."""
    customer = customer_with_tokens(shop)
    assert customer.token_expires_at is not None
    time.advance((customer.token_expires_at - now()).total_seconds() + 60)
    accept("CUSTOMER_STATUS_CHANGED", customerKey=customer.customer_key, status="REMOVED")
    work(shop_books)
    customer.refresh_from_db()
    assert customer.refresh_token
    assert customer.withdrawn_at is None


def test_a_withdrawal_erases_no_tokens_that_came_after_it(
    shop: Shop, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer registers anew while the worker asks Toss with the old token."""
    customer = customer_with_tokens(shop)
    new = customer.access_token
    Customer.objects.filter(pk=customer.pk).update(access_token=encrypt(Secret("revoked")))
    by_token = BrandpayClient.methods_by_token

    def overtaken(*args: object, **values: object) -> object:
        Customer.objects.filter(pk=customer.pk).update(access_token=new)
        return by_token(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(BrandpayClient, "methods_by_token", overtaken)
    accept("CUSTOMER_STATUS_CHANGED", customerKey=customer.customer_key, status="REMOVED")
    work(shop_books)
    customer.refresh_from_db()
    assert customer.access_token == new


def test_an_event_that_finds_its_attempt_busy_keeps_its_schedule(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    """Ten minutes of a busy checkout are no reason to leave an event to people."""
    attempt = shop.open(bill)
    data = shop.buy(attempt)
    shop.sandbox.force_status(data["paymentKey"], "ABORTED")
    shop_books.busy = True
    event = accept("PAYMENT_STATUS_CHANGED", orderId=attempt.order_id, status="ABORTED")
    for _ in range(10):
        work(shop_books)
        time.advance(61)
    event.refresh_from_db()
    assert event.state == "waiting"


def test_a_redelivery_does_not_use_up_the_schedule(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = shop.open(bill)
    shop.sandbox.fault("*", "html_502", times=None)
    data = {"orderId": attempt.order_id, "status": "ABORTED"}
    raw = json.dumps({"eventType": "PAYMENT_STATUS_CHANGED", "data": data}).encode()
    for _ in range(9):
        fingerprint = inbox.accept(1, {}, raw)
        work(shop_books)
    assert Event.objects.get(fingerprint=fingerprint).state == "waiting"


def test_an_order_id_that_postgresql_cannot_hold_is_no_fault_of_ours(
    shop: Shop, shop_books: ShopBooks
) -> None:
    accept("PAYMENT_STATUS_CHANGED", orderId="bp-1-0-\0", status="DONE")
    result = work(shop_books)
    assert result is not None
    assert result.end is SyncStatus.SETTLED


def test_a_refund_that_toss_answers_with_500_is_asked_for_less_and_less(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.SUPERSEDED)
    shop.sandbox.fault("cancel", "http_500", times=None)
    waits = []
    for _ in range(4):
        shop_books.sync(attempt)
        due = fresh(attempt).due_at
        assert due is not None
        waits.append(round((due - now()).total_seconds() / 60))
        time.advance((due - now()).total_seconds() + 1)
    assert waits == sorted(set(waits)), waits


def test_what_a_click_has_finished_is_not_unknown_again(
    shop: Shop, bill: Bill, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker asks while the repeated click does: its own answer is lost, the click's is not."""
    attempt = shop.paid(bill)
    shop.books.ordered.add(bill.reference)
    unknown_refund(shop, attempt, 4000, made=False)

    def click_and_lose_the_workers_answer() -> None:
        click(shop, shop_books, bill, attempt)
        shop.sandbox.fault("cancel", "drop_before", times=2)
        shop.sandbox.fault("payment", "http_500")

    before_the_next_cancel(monkeypatch, click_and_lose_the_workers_answer)
    shop_books.sync(attempt)
    shop.sandbox.clear_faults()
    assert Refund.objects.get().status == RefundStatus.DONE
    shop_books.sync(attempt)
    assert shop_books.notes == []
    assert Refund.objects.get().claimed


def test_a_refund_that_a_worker_began_and_a_hook_ends_is_booked(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    """The worker wrote the capture down and could not refund; then the buyer pays once more."""
    attempt = lost_answer(shop, bill)
    shop_books.cannot[bill.reference] = GONE
    shop.sandbox.fault("cancel", "http_500", times=None)
    shop_books.sync(attempt)
    assert fresh(attempt).status == AttemptStatus.REFUNDING
    assert (bill.reference, fresh(attempt).payment_key) in shop_books.captures
    shop.sandbox.clear_faults()
    shop.open(shop.bill(of=bill))
    assert shop.held() == 0
    shop_books.sync(attempt)
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [bill.amount]
