"""M5, M9: which answers are believed as they are, and what a refusal says of the money."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.api.answer import Answer
from saleor_brandpay.api.errors import BrandpayError, NoAnswer, OutcomeUnknown, Refused
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.core.confirm.context import Paid
from saleor_brandpay.core.confirm.outcome import (
    OLDER,
    ConfirmResult,
    ConfirmStatus,
    declined,
    is_replay,
)
from tests.core.shop import Shop

AT = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
OURS = datetime.timedelta(minutes=7)
"""How far our clock is ahead of Toss's."""


@pytest.fixture
def payment(sandbox: RunningSandbox) -> Payment:
    sandbox.bulk(1)
    return Payment.parse(sandbox.payments()[0])


@pytest.mark.parametrize(
    ("before_the_answer", "replayed", "expected"),
    [
        (SECOND, False, False),
        (SECOND, True, True),
        # The request took eight seconds: whatever was approved in them is its own.
        (8 * SECOND + OLDER - SECOND, False, False),
        (8 * SECOND + OLDER + SECOND, False, True),
        (None, False, False),
        (None, True, True),
    ],
    ids=str,
)
@pytest.mark.parametrize("dated", [True, False])
def test_approval_older_than_the_request_is_a_replay_and_so_is_what_toss_marks(
    payment: Payment,
    before_the_answer: datetime.timedelta | None,
    replayed: bool,
    expected: bool,
    dated: bool,
) -> None:
    """On Toss's clock, where it has told the time."""
    at = None if before_the_answer is None else AT - before_the_answer
    answer = Answer(
        value=replace(payment, approved_at=at),
        replayed=replayed,
        trace_id="",
        date=AT if dated else None,
        elapsed=8.0,
        started=AT + OURS if dated else AT,
        http_status=200,
    )
    assert is_replay(answer) is expected


@pytest.mark.parametrize(
    "error", [Refused(code="REJECT"), Refused(), NoAnswer(), OutcomeUnknown(code="X")]
)
@pytest.mark.parametrize("status", list(ConfirmStatus))
def test_refusal_gives_its_code_to_what_is_closed_and_changes_nothing_else(
    status: ConfirmStatus, error: BrandpayError
) -> None:
    """Money that was found in spite of it stays found."""
    result = ConfirmResult(status=status, code="ABORTED")
    told = declined(result, error)
    is_told = status is ConfirmStatus.CLOSED and error.code == "REJECT"
    assert told == (replace(result, code="REJECT") if is_told else result)


def test_refused_confirm_of_what_is_approved_is_paid(shop: Shop) -> None:
    """By the request before it, say, whose answer nobody has seen."""
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    shop.sandbox.fault("confirm", "refuse", code="REJECT_CARD_COMPANY", times=1)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000
