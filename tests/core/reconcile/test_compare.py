"""What Toss shows of payments against what the shop has booked, without either of them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from saleor_brandpay.api.payment import Payment
from saleor_brandpay.core.reconcile.compare import compare
from saleor_brandpay.core.shop_records import Booked, Overcharge, RecordedPayment
from saleor_brandpay.models import PaymentReference

AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def payment(won: int, *cancels: tuple[str | None, int], key: str = "key", **values: Any) -> Payment:
    gone = sum(amount for _, amount in cancels)
    return Payment.parse(
        {
            "paymentKey": key,
            "orderId": f"order-{key}",
            "status": "PARTIAL_CANCELED" if cancels else "DONE",
            "totalAmount": won,
            "balanceAmount": won - gone,
            "currency": "KRW",
            "approvedAt": AT.isoformat(),
            "cancels": [
                {"cancelAmount": amount, "transactionKey": name, "canceledAt": AT.isoformat()}
                for name, amount in cancels
            ],
            **values,
        }
    )


PAYMENT = PaymentReference.payment(1)


def recorded(
    *captures: tuple[str, int],
    refunds: tuple[tuple[str, int], ...] = (),
    reference: PaymentReference = PAYMENT,
    **values: Any,
) -> RecordedPayment:
    return RecordedPayment(
        reference=reference,
        **{"order": "17", "kept": True} | values,
        captures=tuple(Booked(token=token, amount=won, at=AT) for token, won in captures),
        refunds=tuple(Booked(token=token, amount=won, at=AT) for token, won in refunds),
    )


def differences(
    *recorded_payments: RecordedPayment, **payments: Payment | None
) -> list[tuple[str, int, int]]:
    found = compare(payments, recorded_payments, {})
    return [(one.kind, one.toss_won or 0, one.shop_won or 0) for one in found]


def test_what_agrees() -> None:
    assert differences(recorded(("key", 100)), key=payment(100)) == []
    booked = recorded(("key", 100), refunds=(("r1", 30), ("r2", 30)))
    assert differences(booked, key=payment(100, ("r1", 30), ("r2", 30))) == []


def test_refund_without_a_key_is_told_by_its_amount() -> None:
    booked = recorded(("key", 100), refunds=(("odd", 30),))
    assert differences(booked, key=payment(100, (None, 30))) == []
    assert differences(booked, key=payment(100, (None, 40))) == [
        ("refund_only_there", 40, 0),
        ("refund_only_here", 0, 30),
    ]


def test_equal_amounts_of_another_account_are_none_of_this_ones() -> None:
    one = recorded(("a", 100))
    two = recorded(("b", 100), refunds=(("odd", 30),), reference=PaymentReference.payment(2))
    a, b = payment(100, ("r", 30), key="a"), payment(100, key="b")
    assert differences(one, two, a=a, b=b) == [
        ("refund_only_there", 30, 0),
        ("refund_only_here", 0, 30),
    ]


def test_capture_that_toss_does_not_know_less_its_refunds() -> None:
    booked = recorded(("key", 100), refunds=(("r1", 30),))
    assert differences(booked, key=None) == [("order_without_payment", 0, 70)]
    assert differences(recorded(("key", 100), refunds=(("r1", 100),)), key=None) == []


def test_capture_of_a_payment_that_was_never_approved() -> None:
    expired = payment(100, status="EXPIRED", approvedAt=None)
    assert differences(recorded(("key", 100)), key=expired) == [("order_without_payment", 0, 100)]


def test_refund_booked_without_its_capture() -> None:
    """Both sides know that the money went back; nothing is held."""
    booked = recorded(refunds=(("r1", 100),))
    assert differences(booked, key=payment(100, ("r1", 100))) == []


def test_cancel_that_has_not_happened_is_none() -> None:
    waiting = payment(100)
    cancel = {"cancelAmount": 30, "transactionKey": "r", "cancelStatus": "IN_PROGRESS"}
    asked = Payment.parse({**waiting.raw, "cancels": [cancel]})
    assert differences(recorded(("key", 100)), key=asked) == []


TOKEN = PaymentReference.transaction(uuid.UUID(int=7))


def test_charge_on_a_checkout_stays_there() -> None:
    waiting = recorded(("key", 100), reference=TOKEN, order="")
    assert differences(waiting, key=payment(100)) == []
    assert differences(waiting, key=payment(100, ("r1", 30))) == [("refund_only_there", 30, 0)]


def test_charge_whose_checkout_is_gone_without_an_order() -> None:
    adrift = recorded(("key", 100), refunds=(("r1", 30),), reference=TOKEN, order="", kept=False)
    (found,) = compare({"key": payment(100, ("r1", 30))}, [adrift], {})
    assert (found.kind, found.reason) == ("paid_without_order", "nowhere")
    assert (found.toss_won, found.shop_won) == (70, 100)
    assert found.reference == TOKEN
    given_back = recorded(
        ("key", 100), refunds=(("r1", 100),), reference=TOKEN, order="", kept=False
    )
    assert differences(given_back, key=payment(100, ("r1", 100))) == []


def test_refund_that_staff_asked_for_and_nobody_sent() -> None:
    request = Booked(token="31", amount=40, at=AT)
    asked = recorded(("key", 100), reference=TOKEN, unsent=(request,))
    (found,) = compare({"key": payment(100)}, [asked], {})
    assert (found.kind, found.reason, found.shop_won) == ("still_unknown", "request", 40)
    assert (found.order_id, found.reference) == ("order-key", TOKEN)


def test_one_payment_booked_in_both_apis() -> None:
    both = recorded(("key", 100)), recorded(("key", 100), reference=TOKEN)
    assert differences(*both, key=payment(100)) == [("amount_drift", 100, 200)]


def test_more_than_was_owed_is_told_once_the_books_agree() -> None:
    over = Overcharge(reason="overcharged", charged=100, owed=70)
    booked = recorded(("key", 100), overcharge=over)
    assert differences(booked, key=payment(100)) == [("overcharged", 100, 70)]
    assert differences(booked, key=payment(100, ("r", 30))) == [("refund_only_there", 30, 0)]
    assert differences(recorded(overcharge=over)) == []
