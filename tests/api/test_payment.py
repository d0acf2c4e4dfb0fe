from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_brandpay.api import (
    Cancel,
    Failure,
    MalformedAnswer,
    Payment,
    PaymentStatus,
    Secret,
    Transaction,
    Transfer,
    bank,
    card_company,
)
from saleor_brandpay.api.decode import decode

KEY = "C0FFEE00000000000000000000000001"
CARD: dict[str, Any] = {
    "amount": 15000,
    "issuerCode": "41",
    "acquirerCode": "41",
    "number": "53270000****000*",
    "installmentPlanMonths": 3,
    "cardType": "신용",
    "ownerType": "개인",
}
CANCEL: dict[str, Any] = {
    "cancelAmount": 5000,
    "cancelReason": "customer changed mind",
    "refundableAmount": 10000,
    "canceledAt": "2026-01-02T03:10:00+09:00",
    "transactionKey": "C0FFEE00000000000000000000000002",
    "cancelStatus": "DONE",
}
FULL: dict[str, Any] = {
    "mId": "sandboxmid",
    "version": "2024-06-01",
    "paymentKey": "tgen_20260102030405abcd1",
    "status": "DONE",
    "type": "BRANDPAY",
    "transactionKey": KEY,
    "lastTransactionKey": KEY,
    "orderId": "saleor-3f2a9c01",
    "orderName": "Mug and 1 more",
    "requestedAt": "2026-01-02T03:04:05+09:00",
    "approvedAt": "2026-01-02T03:05:00+09:00",
    "card": CARD,
    "transfer": None,
    "cancels": None,
    "secret": None,
    "failure": None,
    "isPartialCancelable": True,
    "receipt": {"url": "https://localhost/receipt/1"},
    "currency": "KRW",
    "totalAmount": 15000,
    "balanceAmount": 15000,
    "metadata": None,
    "method": "카드",
}
NEEDED = {"paymentKey": "k", "orderId": "o", "status": "READY", "totalAmount": 100}


def test_reads_a_card_payment():
    payment = Payment.parse(FULL)
    assert payment.payment_key == "tgen_20260102030405abcd1"
    assert payment.order_id == "saleor-3f2a9c01"
    assert payment.status == PaymentStatus.DONE
    assert (payment.total_amount, payment.balance_amount, payment.currency) == (15000, 15000, "KRW")
    assert payment.approved_at == datetime(2026, 1, 1, 18, 5, tzinfo=UTC)
    assert payment.last_transaction_key == KEY
    assert payment.receipt_url == "https://localhost/receipt/1"
    assert payment.card is not None
    assert (payment.card.issuer_code, payment.card.installment_plan_months) == ("41", 3)
    assert payment.cancels == ()
    assert payment.metadata == {}
    assert payment.raw["orderName"] == "Mug and 1 more"


def test_reads_an_account_payment():
    payment = Payment.parse(
        FULL | {"card": None, "transfer": {"bankCode": "92", "settlementStatus": "INCOMPLETED"}}
    )
    assert payment.card is None
    assert payment.transfer == Transfer(bank_code="92")


def test_reads_what_staff_are_asked_about():
    card = CARD | {
        "approveNo": "00001234",
        "acquirerCode": "31",
        "useCardPoint": True,
        "isInterestFree": True,
        "interestPayer": "CARD_COMPANY",
    }
    payment = Payment.parse(FULL | {"card": card, "discount": {"amount": 500}})
    assert payment.card is not None
    assert (payment.card.approve_no, payment.card.acquirer_code) == ("00001234", "31")
    assert (payment.card.use_card_point, payment.card.is_interest_free) == (True, True)
    assert payment.card.interest_payer == "CARD_COMPANY"
    assert payment.discount_amount == 500
    assert (payment.cash_receipt, payment.cash_receipts) == (None, ())


def test_reads_cash_receipts():
    receipt = {
        "type": "소득공제",
        "receiptKey": "rk",
        "issueNumber": "123456789",
        "receiptUrl": "https://localhost/cash/1",
        "amount": 15000,
    }
    canceled = receipt | {"transactionType": "CANCEL", "issueStatus": "COMPLETED"}
    payment = Payment.parse(
        FULL | {"cashReceipt": receipt, "cashReceipts": [receipt, canceled, 7, None]}
    )
    assert payment.cash_receipt is not None
    assert payment.cash_receipt.issue_number == "123456789"
    assert payment.cash_receipt.receipt_url == "https://localhost/cash/1"
    assert [one.transaction_type for one in payment.cash_receipts] == ["CONFIRM", "CANCEL"]
    assert payment.cash_receipts[1].issue_status == "COMPLETED"


@pytest.mark.parametrize("odd", [7, "x", [], {"amount": "much"}])
def test_odd_details_do_not_stand_in_the_way_of_the_money(odd):
    payment = Payment.parse(FULL | {"discount": odd, "cashReceipts": odd, "cashReceipt": odd})
    assert (payment.discount_amount, payment.cash_receipts) == (0, ())
    assert payment.total_amount == 15000


def test_reads_a_payment_of_an_old_version():
    """1.4 of Toss's guide to cancels: a name in place of a code, and cancels without keys."""
    card = {"company": "우리", "number": "53270000****000*", "installmentPlanMonths": 0}
    cancels = [{"cancelAmount": 1000, "cancelReason": "x", "canceledAt": None}]
    payment = Payment.parse(FULL | {"version": "1.4", "card": card, "cancels": cancels})
    assert payment.card is not None
    assert card_company(payment.card.issuer_code).en == "WOORI"
    assert [cancel.transaction_key for cancel in payment.cancels] == ["no-key-0"]
    payment = Payment.parse(FULL | {"card": None, "transfer": {"bank": "토스"}})
    assert payment.transfer is not None
    assert bank(payment.transfer.bank_code).en == "TOSSBANK"


def test_reads_refunds():
    payment = Payment.parse(FULL | {"cancels": [CANCEL, None], "status": "PARTIAL_CANCELED"})
    assert payment.cancels == (
        Cancel(
            amount=5000,
            reason="customer changed mind",
            transaction_key="C0FFEE00000000000000000000000002",
            canceled_at=datetime(2026, 1, 1, 18, 10, tzinfo=UTC),
            refundable_amount=10000,
            status="DONE",
        ),
    )


def test_a_cancel_without_status_is_done():
    assert Cancel.parse({"cancelAmount": "1"}).status == "DONE"


def test_reads_a_failure_and_metadata():
    payment = Payment.parse(
        FULL | {"failure": {"code": "EXPIRED_PAYMENT", "message": "만료"}, "metadata": {"a": "b"}}
    )
    assert payment.failure == Failure(code="EXPIRED_PAYMENT", message="만료")
    assert payment.metadata == {"a": "b"}


def test_the_secret_is_one_and_leaves_the_raw_object():
    payment = Payment.parse(FULL | {"secret": "ps_abcdefghijklmnopqrstuvwxyz"})
    assert payment.secret == Secret("ps_abcdefghijklmnopqrstuvwxyz")
    assert "secret" not in payment.raw
    assert "ps_abc" not in repr(payment)


def test_needs_little():
    payment = Payment.parse(NEEDED)
    assert payment.balance_amount == 100
    assert payment.is_partial_cancelable
    assert (payment.currency, payment.method, payment.receipt_url) == ("", None, None)
    assert (payment.card, payment.transfer, payment.failure, payment.secret) == (None,) * 4
    assert payment.approved_at is None


def test_a_missing_balance_is_what_refunds_left():
    payment = Payment.parse(NEEDED | {"cancels": [{"cancelAmount": 30}]})
    assert payment.balance_amount == 70


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [None, "", [], {}])
def test_refuses_what_cannot_be_used(name: str, value: object):
    with pytest.raises(MalformedAnswer, match=name):
        Payment.parse(NEEDED | {name: value})


@pytest.mark.parametrize("cancels", [{}, "x", [1], [{"cancelAmount": None}]])
def test_refuses_refunds_that_cannot_be_counted(cancels: object):
    with pytest.raises(MalformedAnswer):
        Payment.parse(NEEDED | {"cancels": cancels})


@pytest.mark.parametrize(
    ("value", "amount"), [(100, 100), ("100", 100), (100.0, 100), ("-5", -5), (0, 0)]
)
def test_amounts_may_be_numeric_strings(value: object, amount: int):
    assert Payment.parse(NEEDED | {"totalAmount": value}).total_amount == amount


@pytest.mark.parametrize("value", [100.5, "1.5", True, "١٠٠", "1" * 30, float("inf"), "--1"])
def test_amounts_are_never_guessed(value: object):
    with pytest.raises(MalformedAnswer, match="totalAmount"):
        Payment.parse(NEEDED | {"totalAmount": value})


def test_survives_new_fields_values_and_shapes():
    payment = Payment.parse(
        FULL
        | {
            "status": "SETTLED_ON_THE_MOON",
            "method": "우주페이",
            "card": CARD
            | {"cardType": "수정", "acquirerCode": None, "installmentPlanMonths": None},
            "receipt": [],
            "transfer": "later",
            "isPartialCancelable": "yes",
            "approvedAt": "yesterday",
            "orderName": 7,
            "brandNew": {"a": 1},
        }
    )
    assert payment.status == "SETTLED_ON_THE_MOON"
    assert not payment.is_approved_once
    assert payment.is_partial_cancelable
    assert payment.approved_at is None
    assert payment.order_name == "7"
    assert payment.card is not None
    assert payment.card.acquirer_code is None


def test_a_time_without_offset_is_korean():
    payment = Payment.parse(NEEDED | {"requestedAt": "2026-01-02T09:00:00"})
    assert payment.requested_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert payment.requested_at.utcoffset() == timedelta(hours=9)


def test_a_time_in_utc_is_read_too():
    payment = Payment.parse(NEEDED | {"requestedAt": "2022-06-07T10:00:43.838Z"})
    assert payment.requested_at == datetime(2022, 6, 7, 10, 0, 43, 838000, tzinfo=UTC)


def test_an_old_version_has_only_a_transaction_key():
    payment = Payment.parse(NEEDED | {"transactionKey": "old"})
    assert payment.last_transaction_key == "old"


@pytest.mark.parametrize("status", PaymentStatus)
def test_is_approved_once(status: PaymentStatus):
    approved = {"DONE", "CANCELED", "PARTIAL_CANCELED"}
    payment = Payment.parse(NEEDED | {"status": str(status)})
    assert payment.is_approved_once is (status in approved)


def test_payments_can_be_compared_and_hashed():
    assert Payment.parse(FULL) == Payment.parse(FULL | {"brandNew": 1})
    assert len({Payment.parse(FULL), Payment.parse(FULL)}) == 1


ROW: dict[str, Any] = {
    "mId": "mid",
    "transactionKey": KEY,
    "paymentKey": "k",
    "orderId": "order-1",
    "method": "카드",
    "customerKey": "customer-key-of-a-buyer",
    "useEscrow": False,
    "receiptUrl": "https://localhost/1",
    "status": "DONE",
    "transactionAt": "2026-01-02T03:10:00+09:00",
    "currency": "KRW",
    "amount": 15000,
}


def test_reads_a_transaction():
    row = Transaction.parse(ROW)
    assert (row.transaction_key, row.payment_key, row.order_id) == (KEY, "k", "order-1")
    assert (row.status, row.amount, row.currency) == ("DONE", 15000, "KRW")
    assert row.customer_key == Secret("customer-key-of-a-buyer")
    assert "buyer" not in repr(row)


@pytest.mark.parametrize("name", ["transactionKey", "paymentKey", "orderId", "status", "amount"])
def test_a_transaction_without_its_keys_or_amount_is_not_readable(name: str):
    assert Transaction.parse(ROW).is_readable
    assert not Transaction.parse(ROW | {name: None}).is_readable


@pytest.mark.parametrize(
    "amount", [726.24, "1,000", True, None, 10**12, -(10**30), [1], "9" * 5000]
)
def test_an_amount_that_is_no_whole_number_of_won_is_none(amount: object):
    row = Transaction.parse(ROW | {"amount": amount})
    assert (row.amount, row.order_id) == (None, "order-1")


def test_whole_dollars_are_no_won():
    row = Transaction.parse(ROW | {"currency": "USD", "amount": 10})
    assert (row.amount, row.is_in_won) == (None, False)


def test_a_payment_in_another_currency_says_whose_it_is():
    """Its amounts cannot be read; that it is not ours can."""
    dollars = {"currency": "USD", "totalAmount": 726.24, "orderId": "ORDER_1"}
    with pytest.raises(MalformedAnswer) as refused:
        Payment.parse(FULL | dollars)
    assert refused.value.order_id == "ORDER_1"
    part = {**CANCEL, "cancelAmount": 181.56}
    with pytest.raises(MalformedAnswer) as refused:
        Payment.parse(FULL | {"orderId": "ORDER_1", "cancels": [part]})
    assert refused.value.order_id == "ORDER_1"


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
)
JSON = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=3), SCALARS)
ANY_ROW = st.dictionaries(st.sampled_from(sorted(ROW)), JSON).map(lambda some: ROW | some) | JSON


@given(row=ANY_ROW)
def test_whatever_stands_in_the_list_is_read(row: object):
    """As it comes over the wire; every text can be kept, and asked the database for."""
    told = decode(json.dumps([row, ROW]).replace("Infinity", "1e999").encode())
    assert isinstance(told, list)
    read, ours = map(Transaction.parse, told)
    assert ours.is_readable
    for text in (read.transaction_key, read.payment_key, read.order_id, read.status, read.currency):
        assert "\0" not in text
        text.encode()
    if read.transaction_at:
        read.transaction_at.astimezone(UTC)
    assert read.amount is None or abs(read.amount) < 10**12


@given(number=st.integers(min_value=10**28) | st.just(10**6000))
def test_one_absurd_number_leaves_the_rest_to_be_read(number: int):
    digits = "1" + "0" * 6000 if number == 10**6000 else str(number)
    told = decode(f'{{"amount": {digits}, "orderId": "order-1"}}'.encode())
    assert isinstance(told, dict)
    row = Transaction.parse(told)
    assert (row.amount, row.order_id) == (None, "order-1")
