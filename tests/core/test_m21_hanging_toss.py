"""M21: while Toss hangs nothing is sent, and nothing becomes unknown by that."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_brandpay.api import BrandpayClient, TossBusy
from saleor_brandpay.api.asking import piece_of_work
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.checks.registered import check_settings
from saleor_brandpay.conf import conf
from saleor_brandpay.core import breakers
from saleor_brandpay.core.confirm import sent_keys
from saleor_brandpay.core.confirm.context import Failed, Paid
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems, wallet_problems
from saleor_brandpay.core.refunds.result import RefundOutcome
from saleor_brandpay.core.wallet import list_methods, token_exchange
from saleor_brandpay.core.wallet.token_exchange import Exchange
from saleor_brandpay.models import Attempt, AttemptStatus, Refund, RefundStatus
from tests.core.hanging import GATE, answer, hang
from tests.core.shop import Shop
from tests.core.sync.scenes import fresh, lost_answer, unknown_refund
from tests.core.wallet.wallets import member, soon

# Settings.


def test_what_one_process_may_do(settings: Any) -> None:
    assert (GATE.limits().buyers, GATE.limits().workers) == (8, 4)
    settings.BRANDPAY_BUYER_CALLS, settings.BRANDPAY_WORKER_CALLS = "3", 0
    assert (GATE.limits().buyers, GATE.limits().workers) == (3, 0)


@pytest.mark.parametrize("name", ["BRANDPAY_BUYER_CALLS", "BRANDPAY_WORKER_CALLS"])
@pytest.mark.parametrize("value", ["many", "-1", "2.5"])
def test_wrong_setting_is_told_and_stops_nobody(settings: Any, name: str, value: str) -> None:
    setattr(settings, name, value)
    assert "saleor_brandpay.E012" in [problem.id for problem in check_settings()]
    assert (GATE.limits().buyers, GATE.limits().workers) == (8, 4)


def test_all_clients_of_a_process_share_its_limits(settings: Any) -> None:
    settings.BRANDPAY_BUYER_CALLS = 1
    others = BrandpayClient("test_sk_another", base_url="http://127.0.0.1:9")
    with GATE.passing("/held"), pytest.raises(TossBusy):
        others.payment("tgen_1", deadline=Deadline.after(1))


def test_its_own_queue_is_a_setting(settings: Any) -> None:
    assert conf.celery_queue is None
    settings.BRANDPAY_CELERY_QUEUE = "brandpay"
    assert conf.celery_queue == "brandpay"


# Buyers and staff.


def test_confirm_is_not_sent_and_is_no_unknown_outcome(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    hang()
    for _ in range(2):
        assert shop.resume(bill, returned) == Failed(problem=problems.NOT_REACHED)
        assert (Attempt.objects.get().status, shop.confirms()) == (AttemptStatus.OPEN, [])
    answer()
    assert isinstance(shop.resume(bill, returned), Paid)
    assert (shop.held(), len(shop.confirms())) == (15000, 1)


def test_payment_that_was_not_sent_may_be_another_one_next(shop: Shop) -> None:
    """The buyer pays again in the same window: what was never sent is in nobody's way."""
    bill = shop.bill()
    attempt = shop.open(bill)
    first, second = shop.buy(attempt), shop.buy(attempt)
    hang()
    assert shop.resume(bill, first) == Failed(problem=problems.NOT_REACHED)
    answer()
    assert isinstance(shop.resume(bill, second), Paid)
    assert shop.held() == 15000


def test_confirm_after_too_many_requests_is_no_unknown_outcome_either(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "http_429", times=1)
    assert shop.resume(bill, returned) == Failed(problem=problems.TRY_LATER)
    hang()
    assert shop.resume(bill, returned) == Failed(problem=problems.NOT_REACHED)
    assert Attempt.objects.get().status == AttemptStatus.OPEN
    answer()
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


def test_confirm_under_another_secret_is_no_unknown_outcome_either(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.add_keys(shop.client_key, "test_sk_another", "tosspayments")
    shop.secret_key = "test_sk_another"
    merchants.save(shop.client_key, Secret(shop.secret_key))
    hang()
    assert shop.resume(bill, returned) == Failed(problem=problems.NOT_REACHED)
    assert Attempt.objects.get().status == AttemptStatus.OPEN


def test_what_was_unknown_stays_unknown(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    bill = shop.bill()
    attempt = lost_answer(shop, bill)
    monkeypatch.setattr(sent_keys, "_sent", {})
    hang()
    assert shop.resume(bill) == Failed(problem=problems.CHECKING)
    assert fresh(attempt).status == AttemptStatus.UNKNOWN
    answer()
    assert isinstance(shop.resume(bill), Paid)
    assert shop.held() == 15000


def test_others_that_cannot_be_read_have_nothing_sent(shop: Shop) -> None:
    bill = shop.bill()
    shop.open(shop.bill(of=bill))
    returned = shop.buy(shop.open(bill))
    hang()
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert shop.confirms() == []
    answer()
    assert isinstance(shop.resume(bill, returned), Paid)


def test_decline_is_read_back_though_others_have_come(shop: Shop, settings: Any) -> None:
    """One hook keeps its permit: a refusal of Toss's is not made an unknown outcome."""
    settings.BRANDPAY_BUYER_CALLS = 1
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "http_429", times=1)
    with piece_of_work():
        assert shop.resume(bill, returned) == Failed(problem=problems.TRY_LATER)
        assert GATE.state().buyers == 1
    assert GATE.state().buyers == 0


def test_refund_is_not_made_and_its_repeat_is_the_first(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    hang()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.NOT_REACHED
    answer()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert (len(shop.cancels()), shop.held()) == (1, 10000)


def test_refund_under_another_secret_is_not_made(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.add_keys(shop.client_key, "test_sk_another", "tosspayments")
    shop.secret_key = "test_sk_another"
    merchants.save(shop.client_key, Secret(shop.secret_key))
    hang()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.NOT_REACHED


def test_refund_that_was_unknown_stays_unknown(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    unknown_refund(shop, attempt, 5000, made=True)
    hang()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    assert Refund.objects.get().status == RefundStatus.UNKNOWN
    answer()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert shop.held() == 10000


def test_wallet_says_try_again(shop: Shop) -> None:
    customer = member(shop)
    hang()
    assert list_methods.methods(customer, soon()) == []
    assert list_methods.find(customer, "some", soon()) == wallet_problems.WALLET_NOT_READ
    exchanged = token_exchange.exchange(customer.customer_key, "code", soon())
    assert exchanged is Exchange.FAILED


# What is told.


def test_processes_tell_of_a_toss_that_hangs(time: Any) -> None:
    assert breakers.heard() == []
    hang()
    (told,) = breakers.heard()
    assert (told.timeouts, told.refused) == (5, 0)
    time.advance(breakers.HEARD_FOR.total_seconds())
    assert breakers.heard() == []


def test_process_whose_toss_answers_again_is_not_told_of() -> None:
    with GATE.passing("/slow") as slow:
        hang()
        assert len(breakers.heard()) == 1
        slow.answered = True
    assert breakers.heard() == []


def test_without_a_cache_nothing_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakers, "cache", None)
    hang()
    assert breakers.heard() == []
