from __future__ import annotations

import datetime

import pytest

from saleor_brandpay.core.settlements.month import Month
from saleor_brandpay.core.settlements.seen import Seen


def test_its_days_are_koreas() -> None:
    month = Month.parse("2026-12")
    assert (str(month), str(month.before), str(month.last)) == ("2026-12", "2026-11", "2026-12-31")
    assert month.since == datetime.datetime(2026, 11, 30, 15, tzinfo=datetime.UTC)
    assert Month.of(month.since) == month
    assert Month.of(month.until) == Month.parse("2027-01")


def test_february() -> None:
    assert str(Month.parse("2028-02").last) == "2028-02-29"


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-00", "26-10", "2026-1", "2026-10-01", "10/2026", "٢٠٢٦-١٠",
     "0000-01", "9999-12", "october"],
)  # fmt: skip
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Month.parse(text)


def test_seen() -> None:
    seen = Seen()
    assert [seen.add(pk) for pk in (1, 1023, 1024, 1, 10**12)] == [True, True, True, False, True]
    assert [pk in seen for pk in (0, 1, 1023, 1024, 1025, 10**12)] == [
        *(False, True, True, True, False, True)
    ]
