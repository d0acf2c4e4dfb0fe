"""M4: no money moves in the database transaction that creates its attempt."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from saleor_brandpay.api.idempotency import Fingerprints
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.transport import shared
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import states
from saleor_brandpay.core.confirm import auto_payment, sent_keys
from saleor_brandpay.core.confirm.context import Failed, Outcome, Paid, ReadyToCharge, ShowWindow
from saleor_brandpay.core.confirm.one_touch import NO_CONSENT
from saleor_brandpay.core.confirm.outcome import ConfirmResult, ConfirmStatus
from saleor_brandpay.core.confirm.payments_api_rules import PaymentsApiRules
from saleor_brandpay.core.confirm.storefront_data import window_data
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages.problems import CHECKING, REFUNDED
from saleor_brandpay.core.messages.wallet_problems import BILLING_CONSENT
from saleor_brandpay.core.sync import sync_attempt
from saleor_brandpay.core.wallet import list_methods
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import Bill, MovingClock, Shop
from tests.core.shop_books import ShopBooks
from tests.core.wallet.wallets import member, soon

SECOND_SECRET = "test_sk_" + "charging" * 3


class Buyer:
    """A member with a stored card, who has begun to pay with it."""

    def __init__(self, shop: Shop, *, agreed: bool = True) -> None:
        self.shop, self.customer = shop, member(shop, "card", agreed=agreed)
        (self.card,) = list_methods.methods(self.customer, soon())
        self.bill = shop.bill(user=shop.user_of(self.customer))
        shop.sandbox.clear_requests()
        self.attempt = shop.ready(self.bill, self.card.id)

    def charge(self, **values: Any) -> Outcome:
        return self.shop.charge(self.bill, self.attempt, **values)

    def ask(self, data: object = None) -> Outcome:
        return self.shop.resume(self.bill, data, charges=True)

    def die(self) -> None:
        """The worker dies between Toss's answer and the commit."""
        shown = window_data(self.attempt, None, "ko", "")
        self.shop.die_after(self.bill, {"charge": shown["charge"]}, charges=True)
        assert Attempt.objects.get().status == AttemptStatus.OPEN

    def charges(self) -> list[dict[str, Any]]:
        path = "/v1/brandpay/payments"
        return [one for one in self.shop.sandbox.requests(path) if one["path"] == path]


@pytest.fixture
def buyer(shop: Shop) -> Buyer:
    return Buyer(shop)


@pytest.fixture
def other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of what was sent."""
    monkeypatch.setattr(shared(), "fingerprints", Fingerprints())
    monkeypatch.setattr(sent_keys, "_sent", {})


def test_first_call_asks_nothing_of_toss(buyer: Buyer, shop: Shop) -> None:
    assert shop.sandbox.requests() == []
    assert shop.held() == 0


def test_what_is_ready_is_told_with_the_keys_of_a_window(buyer: Buyer, shop: Shop) -> None:
    ready = window_data(buyer.attempt, None, "ko", "https://shop.example/callback")
    window = window_data(shop.open(shop.bill()), None, "ko", "https://shop.example/callback")
    assert set(ready) == set(window)
    assert (ready["payment"], window["charge"]) == (None, None)
    assert ready["charge"] == {
        "amount": {"currency": "KRW", "value": 15000},
        "orderId": buyer.attempt.order_id,
        "orderName": "Mug",
        "methodId": buyer.card.id,
    }


def test_second_call_charges_by_the_committed_order_id(buyer: Buyer, shop: Shop) -> None:
    assert isinstance(buyer.charge(), Paid)
    (request,) = buyer.charges()
    assert request["idempotencyKey"] == f"charge:{buyer.attempt.order_id}:0"
    assert shop.held() == 15000


@pytest.mark.parametrize("data", [None, {}, {"methodId": "another"}])
def test_nothing_is_charged_unless_it_is_asked_for(buyer: Buyer, shop: Shop, data: object) -> None:
    """A reloaded page, or a double click on the first call: the same attempt once more (M7)."""
    assert buyer.ask(data) == ReadyToCharge(attempt=buyer.attempt)
    assert shop.held() == 0
    assert isinstance(buyer.charge(), Paid)


@pytest.mark.parametrize("was_sent", [False, True])
def test_whoever_is_not_given_the_claim_sends_nothing(
    buyer: Buyer, shop: Shop, monkeypatch: pytest.MonkeyPatch, was_sent: bool
) -> None:
    """Somebody else pays in this very moment (M2), before the first charge or its repeat."""
    if was_sent:
        shop.sandbox.fault("auto", "drop_before", times=2)
        buyer.charge()
    sent = len(buyer.charges())
    monkeypatch.setattr(PaymentsApiRules, "claim", lambda *_: REFUNDED)
    assert buyer.charge() == Failed(problem=REFUNDED)
    assert len(buyer.charges()) == sent
    assert shop.held() == 0


def test_charge_that_is_unknown_and_may_not_be_repeated_opens_no_window(
    buyer: Buyer, shop: Shop
) -> None:
    shop.sandbox.fault("auto", "drop_before", times=2)
    buyer.charge()
    assert buyer.charge(charges=False) == Failed(problem=CHECKING)


WRONG = [
    ({"charge": 7}, "INVALID_PAYMENT_DATA"),
    ({"charge": {}}, "INVALID_PAYMENT_DATA"),
    ({"charge": {"orderId": "x" * 65, "amount": 15000}}, "INVALID_PAYMENT_DATA"),
    ({"charge": {"orderId": "another", "amount": 15000}}, "ORDER_MISMATCH"),
    ({"charge": {"amount": 14000}}, "AMOUNT_MISMATCH"),
    ({"charge": {"amount": {"currency": "USD", "value": 15000}}}, "INVALID_PAYMENT_DATA"),
    ({"paymentKey": "tgen_x", "amount": 15000}, "INVALID_PAYMENT_DATA"),
]


@pytest.mark.parametrize(("data", "code"), WRONG)
def test_what_was_not_handed_out_charges_nothing(
    buyer: Buyer, shop: Shop, data: dict[str, Any], code: str
) -> None:
    named = {"orderId": buyer.attempt.order_id}
    if isinstance(data.get("charge"), dict) and data["charge"]:
        data = {"charge": named | data["charge"]}
    elif "charge" not in data:
        data = named | data
    outcome = buyer.ask(data)
    assert isinstance(outcome, ReadyToCharge)
    assert outcome.problem
    assert outcome.problem.code == code
    assert (shop.held(), buyer.charges()) == (0, [])


def test_charge_of_a_window_charges_nothing(buyer: Buyer, shop: Shop) -> None:
    bill = shop.bill(user=shop.user_of(buyer.customer))
    opened = shop.open(bill)
    data = {"charge": {"orderId": opened.order_id, "amount": 15000}}
    outcome = shop.resume(bill, data, charges=True)
    assert isinstance(outcome, ShowWindow)
    assert shop.held() == 0


def test_twice_is_one_charge(buyer: Buyer, shop: Shop) -> None:
    buyer.charge()
    buyer.charge()
    assert shop.held() == 15000
    assert len([one for one in shop.sandbox.payments() if one["approvedAt"]]) == 1


@pytest.mark.usefixtures("other_process")
def test_worker_that_died_has_charged_once(buyer: Buyer, shop: Shop) -> None:
    buyer.die()
    sent_keys._sent.clear()
    shared().fingerprints = Fingerprints()
    assert isinstance(buyer.charge(), Paid)
    assert [request["replayed"] for request in buyer.charges()] == [False, True]
    assert shop.held() == 15000


def test_worker_that_died_and_a_new_payment(buyer: Buyer, shop: Shop) -> None:
    """The buyer starts over, with the window this time: it is paid already."""
    buyer.die()
    assert isinstance(shop.start(shop.bill(of=buyer.bill, user=buyer.bill.user)), Paid)
    assert shop.held() == 15000


def test_worker_that_died_and_nobody_comes_back(
    buyer: Buyer, shop: Shop, time: MovingClock
) -> None:
    buyer.die()
    attempt = Attempt.objects.get()
    assert attempt.due_at
    assert attempt.due_at - attempt.opened_at <= datetime.timedelta(minutes=2, seconds=1)
    books = ShopBooks.of(shop, buyer.bill)
    sync_attempt.sync_attempt(attempt.pk, books, soon())
    assert buyer.bill.reference in books.ordered


@pytest.mark.usefixtures("other_process")
def test_replay_of_a_charge_that_was_refunded_since_is_no_capture(buyer: Buyer, shop: Shop) -> None:
    buyer.die()
    sent_keys._sent.clear()
    shared().fingerprints = Fingerprints()
    (payment,) = [one for one in shop.sandbox.payments() if one["approvedAt"]]
    shop.sandbox.console_cancel(payment["paymentKey"])
    assert isinstance(buyer.charge(), ShowWindow)
    assert shop.held() == 0


# The window is the way on.


@pytest.mark.parametrize("code", ["REJECT_CARD_COMPANY", "EXCEED_MAX_PAYMENT_AMOUNT"])
def test_refused_opens_the_window(buyer: Buyer, shop: Shop, code: str) -> None:
    shop.sandbox.fault("auto", "refuse", code=code)
    outcome = buyer.charge()
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem
    assert outcome.attempt.order_id != buyer.attempt.order_id
    assert isinstance(shop.resume(buyer.bill, shop.buy(outcome.attempt)), Paid)
    assert shop.held() == 15000


@pytest.fixture
def unasked(shop: Shop) -> Buyer:
    """Has a card, and never agreed to automatic payments."""
    return Buyer(shop, agreed=False)


def test_without_consent_the_charge_waits_for_it(unasked: Buyer, shop: Shop) -> None:
    asked = unasked.charge()
    assert isinstance(asked, ReadyToCharge)
    assert asked.problem is BILLING_CONSENT
    assert asked.attempt.order_id != unasked.attempt.order_id
    shown = window_data(asked.attempt, asked.problem, "ko", "https://shop.example/callback")
    assert shown["error"]["code"] == "BILLING_CONSENT_NEEDED"
    assert all(shown[name] for name in ("sdkUrl", "clientKey", "customerKey", "redirectUrl"))

    shop.sandbox.agree_billing(customer_key=shown["customerKey"])
    unasked.attempt = asked.attempt
    assert isinstance(unasked.charge(), Paid)
    assert shop.held() == 15000


def test_consent_is_asked_for_once_then_the_window_opens(unasked: Buyer, shop: Shop) -> None:
    """Also for a storefront that knows nothing of it, and sends the charge once more."""
    asked = unasked.charge()
    assert isinstance(asked, ReadyToCharge)
    unasked.attempt = asked.attempt
    outcome = unasked.charge()
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem is BILLING_CONSENT
    assert len(unasked.charges()) == 2
    assert isinstance(shop.resume(unasked.bill, shop.buy(outcome.attempt)), Paid)
    assert shop.held() == 15000


def test_consent_is_asked_for_where_toss_keeps_the_declined_charge(
    unasked: Buyer, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """UNCERTAIN: whether it is a payment of its own then, which is aborted."""

    def declined(attempt: Attempt, *_: object) -> ConfirmResult:
        states.to_closed(attempt, NO_CONSENT)
        return ConfirmResult(status=ConfirmStatus.CLOSED, code=NO_CONSENT)

    with monkeypatch.context() as patched:
        patched.setattr(auto_payment, "charge", declined)
        asked = unasked.charge()
    assert isinstance(asked, ReadyToCharge)
    assert asked.problem is BILLING_CONSENT
    unasked.attempt.refresh_from_db()
    assert unasked.attempt.status == AttemptStatus.CLOSED


def test_what_waits_for_consent_is_offered_again(unasked: Buyer, shop: Shop) -> None:
    asked = unasked.charge()
    assert unasked.ask() == asked
    assert len(unasked.charges()) == 1


def test_without_consent_a_new_payment_opens_the_window(unasked: Buyer, shop: Shop) -> None:
    unasked.charge()
    shop.paid(shop.bill(of=unasked.bill, user=unasked.bill.user))
    assert shop.held() == 15000


def test_method_that_is_gone_opens_the_window(buyer: Buyer, shop: Shop) -> None:
    Attempt.objects.update(method_id="gone")
    outcome = buyer.charge()
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem
    assert outcome.problem.code == "METHOD_NOT_FOUND"
    assert outcome.attempt.order_id != buyer.attempt.order_id
    assert buyer.charges() == []


def test_old_is_made_ready_anew(buyer: Buyer, shop: Shop, time: MovingClock) -> None:
    """A charge has to end before a 404 closes its attempt (M5)."""
    time.advance(26 * 60)
    outcome = buyer.charge()
    assert isinstance(outcome, ReadyToCharge)
    assert outcome.problem
    assert outcome.attempt.order_id != buyer.attempt.order_id
    assert shop.held() == 0
    buyer.attempt = outcome.attempt
    assert isinstance(buyer.charge(), Paid)


def test_never_charged_is_closed_like_a_window(buyer: Buyer, shop: Shop, time: MovingClock) -> None:
    time.advance(66 * 60)
    sync_attempt.sync_attempt(buyer.attempt.pk, ShopBooks.of(shop, buyer.bill), soon())
    assert Attempt.objects.get().status == AttemptStatus.CLOSED


def test_new_payment_supersedes_what_is_ready(buyer: Buyer, shop: Shop) -> None:
    other = shop.bill(of=buyer.bill, user=buyer.bill.user)
    shop.paid(other)
    assert Attempt.objects.get(pk=buyer.attempt.pk).status == AttemptStatus.SUPERSEDED
    assert shop.held() == 15000


def test_total_changed_before_the_charge(buyer: Buyer, shop: Shop) -> None:
    buyer.bill.owed = 14000
    for outcome in (buyer.charge(), buyer.ask()):
        assert isinstance(outcome, Failed)
        assert outcome.problem.code == "TOTAL_CHANGED"
    assert shop.held() == 0


def replace_secret(shop: Shop) -> None:
    shop.sandbox.add_keys(shop.client_key, SECOND_SECRET)
    merchants.configured(shop.client_key, Secret(SECOND_SECRET))


@pytest.mark.parametrize("died", [False, True])
def test_another_secret_charges_under_another_order_id(
    buyer: Buyer, shop: Shop, died: bool
) -> None:
    """No key of Toss's reaches what a worker that died has sent under the old one (M12)."""
    if died:
        buyer.die()
    replace_secret(shop)
    outcome = buyer.charge()
    if died:
        assert isinstance(outcome, Paid)
    else:
        assert isinstance(outcome, ReadyToCharge)
        buyer.attempt = outcome.attempt
        assert isinstance(buyer.charge(), Paid)
    assert shop.held() == 15000


# Whose it is.


@pytest.mark.parametrize("values", [{"charges": False}, {"charges": True, "knows_user": False}])
def test_others_get_a_window_of_their_own(buyer: Buyer, shop: Shop, values: Any) -> None:
    shown = window_data(buyer.attempt, None, "ko", "")
    for data in (None, {"charge": shown["charge"]}):
        outcome = shop.resume(buyer.bill, data, **values)
        assert isinstance(outcome, ShowWindow)
        assert outcome.attempt.order_id != buyer.attempt.order_id
        assert "methodId" not in str(outcome.attempt.payment_fields)
    assert (shop.held(), buyer.charges()) == (0, [])


def test_where_nobody_opens_a_window_nothing_is_charged(buyer: Buyer, shop: Shop) -> None:
    """Our own return address."""
    data = {"paymentKey": "tgen_x", "orderId": buyer.attempt.order_id, "amount": 15000}
    assert isinstance(shop.resume(buyer.bill, data, opens_windows=False), Failed)
    assert shop.held() == 0


def test_card_of_who_had_the_checkout_before_is_not_charged(buyer: Buyer, shop: Shop) -> None:
    """Staff may detach a checkout from its user and take it over."""
    shop.sandbox.fault("auto", "drop_before", times=2)
    buyer.charge()
    shop.sandbox.clear_faults()
    buyer.bill.user = shop.user_of(member(shop, "card"))
    assert isinstance(buyer.ask(), Failed)
    assert shop.held() == 0


# Unknown.


def test_unknown_is_the_same_charge_for_its_owner(buyer: Buyer, shop: Shop) -> None:
    shop.sandbox.fault("auto", "drop_before", times=2)
    assert isinstance(buyer.charge(), Failed)
    shop.sandbox.clear_faults()
    assert isinstance(buyer.ask(), Paid)
    assert len({request["idempotencyKey"] for request in buyer.charges()}) == 1
    assert shop.held() == 15000


def test_unknown_that_toss_never_had_ends_in_a_window(
    buyer: Buyer, shop: Shop, time: MovingClock
) -> None:
    shop.sandbox.fault("auto", "drop_before", times=2)
    buyer.charge()
    shop.sandbox.clear_faults()
    assert isinstance(shop.resume(buyer.bill), Failed)
    time.advance(91)
    outcome = shop.resume(buyer.bill)
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt.order_id != buyer.attempt.order_id


@pytest.mark.parametrize("changes", ["age", "secret", "total"])
def test_unknown_is_not_sent_again_when_it_must_not_be(
    buyer: Buyer, shop: Shop, time: MovingClock, changes: str
) -> None:
    shop.sandbox.fault("auto", "drop_before", times=2)
    buyer.charge()
    shop.sandbox.clear_faults()
    sent = len(buyer.charges())
    if changes == "age":
        Attempt.objects.update(opened_at=now() - datetime.timedelta(minutes=26))
    elif changes == "secret":
        replace_secret(shop)
    else:
        buyer.bill.owed = 14000
    outcome = buyer.charge()
    assert isinstance(outcome, Failed)
    assert outcome.problem.code == "CHECKING"
    assert len(buyer.charges()) == sent


def test_an_attempt_that_cannot_be_followed_holds_up_nobody(shop: Shop) -> None:
    attempt = shop.open(shop.bill())
    Attempt.objects.filter(pk=attempt.pk).update(due_at=now())

    def fails() -> Any:
        raise RuntimeError("of the shop")

    result = sync_attempt.isolated(attempt.pk, fails)
    assert "RuntimeError" in result.text
    assert Attempt.objects.get(pk=attempt.pk).due_at > now()  # type: ignore[operator]


# Another's approval (M9).


def test_approval_that_is_older_than_its_attempt_is_nobodys(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    bill: Bill = shop.bill()
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    Attempt.objects.update(opened_at=now() + datetime.timedelta(hours=2))
    books = ShopBooks.of(shop, bill)
    result = sync_attempt.sync_attempt(attempt.pk, books, soon())
    assert "OLDER_APPROVAL" in result.text
    assert bill.reference not in books.ordered
    assert shop.held() == 15000
    assert attempt.order_id in caplog.text
