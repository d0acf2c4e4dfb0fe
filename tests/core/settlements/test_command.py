"""`manage.py brandpay_settlements`, with the tests' own shop in the place of Saleor's."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.installation import place
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.settlements.month import Month
from saleor_brandpay.management.command import Trouble
from saleor_brandpay.management.commands import brandpay_settlements
from saleor_brandpay.models import Installation, Merchant, SettledMonth
from tests.core.settlements.settling import LATER, Settling


@pytest.fixture(autouse=True)
def _shop(settle: Settling, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tools, but for the shop that only a real Saleor has (tests/saleor)."""
    monkeypatch.setattr(
        brandpay_settlements, "_tools", lambda tell: settle.tools() | {"tell": tell}
    )


def said(*words: str, **options: Any) -> tuple[int, str]:
    """Exit status and stdout."""
    out, status = io.StringIO(), 0
    try:
        call_command("brandpay_settlements", *words, stdout=out, **options)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue()


def fails(*words: str) -> str:
    """The one line on stderr."""
    told = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        brandpay_settlements.Command(stdout=io.StringIO(), stderr=told).run_from_argv(
            ["manage.py", "brandpay_settlements", *words]
        )
    assert ended.value.code == 2
    assert told.getvalue().startswith("brandpay_settlements: ")
    assert told.getvalue().count("\n") == 1
    return told.getvalue()


def test_agrees(settle: Settling) -> None:
    settle.order()
    settle.time.advance(LATER)
    status, text = said("--month", str(settle.month))
    assert status == 0
    assert "No differences." in text


def test_last_month_is_asked_for_without_words(settle: Settling) -> None:
    settle.order()
    settle.time.advance(31 * 86400)
    status, text = said()
    assert status == 0
    assert text.startswith(f"{settle.month.before} (Seoul)")
    assert "sold                           1            15,000            15,000" in text


def test_differences_are_status_1(settle: Settling) -> None:
    settle.unlisted()
    settle.time.advance(LATER)
    status, text = said("--month", str(settle.month))
    assert status == 1
    assert "Differences: 1." in text
    assert '"agrees": false' in said("--json", "--month", str(settle.month))[1]


def test_files(settle: Settling, tmp_path: Path) -> None:
    settle.order()
    settle.time.advance(LATER)
    for kind, sign in (("html", "<svg"), ("csv", "14588")):
        file = tmp_path / f"month.{kind}"
        status, text = said("--month", str(settle.month), f"--{kind}", str(file))
        assert status == 0
        assert text.endswith(f"written to {file}\n")
        assert sign in file.read_text()
    assert {one.name for one in tmp_path.iterdir()} == {"month.html", "month.csv"}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--month", "october"], "is no month"),
        (["--month", "2026-13"], "is no month"),
        (["--month", "2026-10-01"], "is no month"),
        (["--month", "9998-12"], "is still to come"),
        (["--month", "1999-12"], "is before this shop took payments"),
        (["--merchant", "test_ck_nobody"], "unknown merchant 'test_ck_nobody'"),
        (["--html", "/nowhere/x.html"], "cannot be written"),
        (["--csv", "/"], "cannot be written"),
        (["--json", "--csv", "x.csv"], "not allowed with"),
        (["--by", "luck"], "invalid choice"),
    ],
)
def test_wrong_words_are_one_line(settle: Settling, words: list[str], text: str) -> None:
    settle.shop.merchant()
    asked = len(settle.shop.sandbox.requests())
    assert text in fails(*words)
    assert len(settle.shop.sandbox.requests()) == asked


def test_next_month_has_not_come_until_it_begins_in_seoul(settle: Settling) -> None:
    settle.shop.merchant()
    until = settle.month.until
    settle.time.advance((until - now() - timedelta(seconds=60)).total_seconds())
    with pytest.raises(Trouble, match="is still to come"):
        said("--month", str(Month.of(until)))
    settle.time.advance(61)
    status, text = said("--month", str(Month.of(until)))
    assert status == 0
    assert "No settlements." in text


def test_month_in_which_the_shop_began(settle: Settling) -> None:
    settle.shop.merchant()
    Installation.objects.update(created_at=settle.month.until - timedelta(hours=1))
    assert said("--month", str(settle.month))[0] == 0


def test_nobody_to_ask_for(db: None) -> None:
    assert "no merchant is known" in fails()


def test_what_could_not_be_compared_is_status_2(settle: Settling) -> None:
    settle.shop.goes_live()
    settle.order()
    settle.shop.sandbox.reset()
    text = fails("--month", str(settle.month))
    assert "not everything was compared" in text
    assert "Toss refuses its secret key" in text


def test_toss_that_cannot_be_reached(settle: Settling, settings: Any) -> None:
    settle.shop.merchant()
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert "cannot be reached" in fails("--month", str(settle.month))


def test_m19_a_copy_says_why_it_asks_nothing(settle: Settling) -> None:
    settle.shop.goes_live()
    settle.order()
    place.told_by(lambda _: "https://copy.test/")
    place.serves()
    asked = len(settle.shop.sandbox.requests())
    assert "brandpay_moved" in fails("--month", str(settle.month))
    assert len(settle.shop.sandbox.requests()) == asked


def test_one_merchant(settle: Settling) -> None:
    settle.order()
    settle.shop.sandbox.add_keys("test_ck_other", "test_sk_other", "other")
    merchants.save("test_ck_other", Secret("test_sk_other"))
    settle.time.advance(LATER)
    words = ["--month", str(settle.month), "--merchant", "test_ck_other"]
    assert "sold                           0" in said(*words)[1]
    assert Merchant.objects.count() == 2


def test_how_far_it_is(settle: Settling) -> None:
    settle.order()
    told = io.StringIO()
    said("--month", str(settle.month), verbosity=2, stderr=told)
    assert "1 rows" in told.getvalue()


def test_the_month_of_all_merchants_is_kept_for_staff(settle: Settling) -> None:
    settle.order()
    month = settle.month
    settle.time.advance(LATER)
    said("--month", str(month), "--merchant", settle.shop.client_key)
    assert not SettledMonth.objects.exists()
    said("--month", str(month))
    assert SettledMonth.objects.get().month == str(month)
