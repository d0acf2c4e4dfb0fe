"""M1, M3: which other attempt of a source may yet take money, as its row and Toss have it."""

from datetime import timedelta

import pytest

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.clock import now
from saleor_brandpay.core.confirm import other_attempts
from saleor_brandpay.core.confirm.other_attempts import is_under_way, may_be_charged
from saleor_brandpay.core.confirm.read_back import ReadBack, Seen
from saleor_brandpay.models import Attempt, AttemptStatus

SECOND = timedelta(seconds=1)


@pytest.fixture
def payment(sandbox: RunningSandbox) -> Payment:
    sandbox.bulk(1)
    return Payment.parse(sandbox.payments()[0])


@pytest.mark.parametrize("charged", [True, False])
@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("status", [AttemptStatus.UNKNOWN, AttemptStatus.OPEN])
def test_only_an_unknown_charge_that_toss_knows_of_may_yet_be_taken(
    payment: Payment, charged: bool, shown: bool, status: str
) -> None:
    attempt = Attempt(status=status, method_id="m" if charged else "")
    read_back = ReadBack(seen=Seen.UNAPPROVED, payment=payment if shown else None)
    expected = charged and shown and status == AttemptStatus.UNKNOWN
    assert may_be_charged(attempt, read_back) is expected


@pytest.mark.parametrize(
    ("status", "age", "expected"),
    [
        (AttemptStatus.UNKNOWN, other_attempts.UNDER_WAY - SECOND, True),
        (AttemptStatus.UNKNOWN, other_attempts.UNDER_WAY + SECOND, False),
        (AttemptStatus.UNKNOWN, None, False),
        (AttemptStatus.OPEN, SECOND, False),
    ],
)
def test_confirm_is_under_way_for_a_while_after_it_was_sent(
    status: str, age: timedelta | None, expected: bool
) -> None:
    attempt = Attempt(status=status, confirm_sent_at=None if age is None else now() - age)
    assert is_under_way(attempt) is expected
