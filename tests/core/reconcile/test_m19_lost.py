"""Payments that the database, set back in time, knows nothing of; and those of copies (M19)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from brandpay_sandbox.testing import RunningSandbox
from saleor_brandpay.api.errors import KeyRejected, MalformedAnswer
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.core.installation.identity import installation_id
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.reconcile import lost
from saleor_brandpay.models import Attempt, Installation, Kind, Merchant
from tests.core.reconcile.reconciling import Reconciler, ShopRecords
from tests.core.shop import MovingClock, Shop

AFTER = 120
RANDOM = "abcdefghijklmnopqrstuvwxy"


@pytest.fixture
def reconcile(shop: Shop) -> Reconciler:
    return Reconciler(shop, ShopRecords(shop))


@pytest.fixture
def paid_before(shop: Shop, time: MovingClock) -> Any:
    """Paid by the installation that is named, after the backup that is here now was made."""

    def pay(code: str = "") -> str:
        bill = shop.bill()
        attempt = shop.open(bill)
        # Another one in each test: what this process has sent under it is remembered.
        order_id = order_ids.make(code or installation_id())
        Attempt.objects.filter(pk=attempt.pk).update(order_id=order_id)
        attempt.refresh_from_db()
        shop.resume(bill, shop.buy(attempt))
        shop.books.captures.clear()
        Attempt.objects.filter(pk=attempt.pk).delete()
        time.advance(AFTER)
        return order_id

    return pay


def command(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("brandpay_lost", *words, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def test_own_id_without_a_row_is_lost_and_left_alone(
    reconcile: Reconciler, paid_before: Any, sandbox: RunningSandbox
) -> None:
    order_id = paid_before()
    sandbox.clear_requests()
    made = reconcile(heal=True)
    (finding,) = made.findings()
    assert (finding.kind, finding.order_id, finding.toss_won) == (Kind.LOST, order_id, 15000)
    assert finding.at is not None
    assert not made.agrees
    assert all(one["method"] == "GET" for one in sandbox.requests())
    assert not Attempt.objects.exists()


def test_what_the_shop_has_taken_since_is_counted_wherever_it_is_served(
    paid_before: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy at the shop's own address writes down itself that it was served a moment ago."""
    monkeypatch.setattr(lost, "_LISTED", 2)
    for code in ("foreign1", "foreign2", "foreign3", ""):
        paid_before(code)
    Installation.objects.update(served_at=now())
    assert lost.taken_since(Installation.objects.get()) == 1


def test_list_that_cannot_be_gone_on_with_is_told(
    paid_before: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost, "_LISTED", 1)
    monkeypatch.setattr(lost, "is_key", lambda _: False)
    paid_before("foreign1")
    with pytest.raises(MalformedAnswer):
        lost.taken_since(Installation.objects.get())


def test_keys_that_toss_no_longer_takes_are_passed_over(paid_before: Any, shop: Shop) -> None:
    paid_before()
    gone = merchants.save("test_ck_" + "gone" * 7, Secret("test_sk_" + "gone" * 7))
    assert lost.taken_since(Installation.objects.get()) == 1
    Merchant.objects.exclude(pk=gone.pk).update(current_secret=None)
    with pytest.raises(KeyRejected):
        lost.taken_since(Installation.objects.get())


def test_another_installations_id_is_listed_and_no_difference(
    reconcile: Reconciler, paid_before: Any
) -> None:
    paid_before("zcopy123")
    made = reconcile(heal=True)
    assert made.agrees
    assert made.totals["foreign"] == 1
    assert [one.reason for one in made.findings()] in ([], ["other_installation"])


def test_given_back_at_a_persons_word(
    reconcile: Reconciler, paid_before: Any, shop: Shop, time: MovingClock
) -> None:
    order_id = paid_before()
    status, told = command(order_id)
    assert (status, "15,000 won held" in told) == (1, True)
    assert shop.cancels() == []
    status, told = command(order_id, "--refund", "14000")
    assert (status, "nothing was refunded" in told) == (2, True)
    assert shop.cancels() == []


def refunds_at(sandbox: RunningSandbox) -> list[int]:
    return [cancel["cancelAmount"] for one in sandbox.payments() for cancel in one["cancels"] or []]


@pytest.fixture
def without_saleor(monkeypatch: Any) -> None:
    from saleor_brandpay.management.commands import brandpay_lost

    monkeypatch.setattr(brandpay_lost, "_check_saleor", lambda _: None)


@pytest.mark.usefixtures("without_saleor")
def test_given_back_once(paid_before: Any, reconcile: Reconciler, shop: Shop) -> None:
    order_id = paid_before()
    assert command(order_id, "--refund", "15000")[0] == 0
    assert shop.held() == 0
    assert command(order_id, "--refund", "15000")[0] == 0
    assert len(shop.cancels()) == 1
    assert reconcile().agrees


@pytest.mark.usefixtures("without_saleor")
@pytest.mark.parametrize("times", [1, 3])
def test_given_back_once_toss_allows_it(
    paid_before: Any, shop: Shop, sandbox: RunningSandbox, times: int
) -> None:
    """Toss replays a refusal for 15 days under its key; a later run takes the next one (M3)."""
    order_id = paid_before()
    for _ in range(times):
        sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT")
        status, told = command(order_id, "--refund", "15000")
        assert (status, "it was not" in told) == (2, True), told
    assert shop.held() == 15000
    assert command(order_id, "--refund", "15000")[0] == 0
    assert shop.held() == 0
    assert refunds_at(sandbox) == [15000]


@pytest.mark.usefixtures("without_saleor")
def test_given_back_although_the_answer_was_lost(
    paid_before: Any, shop: Shop, sandbox: RunningSandbox
) -> None:
    order_id = paid_before()
    sandbox.fault("cancel", "drop_after")
    assert command(order_id, "--refund", "15000")[0] == 0
    assert refunds_at(sandbox) == [15000]


@pytest.mark.usefixtures("without_saleor")
@pytest.mark.parametrize(("lost", "told"), [(True, "it may have been refunded"), (False, "")])
def test_read_that_fails_says_nothing_of_the_refund(
    paid_before: Any, sandbox: RunningSandbox, lost: bool, told: str
) -> None:
    """The refund is made: nobody reads that it is not, because it cannot be looked at."""
    order_id = paid_before()
    if lost:
        sandbox.fault("cancel", "http_500_after", times=3)
    sandbox.fault("payment", "refuse", code="UNAUTHORIZED_KEY", times=5)
    status, said = command(order_id, "--refund", "15000")
    assert (status, told in said) == (2 if lost else 0, True), said
    assert refunds_at(sandbox) == [15000]


def test_what_is_not_lost_is_refused(shop: Shop, paid_before: Any) -> None:
    attempt = shop.paid(shop.bill())
    own = f"{installation_id()}-{RANDOM}z"
    for order_id, why in (
        ("ORDER_20240509_1", "no order id of this package"),
        (f"zcopy123-{RANDOM}a", "of installation zcopy123"),
        (own, "Toss knows no payment"),
    ):
        status, told = command(order_id)
        assert (status, why in told) == (2, True), told
    Attempt.objects.filter(pk=attempt.pk).update(order_id=own)
    assert "is not lost" in command(own)[1]
