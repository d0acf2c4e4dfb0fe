"""The client on recorded answers, and the same scenes live against the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from vcr.errors import CannotOverwriteExistingCassetteException

from brandpay_sandbox.testing import RunningSandbox, running_sandbox
from saleor_brandpay.api import (
    Answer,
    BrandpayClient,
    KeyRejected,
    NotFound,
    OutcomeUnknown,
    Payment,
    Refused,
    Secret,
    Transport,
    bank,
    card_company,
)
from tests.api.conftest import confirm, soon
from tests.api.scenarios import AMOUNT, SCENARIOS, Facts, Outcome, Scene
from tests.api.scrub import CUSTOMER_KEY, leaks
from tests.api.stage import SandboxStage
from tests.api.tape import CASSETTES, tape

Play = Callable[[str], list[Any]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


def play_cassette(name: str) -> list[Outcome]:
    client = BrandpayClient("test_sk_any", transport=Transport(), **SCENARIOS[name].options)
    scene = Scene(client, Facts())
    with tape(CASSETTES / f"{name}.yaml") as cassette:
        SCENARIOS[name].play(scene)
        assert cassette.all_played
    return scene.outcomes


@pytest.fixture(params=["cassette", "sandbox"])
def play(request: pytest.FixtureRequest) -> Play:
    """Play a scenario; what came of each call."""
    if request.param == "cassette":
        return play_cassette
    stage = SandboxStage(request.getfixturevalue("sandbox"))

    def live(name: str) -> list[Outcome]:
        return stage.play(SCENARIOS[name], stage.prepare(SCENARIOS[name]))

    return live


def test_every_scenario_has_its_cassette():
    assert {path.stem for path in CASSETTES.glob("*.yaml")} == set(SCENARIOS)


def test_tokens(play: Play):
    granted, refreshed = play("tokens")
    for answer in (granted, refreshed):
        assert answer.value.token_type == "bearer"
        assert answer.value.expires_in == 30 * 24 * 3600
        assert answer.value.access_token


def test_a_bad_code(play: Play):
    (error,) = play("token_refused")
    assert isinstance(error, Refused)
    assert not error.is_unknown


def test_methods_by_both_ways(play: Play):
    by_key, by_token = play("methods")
    assert by_key.value == by_token.value
    (card,) = by_key.value.cards
    assert card.is_enabled
    assert "*" in card.number
    assert card_company(card.issuer_code).ko == "신한"
    assert by_key.value.selected_method_id == card.id
    (discount,), (free,) = card.promotions.discounts, card.promotions.interest_free
    assert (discount.organisation, discount.amount, free.months) == ("41", 500, (2, 3))


@pytest.mark.parametrize("name", ["removed_card", "removed_account"])
def test_a_method_is_removed_once(play: Play, name: str):
    listed, removed, again, left = play(name)
    (method,) = (*listed.value.cards, *listed.value.accounts)
    assert method.is_enabled
    assert (removed.value.id, removed.value.is_enabled) == (method.id, False)
    assert isinstance(again, Refused)
    assert again.code == "NOT_FOUND_METHOD"
    assert (left.value.cards, left.value.accounts) == ((), ())


def test_a_customer_leaves_once(play: Play):
    left, again, methods = play("withdrawn")
    assert left.value.success
    assert {again.code, methods.code} == {"INVALID_ACCESS_TOKEN"}
    assert isinstance(again, Refused)


def test_a_stored_card_is_charged_once(play: Play):
    _, terms, _, charged, replayed, by_order_id, other_key = play("charged")
    assert not any(one.agreed for one in terms.value if "자동결제" in one.title)
    payment: Payment = charged.value
    assert (payment.status, payment.type, payment.total_amount) == ("DONE", "BRANDPAY", AMOUNT)
    assert payment.card is not None
    assert (replayed.replayed, replayed.value) == (True, payment)
    assert by_order_id.value == payment
    assert other_key.code == "DUPLICATED_ORDER_ID"


def test_a_charge_that_the_buyer_has_not_agreed_to(play: Play):
    _, refused = play("charge_not_agreed_to")
    assert (refused.code, refused.is_unknown) == ("REQUIRED_BILLING_TERMS", False)


def test_terms_are_agreed_to_on_the_server(play: Play):
    before, agreed, after, granted = play("terms")
    assert any(one.required for one in before.value)
    assert [one.id for one in before.value] == [one.id for one in after.value]
    assert not any(one.agreed for one in before.value)
    assert all(one.agreed and one.title and one.version and one.url for one in after.value)
    assert isinstance(agreed.value, Secret)
    assert granted.value.access_token


def test_promotions(play: Play):
    cards, banks = play("promotions")
    discount = cards.value.discounts[0]
    assert (card_company(discount.organisation).ko, discount.amount) == ("롯데", 500)
    assert (discount.code, discount.balance) == ("20001", 200_000)
    assert discount.due_date is not None
    assert discount.minimum_payment_amount == 10_000
    (free,) = cards.value.interest_free
    assert (free.company_code, free.months) == ("41", (2, 3))
    assert {one.company_code for one in cards.value.points} == {"41", "61"}
    assert [bank(one.organisation).ko for one in banks.value.discounts] == ["토스"]


def test_settlements_in_pages(play: Play):
    confirmed, refunded, first, second, third = play("settlements")
    (sale,), (refund,) = first.value, second.value
    assert third.value == []
    assert sale.transaction_key == confirmed.value.last_transaction_key
    assert refund.transaction_key == refunded.value.last_transaction_key
    assert (sale.amount, refund.amount) == (AMOUNT, -5000)
    for row in (sale, refund):
        assert row.is_in_won
        assert row.pay_out_amount == row.amount - row.fee
        assert row.fee == row.supply_amount + row.vat
        assert row.paid_out_date > row.sold_date
        assert row.payment_key == confirmed.value.payment_key


def test_a_charge_of_an_unknown_method_leaves_no_payment(play: Play):
    refused, by_order_id = play("charge_refused")
    assert refused.code == "NOT_FOUND_METHOD"
    assert not refused.is_unknown
    assert isinstance(by_order_id, NotFound)


@pytest.mark.parametrize("name", ["confirmed_card", "confirmed_account"])
def test_a_payment_is_confirmed_and_read_back(play: Play, name: str):
    confirmed, by_key, by_order_id = play(name)
    payment: Payment = confirmed.value
    assert (payment.status, payment.type, payment.currency) == ("DONE", "BRANDPAY", "KRW")
    assert payment.total_amount == payment.balance_amount == AMOUNT
    assert payment.cancels == ()
    assert (payment.card is None) is (name == "confirmed_account")
    assert (payment.transfer is None) is (name == "confirmed_card")
    assert payment.order_name == "머그컵 외 1건"
    assert payment.last_transaction_key
    assert payment.approved_at is not None
    assert payment.approved_at.utcoffset() is not None
    assert not confirmed.replayed
    assert by_key.value == by_order_id.value == payment


def test_a_repeated_confirm(play: Play):
    confirmed, replayed, other_key = play("repeated")
    assert replayed.replayed
    assert replayed.trace_id.endswith(confirmed.trace_id)
    assert replayed.value == confirmed.value
    assert isinstance(other_key, OutcomeUnknown)
    assert other_key.code == "ALREADY_PROCESSED_PAYMENT"


def test_refunds(play: Play):
    confirmed, part, replayed, stale, too_much, rest, again = play("refunded")
    assert part.value.status == "PARTIAL_CANCELED"
    assert part.value.balance_amount == AMOUNT - 5000
    (cancel,) = part.value.cancels
    assert (cancel.amount, cancel.refundable_amount, cancel.status) == (5000, 10000, "DONE")
    assert cancel.transaction_key == part.value.last_transaction_key
    assert cancel.transaction_key != confirmed.value.last_transaction_key
    assert (replayed.replayed, replayed.value) == (True, part.value)
    assert stale.code == "NOT_MATCHES_REFUNDABLE_AMOUNT"
    assert (too_much.code, too_much.http_status) == ("NOT_CANCELABLE_AMOUNT", 403)
    assert rest.value.status == "PARTIAL_CANCELED"
    assert rest.value.balance_amount == 0
    assert [found.amount for found in rest.value.cancels] == [5000, 10000]
    assert again.code == "NOT_CANCELABLE_AMOUNT"
    assert not any(error.is_unknown for error in (stale, too_much, again))


def test_a_refund_in_full(play: Play):
    _, refunded, again = play("refunded_at_once")
    assert refunded.value.status == "CANCELED"
    assert refunded.value.is_approved_once
    assert refunded.value.balance_amount == 0
    assert again.code == "ALREADY_CANCELED_PAYMENT"


def test_a_payment_that_toss_does_not_know(play: Play):
    outcomes = play("unknown_payment")
    assert all(isinstance(error, NotFound) for error in outcomes)
    assert [error.code for error in outcomes] == [
        "NOT_FOUND_PAYMENT",
        "NOT_FOUND_PAYMENT",
        "NOT_FOUND_PAYMENT_SESSION",
        "NOT_FOUND_PAYMENT",
    ]


def test_the_test_code_forces_an_error(play: Play):
    errors = play("declined")
    assert {error.code for error in errors} == {"REJECT_CARD_PAYMENT"}
    assert {error.http_status for error in errors} == {403}


def test_a_key_that_toss_does_not_know(play: Play):
    errors = play("wrong_key")
    assert all(isinstance(error, KeyRejected) for error in errors)
    assert {error.code for error in errors} == {"UNAUTHORIZED_KEY"}


def test_transactions_in_pages(play: Play):
    _, refunded, first, second = play("transactions")
    (approval,), (refund,) = first.value, second.value
    assert (approval.status, approval.amount) == ("DONE", AMOUNT)
    assert (refund.status, refund.amount) == ("PARTIAL_CANCELED", 5000)
    assert refund.transaction_key == refunded.value.last_transaction_key
    assert isinstance(refund.customer_key, Secret)


def test_what_a_cassette_does_not_know_is_an_error():
    client = BrandpayClient("test_sk_any", transport=Transport())
    with (
        tape(CASSETTES / "confirmed_card.yaml"),
        pytest.raises(CannotOverwriteExistingCassetteException),
    ):
        confirm(client, order_id="another-order")


def test_the_header_kind_is_part_of_the_request():
    client = BrandpayClient("test_sk_any", transport=Transport())
    with tape(CASSETTES / "methods.yaml"):
        scene = Scene(client, Facts())
        assert isinstance(scene.call(client.methods, CUSTOMER_KEY), Answer)
        with pytest.raises(CannotOverwriteExistingCassetteException):
            client._caller.get("/v1/brandpay/payments/methods", None, deadline=soon())


@pytest.mark.parametrize("path", sorted(CASSETTES.iterdir()), ids=lambda path: path.name)
def test_a_cassette_holds_no_secret(path):
    if path.suffix == ".yaml":
        assert leaks(path.read_text()) == []
        assert "https://api.tosspayments.com/" in path.read_text()
