"""A stored method was charged in a transaction of the shop's that was rolled back (M3, M4, M5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import transaction

from saleor_brandpay.api.idempotency import Fingerprints
from saleor_brandpay.api.transport import shared
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.core.attempts.source import Source
from saleor_brandpay.core.confirm import sent_keys
from saleor_brandpay.core.confirm.context import Failed, Outcome, Paid, ShowWindow
from saleor_brandpay.core.confirm.storefront_data import StorefrontData
from saleor_brandpay.core.shop_records import Origin
from saleor_brandpay.core.sync import recover_charge, sync_attempt
from saleor_brandpay.core.sync.recover_attempt import recover_attempt
from saleor_brandpay.core.wallet import list_methods
from saleor_brandpay.models import Attempt, AttemptStatus, Charge, Customer, SourceType
from tests.core.shop import Bill, MovingClock, Shop, WorkerDied
from tests.core.wallet.wallets import member, soon

pytestmark = pytest.mark.django_db(transaction=True)


class Buyer:
    """Pays with the stored card; the worker dies before the shop commits."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.customer = shop, member(shop, "card")
        (self.card,) = list_methods.methods(self.customer, soon())
        self.bill = shop.bill(user=shop.user_of(self.customer))
        self.since = now()

    def pay(self, **values: Any) -> Outcome:
        storefront_data = StorefrontData(method_id=self.card.id)
        return self.shop.start(
            self.bill, storefront_data, charges=True, owed_since=self.since, **values
        )

    def pay_and_die(self) -> None:
        with pytest.raises(WorkerDied), transaction.atomic():
            self._die()
        assert not Attempt.objects.exists()
        assert Charge.objects.count() == 1

    def _die(self) -> None:
        self.pay()
        raise WorkerDied


@pytest.fixture
def buyer(shop: Shop) -> Buyer:
    return Buyer(shop)


@pytest.fixture
def other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of what was sent."""
    monkeypatch.setattr(shared(), "fingerprints", Fingerprints())
    monkeypatch.setattr(sent_keys, "_sent", {})


class Off:
    """The shop, as a worker finds it."""

    def __init__(self, bill: Bill, customer: Customer) -> None:
        self.bill, self.user = bill, customer.user_pk

    @contextmanager
    def origin(self, _reference: Any) -> Iterator[Origin]:
        with transaction.atomic():
            source = Source(type=SourceType.CHECKOUT, id=self.bill.checkout)
            yield Origin(source=source, user_pk=self.user, channel_pk=1, amount=self.bill.amount)


def keys() -> tuple[str, str]:
    return Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.mark.usefixtures("other_process")
@pytest.mark.parametrize("first_ever", [False, True])
def test_a_new_encryption_key_charges_nothing_twice(
    shop: Shop, settings: Any, first_ever: bool
) -> None:
    """It changes the order id, and so the Idempotency-Key, of every Payment."""
    old, new = keys()
    settings.BRANDPAY_ENCRYPTION_KEYS = "" if first_ever else old
    buyer = Buyer(shop)
    buyer.pay_and_die()
    assert shop.held() == 15000
    settings.BRANDPAY_ENCRYPTION_KEYS = new if first_ever else f"{new},{old}"
    shop.merchant()
    assert isinstance(buyer.pay(), Paid)
    assert shop.held() == 15000
    (attempt,) = Attempt.objects.all()
    assert attempt.order_id == Charge.objects.get().order_id
    assert attempt.order_id != order_ids.make(buyer.bill.reference, 0)


def test_the_window_is_not_opened_over_a_lost_charge(buyer: Buyer, shop: Shop) -> None:
    """The buyer comes back and wants the window this time: it is paid already."""
    buyer.pay_and_die()
    assert isinstance(shop.start(buyer.bill, charges=True), Paid)
    assert shop.held() == 15000
    assert shop.confirms() == []


def test_a_charge_that_toss_does_not_show_is_waited_for(
    buyer: Buyer, shop: Shop, time: MovingClock
) -> None:
    shop.sandbox.fault("auto", "drop_before", times=None)
    buyer.pay_and_die()
    shop.sandbox.clear_faults()
    waiting = shop.start(buyer.bill)
    assert isinstance(waiting, Failed)
    assert waiting.problem.code == "CHECKING"
    time.advance(91)
    window = shop.start(buyer.bill)
    assert isinstance(window, ShowWindow)
    assert window.attempt.order_id != Charge.objects.get().order_id
    shop.resume(buyer.bill, shop.buy(window.attempt))
    assert shop.held() == 15000


def test_the_same_charge_is_sent_again_by_its_owner(buyer: Buyer, shop: Shop) -> None:
    shop.sandbox.fault("auto", "drop_before", times=2)
    buyer.pay_and_die()
    shop.sandbox.clear_faults()
    assert isinstance(buyer.pay(), Paid)
    assert shop.held() == 15000


@pytest.mark.usefixtures("other_process")
def test_a_lost_charge_beside_another_payment_goes_back(buyer: Buyer, shop: Shop) -> None:
    """As after a backup: the same number was given to another attempt."""
    buyer.pay_and_die()
    (note,) = Charge.objects.all()
    Charge.objects.all().delete()
    other = shop.open(buyer.bill)
    Attempt.objects.filter(pk=other.pk).update(order_id="bp-another")
    made = recover_attempt(note.order_id, Off(buyer.bill, buyer.customer), soon())  # type: ignore[arg-type]
    assert made is not None
    assert (made.number, made.status) == (1, AttemptStatus.SUPERSEDED)
    assert Attempt.objects.get(pk=other.pk).status == AttemptStatus.OPEN


def test_a_note_that_cannot_be_looked_up_holds_up_nobody(
    buyer: Buyer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    buyer.pay_and_die()
    note = Charge.objects.get()

    def fails(*_: Any) -> None:
        raise RuntimeError("of the shop")

    monkeypatch.setattr(recover_charge, "recover_attempt", fails)
    recover_charge.recover_charge(note, Off(buyer.bill, buyer.customer), soon())  # type: ignore[arg-type]
    assert "cannot be looked up" in caplog.text
    assert Charge.objects.get().due_at > now()


def test_an_attempt_that_cannot_be_followed_holds_up_nobody(shop: Shop) -> None:
    attempt = shop.open(shop.bill())
    Attempt.objects.filter(pk=attempt.pk).update(due_at=now())

    def fails() -> Any:
        raise RuntimeError("of the shop")

    result = sync_attempt.isolated(attempt.pk, fails)
    assert "RuntimeError" in result.text
    assert Attempt.objects.get(pk=attempt.pk).due_at > now()


def test_the_card_of_who_had_the_checkout_before_is_not_charged(buyer: Buyer, shop: Shop) -> None:
    """Staff may detach a checkout from its user and take it over."""
    shop.sandbox.fault("auto", "drop_before", times=2)
    buyer.pay()
    assert shop.held() == 0
    shop.sandbox.clear_faults()
    buyer.bill.user = shop.user_of(member(shop, "card"))
    outcome = shop.resume(buyer.bill, None, charges=True)
    assert isinstance(outcome, Failed)
    assert shop.held() == 0
