"""M5, M9: what Toss answers to a refund, and what is read back before it is believed."""

from unittest.mock import Mock

import pytest

from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.errors import BrandpayError, Refused, ServerError
from saleor_brandpay.core.refunds import refund_rows
from saleor_brandpay.core.refunds.result import RefundOutcome, problem_of
from saleor_brandpay.models import Refund, RefundStatus
from tests.core.refunds.asking import ask, ask_again, identity, unreachable
from tests.core.shop import Shop

WHY = "NOT_CANCELABLE_PAYMENT"


def test_plain_answer_needs_no_second_look(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("payment", "http_500", times=None)
    done = ask(attempt, identity())
    assert done.outcome is RefundOutcome.DONE
    assert done.payment
    assert done.payment.balance_amount == 10000


def test_time_is_kept_for_reading_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spy: nothing else sees how long a call was allowed to take."""
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "drop_after", times=2)
    allowed: dict[str, float] = {}

    def watch(name: str) -> None:
        real = getattr(BrandpayClient, name)

        def call(self: BrandpayClient, *args: object, **values: object) -> object:
            allowed[name] = values["deadline"].at
            return real(self, *args, **values)

        monkeypatch.setattr(BrandpayClient, name, call)

    watch("cancel")
    watch("payment")
    assert ask(attempt, identity()).outcome is RefundOutcome.DONE
    assert allowed["payment"] - allowed["cancel"] > 1


def test_refusal_says_why(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code=WHY)
    refused = ask(attempt, identity())
    assert (refused.outcome, refused.code) == (RefundOutcome.REFUSED, WHY)
    assert refused.message
    assert Refund.objects.get().code == WHY
    assert shop.held() == 15000


@pytest.mark.parametrize("made", [True, False])
def test_key_that_went_out_with_another_body_is_read_and_never_refused(
    shop: Shop, *, made: bool
) -> None:
    """A refusal would be an invitation to give the money back once more, in another way."""
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "drop_after" if made else "http_500", times=2)
    shop.sandbox.fault("payment", "http_500", times=None)
    assert ask(attempt, identity()).outcome is RefundOutcome.UNKNOWN
    shop.sandbox.clear_faults()
    row = Refund.objects.get()
    row.reason = "변경된 이유"
    row.save()
    asked = ask_again(attempt, row)
    if made:
        assert asked.outcome is RefundOutcome.DONE
    else:
        assert (asked.outcome, asked.code) == (RefundOutcome.UNKNOWN, "OTHER_BODY")
    assert shop.held() == (10000 if made else 15000)


@pytest.mark.parametrize("kind", [Refused, ServerError])
def test_code_longer_than_any_so_far_is_cut(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, kind: type[BrandpayError]
) -> None:
    """What Toss may have done is written down all the same. The sandbox has no such code."""
    attempt = shop.paid(shop.bill())
    monkeypatch.setattr(BrandpayClient, "cancel", Mock(side_effect=kind(code="X" * 80)))
    asked = ask(attempt, identity())
    assert asked.code == "X" * 80
    assert Refund.objects.get().code == "X" * 64


def test_refund_of_another_payment_is_not_taken_for_this_one(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "drop_after", times=2)
    shop.sandbox.show(attempt.payment_key, payment={"paymentKey": "another"})
    assert ask(attempt, identity()).outcome is RefundOutcome.UNKNOWN


def test_other_balance_is_kept_and_told(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    refund_rows.keep_unknown(attempt, identity(), 1)
    shop.sandbox.console_cancel(attempt.payment_key, amount=3000)
    differs = ask(attempt, identity())
    assert differs.outcome is RefundOutcome.BALANCE_DIFFERS
    assert "12,000" in problem_of(differs).en
    attempt.refresh_from_db()
    assert attempt.balance == 12000
    row = Refund.objects.get()
    assert (row.status, row.code) == (RefundStatus.REFUSED, "BALANCE_DIFFERS")


@pytest.mark.parametrize("fresh", [True, False])
def test_only_the_call_that_sends_it_first_knows_that_it_was_not_sent(
    shop: Shop, settings: object, fresh: bool
) -> None:
    attempt = shop.paid(shop.bill())
    refund_rows.keep_unknown(attempt, identity(), 1)
    unreachable(settings)
    asked = ask(attempt, identity(), fresh=fresh)
    if fresh:
        assert (asked.outcome, asked.code) == (RefundOutcome.NOT_REACHED, "NOT_REACHED")
        assert asked.message == ""
    else:
        assert (asked.outcome, asked.code) == (RefundOutcome.UNKNOWN, "NOT_REACHED")
    assert Refund.objects.get().status == ("refused" if fresh else "unknown")
