"""Hooks asked for what the storefront's operations never ask, or while something is broken."""

from decimal import Decimal

import pytest
from cryptography.fernet import Fernet
from django.db import DatabaseError
from saleor.payment import PaymentError
from saleor.payment.gateway import process_payment
from saleor.payment.models import Payment, Transaction
from saleor.payment.utils import create_payment_information
from saleor.plugins.manager import get_plugins_manager
from saleor.plugins.models import PluginConfiguration

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.merchants import crypto, merchants
from saleor_brandpay.models import MerchantSecret
from tests.saleor.helpers import captured, held, nothing_taken, pay, refunded

pytestmark = pytest.mark.usefixtures("brandpay")

GATEWAY = "tosspayments.brandpay"


def manager():
    return get_plugins_manager(allow_replica=False)


def told(errors) -> str:
    return " ".join(error["message"] for error in errors)


@pytest.fixture
def order(member, toss):
    """Id of a paid order of 15000 won."""
    return pay(member.fill(), toss).order["id"]


@pytest.mark.parametrize("verb", ["capture", "void", "authorize"])
def test_there_is_nothing_to_hold_or_to_let_go(member, verb):
    member.fill().payment_create()
    information = create_payment_information(Payment.objects.get())
    answer = getattr(manager(), f"{verb}_payment")(GATEWAY, information, channel_slug="krw")
    assert not answer.is_success
    assert "refund" in answer.error


def test_payment_of_an_order_that_owes_nothing(order, toss):
    paid = Payment.objects.get()
    again = Payment.objects.create(
        gateway=GATEWAY, order=paid.order, total=paid.total, currency="KRW"
    )
    with pytest.raises(PaymentError):
        process_payment(again, "", manager(), "krw")
    assert held(toss) == 15000


def test_payment_that_lost_its_checkout(member, toss):
    member.fill().payment_create()
    payment = Payment.objects.get()
    payment.checkout.delete()
    payment.refresh_from_db()
    with pytest.raises(PaymentError):
        process_payment(payment, "", manager(), "krw")
    nothing_taken(toss)


@pytest.fixture
def foreign(order):
    """The order's payment, as if another shop's plugin had taken it: we have no record of it."""
    Transaction.objects.filter(kind="capture").update(token="key-of-nobody")
    return order


def test_refund_without_a_record(foreign, staff, toss):
    assert "no Brandpay record" in told(staff.refund(foreign, 1000))
    assert refunded(toss) == []


def test_refund_of_lines_without_a_record_leaves_a_note(foreign, staff, toss):
    (line,) = staff.order(foreign)["lines"]
    assert staff.refund_lines(foreign, {line["id"]: 1})
    notes = [event["message"] for event in staff.order(foreign)["events"] if event["message"]]
    assert any("Toss console" in note for note in notes)


@pytest.mark.parametrize("amount", ["100.5", "0.4"])
def test_refund_of_a_fraction(order, staff, toss, amount):
    assert "whole won" in told(staff.refund(order, amount))
    assert refunded(toss) == []


def test_encryption_keys_were_lost(order, staff, toss, settings):
    """The channel has moved on, and the old merchant's secret can be read by nobody."""
    PluginConfiguration.objects.update(configuration=[])
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    MerchantSecret.objects.update(ciphertext=crypto.encrypt(Secret("any")))
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    merchants._HELD.clear()
    assert told(staff.refund(order, 1000))
    assert captured(staff.order(order)) == 15000
    assert refunded(toss) == []


def broken(*args, **kwargs):
    raise RuntimeError("a defect")


def test_defect_in_the_first_step_is_an_answer(member, toss, monkeypatch):
    from saleor_brandpay.adapters.payments_api import hooks

    member.fill().payment_create()
    monkeypatch.setattr(hooks.pay, "start", broken)
    answer = member.complete()
    assert answer.errors[0]["code"] == "PAYMENT_ERROR"
    assert "defect" not in answer.messages[0]
    nothing_taken(toss)


def test_defect_in_a_refund_is_an_answer(order, staff, toss, monkeypatch):
    from saleor_brandpay.adapters.payments_api import refunds

    monkeypatch.setattr(refunds.refund_once, "refund", broken)
    errors = staff.refund(order, 1000)
    assert errors
    assert "defect" not in told(errors)


def test_database_that_cannot_go_on_is_not_hidden(member, toss, monkeypatch):
    from saleor_brandpay.adapters.payments_api import hooks

    def refused(*args, **kwargs):
        raise DatabaseError("deadlock detected")

    member.fill().payment_create()
    monkeypatch.setattr(hooks.pay, "start", refused)
    _, body = member.try_complete()
    assert b"deadlock detected" in body


def test_keys_were_taken_away_while_it_stayed_active(member, toss):
    member.fill().payment_create()
    PluginConfiguration.objects.update(configuration=[])
    answer = member.complete()
    assert answer.order is None
    assert answer.messages
    assert member.gateways() == [] or GATEWAY not in {item["id"] for item in member.gateways()}
    nothing_taken(toss)


def test_receipt_joins_what_the_page_has_noted(member, toss, staff):
    from saleor.checkout.models import Checkout, CheckoutMetadata

    member.fill()
    CheckoutMetadata.objects.create(checkout=Checkout.objects.get(), metadata={"gift": "yes"})
    answer = pay(member, toss)
    keys = {item["key"] for item in staff.order(answer.order["id"])["metadata"]}
    assert keys == {"gift", "brandpay.receiptUrl", "brandpay.testPayment"}


def test_another_gateway_has_paid_a_part(member, toss):
    """What others hold is not owed any more, and the payment asks for too much (M1, M9)."""
    member.fill().payment_create()
    checkout = Payment.objects.get().checkout
    Payment.objects.create(
        gateway="mirumee.payments.dummy",
        checkout=checkout,
        is_active=False,
        total=Decimal(5000),
        captured_amount=Decimal(5000),
        currency="KRW",
    )
    answer = member.complete()
    assert answer.order is None
    assert answer.messages
    assert held(toss) == 0


def test_switched_off_while_the_outcome_is_unknown(member, staff, toss, brandpay):
    """Money that moved comes first: it is booked, whatever the merchant decided since (M5)."""
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    toss.fault("confirm", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    member.complete(returned)
    toss.mend()
    brandpay(active=False)
    answer = member.complete(returned)
    assert captured(staff.order(answer.order["id"])) == held(toss) == 15000


def test_payment_in_fractions_of_a_won(member, toss):
    member.fill().payment_create()
    Payment.objects.update(total=Decimal("15000.500"))
    answer = member.complete()
    assert answer.order is None
    assert answer.messages
    nothing_taken(toss)


def test_confirm_on_a_payment_that_is_captured_already(order, toss):
    """Saleor asks `process` there; whoever asks `confirm` gets the very same row (M8)."""
    payment = Payment.objects.get()
    information = create_payment_information(payment)
    answer = manager().confirm_payment(GATEWAY, information, channel_slug="krw")
    assert answer.is_success
    assert answer.transaction_already_processed
    assert answer.transaction_id == payment.psp_reference
    assert len(toss.calls("confirm")) == 1


def test_confirm_of_a_payment_that_lost_its_checkout(member, toss):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    payment = Payment.objects.get()
    payment.checkout.delete()
    payment.refresh_from_db()
    information = create_payment_information(payment, additional_data=returned)
    answer = manager().confirm_payment(GATEWAY, information, channel_slug="krw")
    assert not answer.is_success
    nothing_taken(toss)


def test_what_the_records_say_of_a_payment(order, toss):
    from saleor_brandpay.adapters.payments_api.bookkeeping import note
    from saleor_brandpay.adapters.shop import SaleorShop
    from saleor_brandpay.core.shop_records import BookingStatus
    from saleor_brandpay.models import PaymentReference

    payment = Payment.objects.get()
    records = SaleorShop().payment(PaymentReference.payment(payment.pk))
    assert records.booking_status(payment.psp_reference) == BookingStatus.ORDERED
    assert records.booking_status("another key") == BookingStatus.UNBOOKED
    note(0, "There is no such payment, and nobody to tell.")
