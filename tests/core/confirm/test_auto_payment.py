"""One-touch: a stored method is charged once, for its owner, whatever becomes of the answer."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.errors import NotSent
from saleor_brandpay.api.idempotency import Fingerprints
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.api.transport import shared
from saleor_brandpay.core.confirm import auto_payment, sent_keys
from saleor_brandpay.core.confirm.other_attempts import is_under_way
from saleor_brandpay.core.confirm.outcome import ConfirmResult, ConfirmStatus
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.wallet import list_methods
from saleor_brandpay.core.wallet.method import StoredMethod
from saleor_brandpay.models import Attempt, AttemptStatus, Customer
from tests.core.shop import Bill, Shop, WorkerDied
from tests.core.wallet.wallets import member, soon

PATH = "/v1/brandpay/payments"
SECOND_SECRET = "test_sk_" + "charging" * 3


class OneTouch:
    """A member with a card and an account, a bill, and its attempt."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.customer = member(shop, "account", "card")
        self.bill = shop.bill(user=shop.user_of(self.customer))
        self.card, self.account = list_methods.methods(self.customer, soon())
        self.order_id = ""
        self.open()
        shop.sandbox.clear_requests()

    def open(self, bill: Bill | None = None) -> Attempt:
        attempt = self.shop.ready(bill or self.bill, self.card.id)
        self.order_id = attempt.order_id
        return attempt

    @property
    def attempt(self) -> Attempt:
        return Attempt.objects.select_related("merchant__current_secret", "customer").get(
            order_id=self.order_id
        )

    def charge(self, method: StoredMethod | None = None, **values: Any) -> ConfirmResult:
        if method:
            Attempt.objects.filter(order_id=self.order_id).update(method_id=method.id)
        attempt = self.attempt
        client = merchants.client(attempt.merchant)
        deadline = values.pop("deadline", None) or soon()
        with transaction.atomic():
            return auto_payment.charge(attempt, method or self.card, client, deadline)

    def die(self, method: StoredMethod | None = None) -> None:
        """The worker dies between Toss's answer and the commit."""
        with pytest.raises(WorkerDied), transaction.atomic():
            self._die(method)

    def _die(self, method: StoredMethod | None) -> None:
        self.charge(method)
        raise WorkerDied

    def sent(self) -> list[dict[str, Any]]:
        return [one for one in self.shop.sandbox.requests(PATH) if one["path"] == PATH]

    def fault(self, kind: str, **options: Any) -> None:
        self.shop.sandbox.fault("auto", kind, **options)

    def approved(self) -> list[dict[str, Any]]:
        return [one for one in self.shop.sandbox.payments() if one["approvedAt"]]


@pytest.fixture
def one(shop: Shop) -> OneTouch:
    return OneTouch(shop)


@pytest.fixture
def other_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forgets what this process remembers of what it sent."""

    def forget() -> None:
        monkeypatch.setattr(shared(), "fingerprints", Fingerprints())
        sent_keys._sent.clear()

    return forget


@pytest.mark.parametrize("kind", ["card", "account"])
def test_charged_at_once(one: OneTouch, kind: str) -> None:
    result = one.charge(one.card if kind == "card" else one.account)
    assert result.status is ConfirmStatus.APPROVED
    attempt = one.attempt
    assert attempt.status == AttemptStatus.APPROVED
    assert attempt.balance == attempt.amount == 15000
    assert attempt.method["type"] == kind
    assert attempt.method["last4"] == (one.card if kind == "card" else one.account).last_digits
    assert result.payment
    assert attempt.payment_key == result.payment.payment_key
    assert one.shop.held() == 15000
    assert len(one.shop.sandbox.requests()) == 1


def test_sends_what_was_saved(one: OneTouch) -> None:
    attempt = one.attempt
    one.charge()
    (request,) = one.sent()
    body = request["body"]
    assert (body["amount"], body["orderId"], body["orderName"]) == (15000, one.order_id, "Mug")
    assert (body["taxFreeAmount"], body["cultureExpense"]) == (0, False)
    assert set(body) == {
        *("amount", "orderId", "orderName", "customerKey", "methodKey"),
        *("taxFreeAmount", "cultureExpense"),
    }
    assert request["idempotencyKey"] == f"charge:{attempt.order_id}:0"


def test_options_of_a_card_and_of_an_account(one: OneTouch) -> None:
    storefront_data = {
        "options": {
            "card": {"cardInstallmentPlan": 0, "useCardPoint": False, "discountCode": "c"},
            "transfer": {
                "isCulturalExpenses": True,
                "cashReceipt": {"type": "미발행"},
                "discountCode": "d",
            },
        }
    }
    Attempt.objects.update(storefront_data=storefront_data)
    one.charge()
    second = one.open(one.shop.bill(user=one.shop.user_of(one.customer)))
    Attempt.objects.filter(pk=second.pk).update(storefront_data=storefront_data)
    one.charge(one.account)
    card, account = (request["body"] for request in one.sent())
    assert (card["cardInstallmentPlan"], card["useCardPoint"], card["discountCode"]) == (
        0,
        False,
        "c",
    )
    assert (account["cultureExpense"], account["cashReceipt"]) == (True, {"type": "미발행"})
    assert card["cultureExpense"] is False
    assert account["discountCode"] == "d"
    assert "useCardPoint" not in account


def test_option_that_cannot_be_right_sends_nothing(one: OneTouch) -> None:
    Attempt.objects.update(storefront_data={"options": {"card": {"cardInstallmentPlan": 1}}})
    result = one.charge()
    assert (result.status, result.code) == (ConfirmStatus.REFUSED, "INVALID_REQUEST")
    assert one.sent() == []
    assert one.attempt.status == AttemptStatus.OPEN
    assert one.charge(one.account).status is ConfirmStatus.APPROVED


def test_option_that_cannot_be_right_leaves_an_unknown_outcome(one: OneTouch) -> None:
    one.fault("drop_before", times=2)
    one.charge()
    attempt = one.attempt
    attempt.storefront_data["options"] = {"card": {"cardInstallmentPlan": 1}}
    attempt.save()
    assert one.charge().status is ConfirmStatus.UNKNOWN


# Whose method.


def test_somebody_elses_method_is_never_sent(one: OneTouch) -> None:
    other = member(one.shop)
    (theirs,) = list_methods.methods(other, soon())
    one.shop.sandbox.clear_requests()
    result = one.charge(theirs)
    assert (result.status, result.code) == (ConfirmStatus.REFUSED, "NOT_FOUND_METHOD_OWNERSHIP")
    assert one.shop.sandbox.requests() == []
    assert one.attempt.status == AttemptStatus.OPEN


def test_guests_attempt_is_never_charged(one: OneTouch) -> None:
    Customer.objects.filter(pk=one.customer.pk).update(
        is_guest=True, user_pk=None, access_token="", refresh_token=""
    )
    assert one.charge().status is ConfirmStatus.REFUSED
    assert one.sent() == []


def test_disabled_method_is_not_sent(one: OneTouch) -> None:
    disabled = dataclasses.replace(one.card, is_enabled=False)
    assert one.charge(disabled).status is ConfirmStatus.REFUSED
    assert one.sent() == []


# Refusals.


@pytest.mark.parametrize("code", ["REJECT_CARD_COMPANY", "EXCEED_MAX_PAYMENT_AMOUNT"])
def test_declined_closes_the_attempt(one: OneTouch, code: str) -> None:
    one.fault("refuse", code=code)
    result = one.charge()
    assert (result.status, result.code) == (ConfirmStatus.CLOSED, code)
    assert one.attempt.status == AttemptStatus.CLOSED


def test_refused_without_a_payment_takes_the_next_key(one: OneTouch) -> None:
    one.fault("refuse", code="NOT_FOUND_METHOD")
    result = one.charge()
    assert (result.status, result.code) == (ConfirmStatus.REFUSED, "NOT_FOUND_METHOD")
    assert one.attempt.confirm_sent_at is None
    assert one.charge(one.account).status is ConfirmStatus.APPROVED
    first, second = one.sent()
    assert first["idempotencyKey"] != second["idempotencyKey"]
    assert one.shop.held() == 15000


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("FORBIDDEN_CONSECUTIVE_REQUEST", ConfirmStatus.TRY_LATER),
        ("UNAUTHORIZED_KEY", ConfirmStatus.SHOP),
        ("NOT_SUPPORTED_BILLING_MERCHANT", ConfirmStatus.SHOP),
        ("REQUIRED_BILLING_TERMS", ConfirmStatus.REFUSED),
    ],
)
def test_refusal_that_passes_goes_through_later(
    one: OneTouch, code: str, status: ConfirmStatus
) -> None:
    one.fault("refuse", code=code)
    assert one.charge().status is status
    assert one.charge().status is ConfirmStatus.APPROVED
    assert one.shop.held() == 15000


def test_put_off_keeps_its_key_and_the_replay_is_stepped_over(one: OneTouch) -> None:
    one.fault("refuse", code="FORBIDDEN_CONSECUTIVE_REQUEST")
    one.charge()
    one.charge()
    assert [request["replayed"] for request in one.sent()] == [False, True, False]
    keys = [request["idempotencyKey"] for request in one.sent()]
    assert keys[0] == keys[1] != keys[2]


def test_order_id_taken_already_is_no_refusal(one: OneTouch) -> None:
    one.fault("refuse", code="DUPLICATED_ORDER_ID")
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert one.attempt.status == AttemptStatus.UNKNOWN


def test_steps_are_bounded(one: OneTouch, monkeypatch: pytest.MonkeyPatch) -> None:
    one.fault("refuse", code="FORBIDDEN_CONSECUTIVE_REQUEST", times=None)
    monkeypatch.setattr(auto_payment, "MAX_STEPS", 1)
    assert one.charge().status is ConfirmStatus.TRY_LATER
    assert one.charge() == ConfirmResult(status=ConfirmStatus.UNKNOWN, code="TOO_MANY_STEPS")


# Lost answers.


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "malformed", "wrong_amount"])
def test_lost_answer_is_read_back(one: OneTouch, kind: str) -> None:
    one.fault(kind, times=2)
    assert one.charge().status is ConfirmStatus.APPROVED
    assert len(one.approved()) == 1


def test_answer_about_another_order_is_read_back(one: OneTouch) -> None:
    one.fault("wrong_order")
    assert one.charge().status is ConfirmStatus.APPROVED
    assert one.attempt.order_id == one.order_id


def test_approved_under_another_order_id_goes_back(
    one: OneTouch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own request, and Toss really took the money for something else."""
    charge = BrandpayClient.auto_payment

    def elsewhere(self: BrandpayClient, **values: Any) -> Any:
        return charge(self, **(values | {"order_id": "another-order-id"}))

    monkeypatch.setattr(BrandpayClient, "auto_payment", elsewhere)
    result = one.charge()
    assert (result.status, result.code) == (ConfirmStatus.WRONG, "ORDER_MISMATCH")
    assert one.attempt.status == AttemptStatus.REFUNDING


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "html_502", "http_409"])
def test_no_answer_and_no_payment_is_unknown_and_the_same_charge_later(
    one: OneTouch, kind: str
) -> None:
    one.fault(kind, times=2 if kind == "drop_before" else 1)
    result = one.charge()
    assert result.status is ConfirmStatus.UNKNOWN
    attempt = one.attempt
    assert attempt.status == AttemptStatus.UNKNOWN
    assert is_under_way(attempt)
    assert attempt.method_id == one.card.id
    assert one.charge().status is ConfirmStatus.APPROVED
    assert len({request["idempotencyKey"] for request in one.sent()}) == 1
    assert one.shop.held() == 15000


def test_unknown_is_read_before_it_is_sent_again(one: OneTouch) -> None:
    one.fault("drop_after", times=2)
    one.shop.sandbox.fault("payment_by_order_id", "http_500")
    assert one.charge().status is ConfirmStatus.UNKNOWN
    sent = len(one.sent())
    assert one.charge().status is ConfirmStatus.APPROVED
    assert len(one.sent()) == sent


def test_unknown_and_unreadable_sends_nothing(one: OneTouch) -> None:
    one.fault("drop_before", times=2)
    one.charge()
    sent = len(one.sent())
    one.shop.sandbox.fault("payment_by_order_id", "http_500")
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert len(one.sent()) == sent


def test_kept_server_error_never_steps(one: OneTouch) -> None:
    """Its replay says that the request has ended, not that nothing was taken (M3)."""
    one.fault("http_500_after")
    one.shop.sandbox.fault("payment_by_order_id", "refuse", code="NOT_FOUND_PAYMENT", times=3)
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert {request["idempotencyKey"] for request in one.sent()} == {f"charge:{one.order_id}:0"}
    assert one.charge().status is ConfirmStatus.APPROVED
    assert len(one.approved()) == 1


@pytest.mark.parametrize("code", ["FORBIDDEN_CONSECUTIVE_REQUEST", "NOT_FOUND_METHOD"])
def test_refusal_of_a_repeat_says_nothing_of_the_first(one: OneTouch, code: str) -> None:
    one.fault("drop_before", times=2)
    one.charge()
    one.fault("refuse", code=code)
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert one.attempt.confirm_step == 0


def test_replayed_refusal_ends_what_was_unknown(one: OneTouch) -> None:
    """The first answer, a refusal, was lost; its replay is known by its trace id."""
    one.fault("refuse", code="NOT_FOUND_METHOD")
    one.shop.sandbox.fault("payment_by_order_id", "http_500")
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert one.charge().status is ConfirmStatus.APPROVED
    assert [request["replayed"] for request in one.sent()] == [False, True, False]


def test_toss_is_not_reached(one: OneTouch, settings: Any) -> None:
    url, settings.BRANDPAY_API_URL = settings.BRANDPAY_API_URL, "http://127.0.0.1:9"
    for _ in range(2):
        assert one.charge().status is ConfirmStatus.NOT_REACHED
        assert one.attempt.status == AttemptStatus.OPEN
    settings.BRANDPAY_API_URL = url
    assert one.charge().status is ConfirmStatus.APPROVED


def test_not_reached_after_a_charge_may_have_been_sent(
    one: OneTouch, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.fault("drop_before", times=2)
    one.charge()
    monkeypatch.setattr(BrandpayClient, "auto_payment", _unreachable)
    assert one.charge().status is ConfirmStatus.UNKNOWN


def test_not_reached_after_another_process_may_have_sent_it(
    one: OneTouch, monkeypatch: pytest.MonkeyPatch, other_process: Callable[[], None]
) -> None:
    one.fault("drop_before", times=2)
    one.charge()
    other_process()
    monkeypatch.setattr(BrandpayClient, "auto_payment", _unreachable)
    assert one.charge().status is ConfirmStatus.UNKNOWN


def test_not_reached_after_it_was_sent_and_rolled_back(
    one: OneTouch, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.fault("hang_after", times=2)
    one.die()
    assert one.attempt.status == AttemptStatus.OPEN
    monkeypatch.setattr(BrandpayClient, "auto_payment", _unreachable)
    assert one.charge().status is ConfirmStatus.UNKNOWN


def _unreachable(self: BrandpayClient, **values: Any) -> None:
    raise NotSent


def test_an_account_without_options_is_no_culture_expense(one: OneTouch) -> None:
    one.charge(one.account)
    (sent,) = one.sent()
    assert sent["body"]["cultureExpense"] is False
    assert "discountCode" not in sent["body"]


def test_the_deadline_keeps_time_for_the_read_back(one: OneTouch) -> None:
    one.fault("hang_after")
    result = one.charge(deadline=soon(2))
    assert result.status is ConfirmStatus.APPROVED


def test_a_payment_that_has_not_ended_is_waited_for(
    one: OneTouch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Toss shows it IN_PROGRESS: nothing is sent, and no refusal of a repeat frees the key."""
    in_progress = _shown(one, "IN_PROGRESS")
    monkeypatch.setattr(
        BrandpayClient, "payment_by_order_id", lambda self, order_id, deadline: in_progress
    )
    one.fault("refuse", code="NOT_FOUND_METHOD")
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert one.charge().status is ConfirmStatus.UNKNOWN
    assert len(one.sent()) == 1


def _shown(one: OneTouch, status: str) -> Any:
    payment = Payment.parse(
        {
            "paymentKey": "k",
            "orderId": one.order_id,
            "status": status,
            "totalAmount": 15000,
            "balanceAmount": 15000,
            "currency": "KRW",
        }
    )

    class Shown:
        value = payment

    return Shown()


# Workers that die.


def test_repeat_after_a_dead_worker_is_the_same_charge(
    one: OneTouch, other_process: Callable[[], None]
) -> None:
    one.die()
    other_process()
    assert one.charge().status is ConfirmStatus.APPROVED
    assert [request["replayed"] for request in one.sent()] == [False, True]
    assert one.shop.held() == 15000


def test_replayed_charge_that_was_refunded_since_is_no_capture(
    one: OneTouch, other_process: Callable[[], None]
) -> None:
    one.die()
    other_process()
    (payment,) = one.approved()
    one.shop.sandbox.console_cancel(payment["paymentKey"])
    result = one.charge()
    assert (result.status, result.code) == (ConfirmStatus.CLOSED, "CANCELED")


def test_memory_of_what_was_sent_is_bounded(one: OneTouch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_keys, "REMEMBERED", 1)
    monkeypatch.setattr(sent_keys, "_sent", {"older": "m_1"})
    assert one.charge().status is ConfirmStatus.APPROVED
    assert list(sent_keys._sent) == [f"charge:{one.attempt.order_id}:0"]


def test_one_that_is_slow_at_toss_is_in_progress_for_the_repeat(
    one: OneTouch, other_process: Callable[[], None]
) -> None:
    """A worker is given up while Toss works; the repeat is told so, and there is one charge."""
    one.fault("slow", seconds=30)
    first = threading.Thread(target=_quietly, args=(one,))
    first.start()
    assert any(one.sent() for _ in range(1000))
    other_process()
    assert one.charge().status is ConfirmStatus.UNKNOWN
    one.shop.sandbox.advance(31)
    first.join(10)
    assert one.charge().status is ConfirmStatus.APPROVED
    assert one.shop.held() == 15000


def _quietly(one: OneTouch) -> None:
    """The POST alone: the test's transaction belongs to its own thread."""
    client = BrandpayClient(one.shop.secret_key, base_url=one.shop.sandbox.url)
    client.auto_payment(
        customer_key=one.customer.customer_key,
        method_key=one.card.key,
        amount=15000,
        order_id=one.order_id,
        order_name="Mug",
        idempotency_key=f"charge:{one.order_id}:0",
        deadline=soon(20),
    )
