"""M10: which row of ours a refund is, whatever else has been refunded."""

from datetime import datetime, timedelta

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.refunds.refund_rows import just_done, of_cancel, row_for, same, unclaimed
from saleor_brandpay.models import Attempt, Refund, RefundStatus
from tests.core.refunds.asking import cancel, identity

GRANT = "g" + "0" * 16
LINES = ("order 1 1",)


def row(
    status: str = RefundStatus.DONE,
    *,
    done_at: datetime | None = None,
    key: str = "",
    **values: object,
) -> Refund:
    made = identity(**values).row(Attempt())
    made.status, made.transaction_key = status, key
    made.done_at = done_at or now()
    return made


def unclaimed_row(**values: object) -> Refund:
    made = row(**values)
    made.claimed = False
    return made


@pytest.mark.parametrize(
    "other",
    [
        {"number": 1},
        {"lines": LINES},
        {"expected_balance": 14000},
        {"amount": 4000, "grant": GRANT},
    ],
)
def test_same_refund_is_the_same_in_everything(other: dict[str, object]) -> None:
    grant = {"grant": GRANT} if "grant" in other else {}
    itself, another = row(**grant), row(**other)
    assert same([another], identity(**grant)) is None
    assert same([another, itself], identity(**grant)) is itself


def test_cancel_is_kept_in_its_own_row_before_any_other() -> None:
    own = row(key="this", number=4)
    asked, waiting = row(RefundStatus.UNKNOWN), row(RefundStatus.UNKNOWN)
    assert row_for([waiting, own], asked, cancel(key="this")) is own
    assert of_cancel([waiting, own], cancel(key="another")) is None


def test_cancel_is_kept_in_the_row_of_its_click_and_amount() -> None:
    """Saleor may ask for another amount of the same lines the second time."""
    more = row(RefundStatus.UNKNOWN, lines=LINES)
    less = row(RefundStatus.REFUSED, lines=LINES, amount=4000)
    asked = row(RefundStatus.UNKNOWN, lines=LINES, amount=3000)
    assert row_for([more, less], asked, cancel(4000)) is less
    assert row_for([more, less], asked, cancel(3000)) is more


@pytest.mark.parametrize(
    "other",
    [
        row(RefundStatus.UNKNOWN, number=1),
        row(RefundStatus.UNKNOWN, lines=LINES),
        row(RefundStatus.DONE, key="another"),
    ],
)
def test_cancel_is_not_kept_in_the_row_of_another_click(other: Refund) -> None:
    asked = row(RefundStatus.UNKNOWN)
    assert row_for([other], asked, cancel()) is asked


@pytest.mark.parametrize("asked", [{}, {"lines": LINES}, {"grant": GRANT}])
def test_booked_refund_is_claimed_by_its_own_click(asked: dict[str, object]) -> None:
    taken, waits = row(**asked), unclaimed_row(**asked)
    assert unclaimed([taken, waits], identity(**asked)) is waits
    assert unclaimed([taken], identity(**asked)) is None


@pytest.mark.parametrize(
    "other", [{"amount": 4000}, {"status": RefundStatus.UNKNOWN}, {"status": RefundStatus.REFUSED}]
)
def test_other_or_unfinished_refund_is_not_claimed(other: dict[str, object]) -> None:
    assert unclaimed([unclaimed_row(**other)], identity()) is None


@pytest.mark.parametrize(
    ("asked", "is_claimed"), [({}, False), ({"lines": LINES}, True), ({"grant": GRANT}, True)]
)
def test_claim_by_amount_alone_ends(asked: dict[str, object], is_claimed: bool) -> None:
    old = unclaimed_row(done_at=now() - timedelta(minutes=11), **asked)
    assert (unclaimed([old], identity(**asked)) is old) is is_claimed


def test_refund_of_unknown_time_is_not_claimed_by_its_amount() -> None:
    undated = unclaimed_row()
    undated.done_at = None
    assert unclaimed([undated], identity()) is None


def test_guard_knows_the_capped_repeat_of_a_click() -> None:
    """Saleor caps what it asks for lines: the repeat then asks for all that is left."""
    earlier = row(lines=LINES)
    capped = identity(number=1, lines=LINES, amount=4000, expected_balance=4000)
    assert just_done([earlier], capped) is earlier


@pytest.mark.parametrize(
    "asked",
    [
        # Not all that is left.
        {"number": 1, "lines": LINES, "amount": 4000, "expected_balance": 10000},
        # More than the first time.
        {"number": 1, "lines": LINES, "amount": 6000, "expected_balance": 6000},
        # The very same refund: its answer was lost.
        {"lines": LINES},
    ],
)
def test_guard_lets_another_refund_of_the_lines_through(asked: dict[str, object]) -> None:
    assert just_done([row(lines=LINES)], identity(**asked)) is None


def test_guard_tells_two_amounts_apart() -> None:
    """Without lines the name is the amount's, whatever Toss then refunded."""
    earlier = row(amount=4000)
    earlier.amount = 5000
    asked = identity(number=1, amount=4000, expected_balance=4000)
    assert just_done([earlier], asked) is None
