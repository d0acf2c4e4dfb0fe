"""Months of settlements are kept for two years."""

from __future__ import annotations

import datetime

import pytest

from saleor_brandpay.api.fields import KST
from saleor_brandpay.clock import now
from saleor_brandpay.core.retention import months, nightly
from saleor_brandpay.models import SettledLine, SettledMonth
from tests.core.shop import MovingClock


@pytest.mark.parametrize(
    ("present", "oldest"),
    [("2026-12-01", "2025-01"), ("2027-01-31", "2025-02"), ("2026-11-30", "2024-12")],
)
def test_the_oldest_one_kept(monkeypatch: pytest.MonkeyPatch, present: str, oldest: str) -> None:
    at = datetime.datetime.fromisoformat(f"{present}T00:30:00+09:00")
    monkeypatch.setattr(months, "now", lambda: at.astimezone(datetime.UTC))
    assert months.oldest() == oldest


def test_the_night_deletes_older_ones(db: None, time: MovingClock) -> None:
    for name in (months.oldest(), f"{now().astimezone(KST):%Y-%m}"):
        one = SettledMonth.objects.create(month=name, read_at=now(), totals={})
        one.lines.create(attempt_pk=1, is_refund=False)
    assert (nightly.count().months, nightly.run().months) == (0, 0)
    time.advance(31 * 86400)
    assert (nightly.count().months, nightly.run().months, nightly.count().months) == (1, 1, 0)
    assert SettledLine.objects.count() == SettledMonth.objects.count() == 1
