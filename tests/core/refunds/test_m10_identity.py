"""M3, M10: the names that a refund has at Toss, in keys and in our rows stay what they are.

Each is written down at Toss and in rows: with another name of the same refund it is made twice.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from saleor_brandpay.api import checks
from saleor_brandpay.core.refunds.identity import (
    cancel_reason,
    grant_operation,
    idempotency_key,
    is_grant,
    is_marked,
    operation_of,
    request_line,
    request_operation,
)
from saleor_brandpay.models import Attempt
from tests.core.refunds.asking import identity

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
BY_AMOUNT = "a0f8eb4b72b6e0c9e"
BY_LINES = "led726088d8d32b74"
GRANT = "g4edded4fb6b78368"
REQUEST = "l22759dc2bc2ad327"


@pytest.fixture
def seoul(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own time zone is not UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Seoul")
        time.tzset()
        yield
    time.tzset()


def test_operation_is_named_by_its_grant_else_its_lines_else_its_amount() -> None:
    assert identity().operation == BY_AMOUNT
    assert identity(lines=("order 1 1", "order 2 1")).operation == BY_LINES
    assert identity(lines=("order 1 1",), grant=GRANT).operation == GRANT


def test_request_is_an_operation_of_its_own() -> None:
    assert request_operation(7, AT) == REQUEST
    assert identity(lines=(request_line(7, AT),)).operation == REQUEST
    later = AT + timedelta(microseconds=1)
    assert len({request_operation(*of) for of in ((7, AT), (8, AT), (7, later))}) == 3


@pytest.mark.usefixtures("seoul")
def test_grant_has_one_name_on_every_machine() -> None:
    assert grant_operation(7, AT) == GRANT
    assert is_grant(GRANT)
    assert not is_grant(BY_AMOUNT)


def test_mark_and_key_hold_the_whole_identity() -> None:
    attempt = Attempt(order_id="order-1")
    row = identity(number=3).row(attempt)
    row.step = 2
    assert cancel_reason(row) == f"Saleor refund [bp:3:{BY_AMOUNT}]"
    assert idempotency_key(attempt, row) == f"cancel:order-1:3:15000:5000:{BY_AMOUNT}:2"


def test_what_staff_typed_comes_before_the_mark() -> None:
    row = identity(number=3, reason=" 깨진 잔\n두 개 ").row(Attempt())
    assert cancel_reason(row) == f"깨진 잔 두 개 [bp:3:{BY_AMOUNT}]"
    assert is_marked(row, cancel_reason(row))
    assert identity(reason="x").operation == identity(reason="y").operation == BY_AMOUNT


def test_what_staff_typed_is_never_taken_for_a_mark() -> None:
    for text in (f"[bp:4:{BY_LINES}]", f"[BP:4:{BY_LINES}]", f"[ bp:4:{GRANT}] [bp:5:{REQUEST}]"):
        row = identity(number=3, reason=text).row(Attempt())
        assert operation_of(cancel_reason(row)) == BY_AMOUNT
        other = identity(number=4, lines=("order 1 1", "order 2 1")).row(Attempt())
        assert not is_marked(other, cancel_reason(row))


@pytest.mark.parametrize("text", ["가" * 500, "🎁" * 500, "e\u0301" * 500])
def test_long_reason_leaves_the_mark_its_place(text: str) -> None:
    row = identity(number=999_999_999, reason=text).row(Attempt())
    assert operation_of(checks.cancel_reason(cancel_reason(row))) == BY_AMOUNT
    assert cancel_reason(row).startswith(text[:70])


@pytest.mark.parametrize("text", ["", " ", "\u3164", "\u0301" * 500])
def test_reason_of_nothing_is_ours(text: str) -> None:
    row = identity(number=3, reason=text).row(Attempt())
    assert cancel_reason(row) == f"Saleor refund [bp:3:{BY_AMOUNT}]"


def test_row_is_the_identity_or_another_operation_of_it() -> None:
    row = identity(number=3).row(Attempt())
    assert (row.number, row.operation, row.amount) == (3, BY_AMOUNT, 5000)
    assert row.expected_balance == 15000
    assert row.created_at
    assert identity().row(Attempt(), GRANT).operation == GRANT


def test_mark_is_found_in_a_reason_and_nowhere_else() -> None:
    row = identity(number=3).row(Attempt())
    assert operation_of(cancel_reason(row)) == BY_AMOUNT
    assert operation_of("변심") == ""
    assert is_marked(row, cancel_reason(row))
    assert not is_marked(row, "변심")
    assert not is_marked(row, cancel_reason(identity(number=4).row(Attempt())))
