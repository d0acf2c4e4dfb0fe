"""Whom Toss is asked for, page by page, and what becomes of refusals."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from saleor_brandpay.api.answer import Answer
from saleor_brandpay.api.errors import MalformedAnswer, NotFound, NotSent, Refused
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.settlement import Settlement
from saleor_brandpay.core.installation import place
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.settlements import toss_list
from saleor_brandpay.core.settlements.run import LIVE_ONLY
from saleor_brandpay.models import Attempt, Merchant
from tests.core.settlements.settling import Settling, found

DAY = datetime.date(2026, 1, 1)
ROW = Settlement.parse({"transactionKey": "one"})


class Listing:
    """Toss's list, where it is otherwise than the sandbox's: no such Toss can be had."""

    def __init__(self, *answers: list[Settlement] | Exception) -> None:
        self.answers = list(answers)

    def settlements(self, *_: Any) -> list[Settlement]:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def listed(*answers: list[Settlement] | Exception) -> list[list[Settlement]]:
    return list(toss_list.pages(Listing(*answers), Merchant(), DAY, DAY, "soldDate"))  # type: ignore[arg-type]


def test_list_that_does_not_go_on() -> None:
    with pytest.raises(MalformedAnswer):
        listed([ROW], [ROW])


def test_short_pages_are_not_the_end() -> None:
    other = Settlement.parse({"transactionKey": "other"})
    assert listed([ROW], [other], []) == [[ROW], [other]]


@pytest.mark.parametrize("error", [NotFound(), Refused()])
def test_refusal_behind_the_last_page_is_the_end(error: Exception) -> None:
    assert listed([ROW], error) == [[ROW]]
    with pytest.raises(type(error)):
        listed(error)


def test_refusal_behind_a_full_page_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toss_list, "SIZE", 1)
    with pytest.raises(Refused):
        listed([ROW], Refused())


def test_many_pages_are_one_list(settle: Settling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toss_list, "SIZE", 2)
    for _ in range(5):
        settle.order()
    settled = settle()
    assert settled.agrees
    assert (settled.ledger.sums.sold.rows, settle.told) == (5, [2, 4, 5])


def test_each_merchant_is_asked_for(settle: Settling) -> None:
    settle.order()
    settle.shop.goes_live()
    settle.order(30000)
    settled = settle()
    assert settled.agrees
    assert settled.ledger.sums.sold.won == 45000
    assert len(settled.merchants) == 2
    assert settled.merchant_pks == [one.pk for one in Merchant.objects.order_by("-pk")]
    assert settled.left_out == []


def test_one_list_of_two_client_keys_is_counted_once(settle: Settling) -> None:
    """The second one has taken nothing yet: that it is the same MID is seen in the list."""
    settle.order()
    sandbox = settle.shop.sandbox
    mid = Merchant.objects.get().mid
    sandbox.add_keys("test_ck_again", "test_sk_again", mid)
    merchants.save("test_ck_again", Secret("test_sk_again"))
    settled = settle()
    assert settled.agrees
    assert settled.ledger.sums.sold.won == 15000
    assert "has the list of" in settled.notes[0]
    assert sorted(settled.merchant_pks) == [one.pk for one in Merchant.objects.order_by("pk")]


def test_one_list_of_two_client_keys_is_asked_for_whoever_took_the_money(
    settle: Settling,
) -> None:
    """The one that has taken nothing is the older row."""
    sandbox = settle.shop.sandbox
    merchants.save("test_ck_again", Secret("test_sk_again_" + "x" * 20))
    settle.order()
    mid = Merchant.objects.get(client_key=settle.shop.client_key).mid
    sandbox.add_keys("test_ck_again", "test_sk_again_" + "x" * 20, mid)
    settle.unlisted()
    assert found(settle()) == ["not_settled"]


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception, *, of: str) -> None:
    """As Toss may answer to test keys; the sandbox has settlements for them."""
    from saleor_brandpay.core.reconcile import toss_reader

    asked = toss_reader.merchants.client

    class Client:
        def settlements(self, **_: Any) -> Answer[list[Settlement]]:
            raise error

    monkeypatch.setattr(
        toss_reader.merchants,
        "client",
        lambda one: Client() if one.client_key.startswith(of) else asked(one),
    )


def test_refused_test_keys_say_that_only_live_ones_have_settlements(
    settle: Settling, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle.order()
    refuse(monkeypatch, Refused("no", code="FORBIDDEN_REQUEST"), of="test_")
    settled = settle()
    assert not settled.agrees
    assert LIVE_ONLY in settled.errors[0]
    assert "FORBIDDEN_REQUEST" in settled.errors[0]


def test_test_keys_of_a_shop_that_is_live_are_a_note(
    settle: Settling, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle.order()
    settle.shop.goes_live()
    settle.order()
    refuse(monkeypatch, Refused("no"), of="test_")
    settled = settle()
    assert settled.agrees
    assert LIVE_ONLY in settled.notes[0]
    assert settled.ledger.sums.sold.won == 15000
    assert settled.left_out == [], "nobody misses what is no money"


def test_test_keys_without_rows_are_no_differences(settle: Settling) -> None:
    attempt = settle.order()
    settle.shop.sandbox.reset()
    assert Attempt.objects.get() == attempt
    settled = settle()
    assert settled.agrees
    assert LIVE_ONLY in settled.notes[0]


def test_live_keys_without_rows_are_differences(settle: Settling) -> None:
    settle.shop.goes_live()
    settle.order()
    settle.shop.sandbox.reset()
    settle.shop.sandbox.add_keys(settle.shop.client_key, settle.shop.secret_key, "livemid")
    assert found(settle()) == ["not_settled"]


def test_wrong_secret_key(settle: Settling) -> None:
    settle.shop.goes_live()
    settle.order()
    settle.shop.sandbox.reset()
    settled = settle()
    assert "Toss refuses its secret key" in settled.errors[0]
    assert LIVE_ONLY not in settled.errors[0]
    assert settled.left_out == [str(Merchant.objects.get())]
    assert settled.merchant_pks == []


def test_wrong_key_alone_is_an_error_though_nothing_was_taken_with_it(settle: Settling) -> None:
    settle.shop.goes_live()
    settle.shop.sandbox.reset()
    settled = settle()
    assert "Toss refuses its secret key" in settled.errors[0]


def test_wrong_key_that_took_nothing_is_a_note_beside_others(settle: Settling) -> None:
    settle.order()
    merchants.save("test_ck_ended", Secret("test_sk_ended"))
    settled = settle()
    assert settled.agrees
    assert "Toss refuses its secret key" in settled.notes[0]


def test_secret_under_another_encryption_key(settle: Settling, other_keys: Any) -> None:
    settle.order()
    other_keys()
    assert "encryption key" in settle().errors[0]


def test_toss_that_cannot_be_reached_ends_the_run(
    settle: Settling, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle.order()
    refuse(monkeypatch, NotSent("no route"), of="test_")
    with pytest.raises(NotSent):
        settle()


@pytest.mark.parametrize("kind", ["http_429", "html_502", "drop_after", "malformed"])
def test_toss_is_asked_again(settle: Settling, kind: str) -> None:
    settle.order()
    settle.shop.sandbox.fault("settlements", kind)
    assert settle().ledger.sums.sold.won == 15000


def test_m19_a_copy_asks_nothing(settle: Settling) -> None:
    settle.shop.goes_live()
    settle.order()
    place.told_by(lambda _: "https://copy.test/")
    place.serves()
    asked = len(settle.shop.sandbox.requests())
    settled = settle()
    assert settled.ledger.lines == 0
    assert "was not asked for" in settled.notes[0]
    assert len(settle.shop.sandbox.requests()) == asked
