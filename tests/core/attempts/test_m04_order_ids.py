"""M4: an order id names its Payment, and nobody else can make one."""

import re

import pytest
from cryptography.fernet import Fernet

from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.models import PaymentReference
from tests.core.shop import Shop


@pytest.mark.parametrize("payment_pk", [1, 35, 36, 2**63 - 1])
def test_read_back(payment_pk: int) -> None:
    reference = PaymentReference.payment(payment_pk)
    order_id = order_ids.make(reference, 3)
    assert re.fullmatch(r"[A-Za-z0-9_-]{6,64}", order_id)
    assert order_ids.read(order_id) == order_ids.OrderId(reference=reference, number=3)
    assert order_ids.make(reference, 3) == order_id


@pytest.mark.parametrize(
    "order_id",
    ["", "bp-1-0", "bp-1-0-aaaaaaaaaaaaaaaa", "BP-1-0-aaaaaaaaaaaaaaaa", "saleor-1", "bp-1-0-é"],
)
def test_foreign_id_is_not_ours(order_id: str) -> None:
    assert order_ids.read(order_id) is None


def test_number_cannot_be_changed() -> None:
    order_id = order_ids.make(PaymentReference.payment(7), 0)
    assert order_ids.read(order_id.replace("-0-", "-1-")) is None


def test_survives_a_rotated_key(settings) -> None:  # type: ignore[no-untyped-def]
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    order_id = order_ids.make(PaymentReference.payment(7), 0)
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    assert order_ids.read(order_id)
    settings.BRANDPAY_ENCRYPTION_KEYS = new
    assert order_ids.read(order_id) is None


def test_attempts_of_one_payment_are_numbered(shop: Shop) -> None:
    bill = shop.bill()
    first = shop.open(bill)
    shop.resume(bill, {"code": "PAY_PROCESS_ABORTED"})
    read = [
        order_ids.read(order_id) for order_id in (first.order_id, order_ids.make(bill.reference, 1))
    ]
    assert read == [
        order_ids.OrderId(reference=bill.reference, number=0),
        order_ids.OrderId(reference=bill.reference, number=1),
    ]
