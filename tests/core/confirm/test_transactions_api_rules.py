"""M1, M2, Transactions API: what the other attempts of a source mean for the one to be paid."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts.source import MINIMUM
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.confirm.rules import Opening
from saleor_brandpay.core.confirm.storefront_data import StorefrontData
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.messages.problem import Problem
from saleor_brandpay.core.shop_records import BookingStatus
from saleor_brandpay.core.wallet import list_methods
from tests.core.confirm.transactions import Scene
from tests.core.shop import Shop
from tests.core.sync.scenes import fresh
from tests.core.wallet.wallets import member, soon

LONG_AGO = datetime.timedelta(minutes=10)


def code(value: object) -> str:
    """Short, in the name of a test."""
    return getattr(value, "code", "") or str(value)


@pytest.fixture
def scene(shop: Shop) -> Scene:
    return Scene(shop)


def test_window_of_another_transaction_is_passed_over_and_what_comes_after_it_is_not(
    scene: Scene,
) -> None:
    unknown = scene.another(status="unknown", confirm_sent_at=now())
    assert scene.check(scene.other, unknown, before_confirm=False) is problems.CHECKING
    assert scene.reads() == [unknown.order_id]


@pytest.mark.parametrize("before_confirm", [True, False])
def test_own_window_is_given_up_once_toss_shows_it_unpaid(
    scene: Scene, before_confirm: bool
) -> None:
    assert scene.check(scene.own, before_confirm=before_confirm) is None
    assert fresh(scene.own).status == "superseded"


def test_window_of_another_transaction_is_read_before_a_confirm_and_stays(scene: Scene) -> None:
    assert scene.check(scene.other, before_confirm=True) is None
    assert scene.reads() == [scene.other.order_id]
    assert fresh(scene.other).status == "open"


@pytest.mark.parametrize(
    ("whose", "status", "before_confirm"),
    [("own", "open", False), ("other", "open", True), ("other", "unknown", False)],
)
def test_nothing_goes_on_while_one_cannot_be_read(
    scene: Scene, whose: str, status: str, before_confirm: bool
) -> None:
    attempt = scene.change(getattr(scene, whose), status=status)
    scene.shop.sandbox.fault("payment_by_order_id", "http_500", times=None)
    assert scene.check(attempt, before_confirm=before_confirm) is problems.CHECKING
    assert fresh(attempt).status == status


@pytest.mark.parametrize(
    ("sent", "charged"), [(datetime.timedelta(), False), (LONG_AGO, True)], ids=str
)
def test_what_toss_may_yet_approve_is_waited_for(
    scene: Scene, sent: datetime.timedelta, charged: bool
) -> None:
    """A confirm that is under way, or a charge that Toss knows of and has not ended."""
    scene.shop.buy(scene.other)
    attempt = scene.change(
        scene.other,
        status="unknown",
        confirm_sent_at=now() - sent,
        method_id="m" if charged else "",
    )
    assert scene.check(attempt, before_confirm=False) is problems.CHECKING
    assert fresh(attempt).status == "unknown"


def test_unknown_confirm_that_cannot_be_under_way_any_more_is_given_up(scene: Scene) -> None:
    attempt = scene.change(scene.other, status="unknown", confirm_sent_at=now() - LONG_AGO)
    assert scene.check(attempt, before_confirm=False) is None
    assert fresh(attempt).status == "superseded"


def test_attempt_that_moved_on_while_it_was_read_is_left_as_it_is(scene: Scene) -> None:
    as_it_was = fresh(scene.own)
    scene.change(scene.own, status="unknown", payment_key="returned")
    assert scene.check(as_it_was, before_confirm=False) is problems.CHECKING
    assert fresh(scene.own).status == "unknown"


def test_nothing_is_given_up_while_the_shop_holds_its_rows(scene: Scene) -> None:
    scene.sums.busy = True
    assert scene.check(scene.own, before_confirm=False) is problems.CHECKING
    assert fresh(scene.own).status == "open"


@pytest.mark.parametrize("status", ["open", "superseded", "unknown"])
def test_approval_that_a_worker_has_still_to_book_is_waited_for(scene: Scene, status: str) -> None:
    """The worker is called; while another one holds the attempt it comes to nothing."""
    scene.approve(scene.other)
    attempt = scene.change(scene.other, status=status)
    assert scene.check(attempt, before_confirm=True) is problems.CHECKING
    assert scene.worker.asked == [(attempt.pk, False)]
    assert fresh(attempt).status == status


@pytest.mark.parametrize(
    ("becomes", "books", "problem"),
    [
        ("approved", BookingStatus.ORDERED, None),
        ("approved", BookingStatus.UNBOOKED, problems.CHECKING),
        ("refunding", BookingStatus.UNBOOKED, problems.BEING_REFUNDED),
        ("closed", BookingStatus.UNBOOKED, None),
    ],
    ids=code,
)
def test_approval_that_was_found_is_what_the_worker_has_made_of_it(
    scene: Scene, becomes: str, books: BookingStatus, problem: Problem | None
) -> None:
    scene.approve(scene.other)
    scene.worker.books = books
    scene.worker.writes = {"status": becomes, "balance": 5000, "payment_key": "paid"}
    assert scene.check(scene.other, before_confirm=True) is problem


@pytest.mark.parametrize(
    ("status", "problem"), [("open", None), ("unknown", problems.CHECKING)], ids=code
)
def test_what_toss_has_ended_is_no_obstacle_unless_it_is_still_unknown_here(
    scene: Scene, status: str, problem: Problem | None
) -> None:
    scene.shop.buy(scene.other, "REJECT_CARD_COMPANY")
    attempt = scene.change(scene.other, status=status)
    assert scene.check(attempt, before_confirm=True) is problem
    assert scene.worker.asked == [(attempt.pk, False)]


COUNTED = [
    # status, of a transaction, balance, as the shop has it, in its sums: whether it is counted
    ("approved", True, 5000, BookingStatus.CAPTURED, True, True),
    ("approved", True, 5000, BookingStatus.ORDERED, True, True),
    ("approved", True, 5000, BookingStatus.CAPTURED, False, False),
    ("approved", True, 5000, BookingStatus.UNBOOKED, True, False),
    ("approved", False, 5000, BookingStatus.ORDERED, True, True),
    ("approved", False, 5000, BookingStatus.CAPTURED, True, False),
    ("approved", True, 0, BookingStatus.UNBOOKED, False, True),
    ("approved", True, 1, BookingStatus.UNBOOKED, True, False),
    ("refunding", True, 5000, BookingStatus.ORDERED, True, False),
    ("refunding", True, 0, BookingStatus.ORDERED, True, False),
]


@pytest.mark.parametrize(
    ("status", "of_transaction", "balance", "books", "in_sums", "counted"), COUNTED
)
def test_approval_is_left_alone_once_the_shop_counts_it_and_not_before(
    scene: Scene,
    status: str,
    of_transaction: bool,
    balance: int,
    books: BookingStatus,
    in_sums: bool,
    counted: bool,
) -> None:
    whose = {} if of_transaction else {"transaction_token": None, "payment_pk": 7_000_000}
    attempt = scene.change(scene.other, status=status, balance=balance, payment_key="paid", **whose)
    scene.sums.status = scene.worker.books = books
    scene.sums.counts = in_sums
    waits = problems.BEING_REFUNDED if status == "refunding" else problems.CHECKING
    assert scene.check(attempt, before_confirm=True) is (None if counted else waits)
    assert scene.worker.asked == ([] if counted else [(attempt.pk, False)])
    # The same is seen under the lock.
    expected = None if counted else waits
    assert scene.rules.claim(scene.own, scene.bill.debt, "key") is expected
    assert fresh(scene.own).status == ("unknown" if counted else "open")


def test_worker_knows_which_attempt_its_caller_has_leased(scene: Scene) -> None:
    rules = replace(scene.rules, leased=scene.other.pk)
    third = scene.another(status="refunding", payment_key="paid")
    first = scene.change(scene.other, status="refunding", payment_key="paid too")
    for attempt in (first, third):
        rules.check_others(scene.bill.debt, [attempt], soon(), before_confirm=True)
    assert scene.worker.asked == [(first.pk, True), (third.pk, False)]


@pytest.mark.parametrize(
    ("becomes", "refunded"), [("closed", True), ("refunding", False), ("approved", False)]
)
def test_refund_in_full_is_a_workers_who_holds_the_attempt_already(
    scene: Scene, becomes: str, refunded: bool
) -> None:
    scene.worker.writes = {"status": becomes, "payment_key": "paid"}
    client = merchants.client(scene.own.merchant)
    assert scene.rules.refund_in_full(scene.own, client, soon()) is refunded
    assert scene.worker.asked == [(scene.own.pk, True)]


@pytest.mark.parametrize(
    ("owed", "is_test", "pays"),
    [(5000, None, True), (5001, True, True), (4999, None, False), (5000, False, False)],
)
def test_attempt_pays_no_more_than_is_owed_and_in_its_environment_only(
    scene: Scene, owed: int, is_test: bool | None, pays: bool
) -> None:
    debt = replace(scene.bill.debt, owed=owed, is_test=is_test)
    assert scene.rules.pays(scene.own, debt) is pays


@pytest.mark.parametrize(
    ("sums", "problem"),
    [
        ({"owed": 5000}, None),
        ({"owed": 4999}, problems.TOTAL_CHANGED),
        ({"completing": True}, problems.CHECKING),
        ({"busy": True}, problems.CHECKING),
        ({"completing": True, "owed": 0}, problems.CHECKING),
        ({"obstacle": problems.ORDER_CLOSED}, problems.ORDER_CLOSED),
    ],
    ids=code,
)
def test_claim_is_given_for_what_is_owed_under_the_lock(
    scene: Scene, sums: dict[str, Any], problem: Problem | None
) -> None:
    vars(scene.sums).update(sums)
    assert scene.rules.claim(scene.own, scene.bill.debt, "key") is problem
    kept = fresh(scene.own)
    assert (kept.status, kept.payment_key) == (("open", "") if problem else ("unknown", "key"))


def test_claim_is_given_once(scene: Scene) -> None:
    first, second = fresh(scene.own), fresh(scene.own)
    assert scene.rules.claim(first, scene.bill.debt, "key") is None
    assert scene.rules.claim(second, scene.bill.debt, "other key") is problems.CHECKING
    assert fresh(scene.own).payment_key == "key"


def test_own_attempt_hides_no_obstacle_behind_it(scene: Scene) -> None:
    scene.another(status="unknown")
    assert scene.rules.claim(scene.own, scene.bill.debt, "key") is problems.CHECKING
    assert fresh(scene.own).status == "open"


@pytest.mark.parametrize(
    ("asked", "sums", "opens"),
    [
        (5000, {"owed": 20000}, 5000),
        (5000, {"owed": 4000}, 4000),
        (5000, {"owed": MINIMUM}, MINIMUM),
        (5000, {"owed": MINIMUM - 1}, problems.BELOW_MINIMUM),
        (5000, {"owed": 0}, problems.NOTHING_OWED),
        (5000, {"owed": -1}, problems.NOTHING_OWED),
        (5000, {"completing": True}, problems.CHECKING),
        (5000, {"completing": True, "owed": 0}, problems.CHECKING),
        (5000, {"busy": True}, problems.CHECKING),
        (MINIMUM, {}, MINIMUM),
    ],
    ids=code,
)
def test_attempt_is_opened_with_what_is_asked_for_and_owed(
    scene: Scene, asked: int, sums: dict[str, Any], opens: int | Problem
) -> None:
    vars(scene.sums).update(sums)
    with scene.rules.opening(scene.beside(asked).debt, []) as opening:
        if isinstance(opens, Problem):
            assert opening is opens
        else:
            assert isinstance(opening, Opening)
            assert opening.amount == opens
            # As they are now, whatever was read before the lock.
            assert opening.known == [scene.own, scene.other]


def test_first_call_that_finds_its_window_open_offers_it(scene: Scene) -> None:
    """Two may come at once: none of them takes the other one's window away."""
    assert scene.shop.start(scene.bill, rules=scene.rules) == ShowWindow(attempt=scene.own)


@pytest.mark.parametrize("taken", [False, True])
def test_first_call_charges_unless_another_window_has_taken_money(
    scene: Scene, taken: bool
) -> None:
    """Which only Toss knows of: it is read before the charge."""
    customer = member(scene.shop, "card")
    (card,) = list_methods.methods(customer, soon())
    bill = scene.beside()
    bill.user = scene.shop.user_of(customer)
    if taken:
        scene.approve(scene.other)
    outcome = scene.shop.start(
        bill, StorefrontData(method_id=card.id), charges=True, rules=scene.rules
    )
    if taken:
        assert outcome == Failed(problem=problems.CHECKING)
    else:
        assert isinstance(outcome, Paid)
    assert scene.shop.held() == 5000


def test_the_very_attempt_that_is_charged_is_leased(scene: Scene) -> None:
    with scene.rules.alone(scene.other) as alone:
        assert alone
        assert fresh(scene.other).claimed_until
        assert fresh(scene.own).claimed_until is None
    assert fresh(scene.other).claimed_until is None


def test_window_of_another_total_is_replaced_by_one_for_what_is_owed_now(scene: Scene) -> None:
    scene.bill.owed = scene.sums.owed = 4000
    outcome = scene.shop.resume(scene.bill, None, rules=scene.rules)
    assert isinstance(outcome, ShowWindow)
    assert (outcome.attempt.amount, outcome.problem) == (4000, problems.TOTAL_CHANGED)
    assert fresh(scene.own).status == "superseded"
