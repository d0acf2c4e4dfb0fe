"""M7: what a storefront sends is checked before anything else happens."""

from typing import Any

import pytest

from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.confirm.storefront_data import StorefrontData, WindowReturn
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.messages.ours import OURS
from saleor_brandpay.core.messages.problem import Problem
from saleor_brandpay.core.messages.toss_codes import buyer_problem
from saleor_brandpay.models import Attempt
from tests.core.shop import Shop


@pytest.mark.parametrize(
    "data",
    [
        [],
        [1],
        "paymentKey",
        7,
        True,
        {"paymentKey": ""},
        {"paymentKey": 7, "orderId": "x", "amount": 1},
        {"paymentKey": "k", "orderId": "x"},
        {"paymentKey": "k", "orderId": "x", "amount": True},
        {"paymentKey": "k", "orderId": "x", "amount": 1.5},
        {"paymentKey": "k", "orderId": "x", "amount": "1e3"},
        {"paymentKey": "k", "orderId": "x", "amount": "15,000"},
        {"paymentKey": "k", "orderId": "x", "amount": {"currency": "USD", "value": 1}},
        {"paymentKey": "k", "orderId": "", "amount": 1},
        {"paymentKey": "k", "orderId": ["x"], "amount": 1},
        {"paymentKey": "../x", "orderId": "x", "amount": 1},
        {"paymentKey": "..", "orderId": "x", "amount": 1},
        {"paymentKey": "결제", "orderId": "x", "amount": 1},
        {"paymentKey": "k\n", "orderId": "x", "amount": 1},
        {"paymentKey": "k" * 201, "orderId": "x", "amount": 1},
        {"orderId": "x", "amount": 1},
        {"orderId": "x" * 65},
    ],
)
def test_wrong_form_is_a_problem(data: Any) -> None:
    assert WindowReturn.parse(data) == problems.BAD_RETURN


@pytest.mark.parametrize("amount", [15000, "15000", 15000.0, {"currency": "KRW", "value": 15000}])
def test_amount_forms_of_query_and_promise(amount: Any) -> None:
    parsed = WindowReturn.parse({"paymentKey": "k", "orderId": "order-1", "amount": amount})
    assert parsed == WindowReturn(payment_key="k", order_id="order-1", amount=15000)


@pytest.mark.parametrize("data", [None, {}, {"something": "else"}])
def test_nothing_returned(data: Any) -> None:
    assert WindowReturn.parse(data) == WindowReturn()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"amount": "14999"}, problems.WRONG_AMOUNT),
        ({"amount": "1"}, problems.WRONG_AMOUNT),
        ({"orderId": "bp-1-0-aaaaaaaaaaaaaaaa"}, problems.WRONG_ORDER),
        ({"amount": "x"}, problems.BAD_RETURN),
    ],
)
def test_changed_return_confirms_nothing(
    shop: Shop, change: dict[str, str], problem: Problem
) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    returned = shop.buy(attempt)
    outcome = shop.resume(bill, returned | change)
    assert outcome == ShowWindow(attempt=attempt, problem=problem)
    assert shop.confirms() == []
    assert isinstance(shop.resume(bill, returned), Paid)


def test_return_of_another_checkout_confirms_nothing(shop: Shop) -> None:
    mine, other = shop.bill(), shop.bill()
    attempt = shop.open(mine)
    outcome = shop.resume(mine, shop.buy(shop.open(other)))
    assert outcome == ShowWindow(attempt=attempt, problem=problems.WRONG_ORDER)
    assert shop.confirms() == []


def test_forged_payment_key_confirms_nothing(shop: Shop) -> None:
    mine, other = shop.bill(), shop.bill()
    attempt = shop.open(mine)
    stolen = shop.buy(shop.open(other))["paymentKey"]
    outcome = shop.resume(
        mine, {"paymentKey": stolen, "orderId": attempt.order_id, "amount": 15000}
    )
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem
    assert shop.held() == 0


@pytest.mark.parametrize(
    "code", ["<script>", "코드", "A" * 300, "REFUNDED", "CHECKING", "DROP TABLE", "\x00"]
)
def test_any_failure_code_is_survived_and_shown_as_none_of_ours(shop: Shop, code: str) -> None:
    bill = shop.bill()
    shop.open(bill)
    outcome = shop.resume(bill, {"code": code, "message": "<b>"})
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem
    assert outcome.problem.code not in OURS
    assert "<" not in outcome.problem.ko + outcome.problem.en + outcome.problem.code


@pytest.mark.parametrize("code", ["PAY_PROCESS_CANCELED", "USER_CANCEL"])
def test_window_that_the_buyer_closed_is_offered_again(shop: Shop, code: str) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    outcome = shop.resume(bill, {"code": code})
    assert outcome == ShowWindow(attempt=attempt, problem=buyer_problem(code))


def test_code_of_ours_that_a_storefront_sends_is_told_as_an_unknown_one(shop: Shop) -> None:
    bill = shop.bill()
    shop.open(bill)
    outcome = shop.resume(bill, {"code": "CHECKING"})
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem == buyer_problem("UNKNOWN")


def test_code_that_is_no_text(shop: Shop) -> None:
    bill = shop.bill()
    shop.open(bill)
    assert isinstance(shop.resume(bill, {"code": {"a": 1}}), ShowWindow)


def test_nobody_is_there_to_open_a_window(shop: Shop) -> None:
    bill = shop.bill()
    attempt = shop.open(bill)
    returned = shop.buy(attempt)
    shop.sandbox.fault("confirm", "refuse", code="REJECT_CARD_COMPANY", times=1)
    outcome = shop.resume(bill, returned, opens_windows=False)
    assert isinstance(outcome, Failed)
    assert outcome.problem.code == "REJECT_CARD_COMPANY"
    assert Attempt.objects.count() == 1
    later = shop.resume(bill, None)
    assert isinstance(later, ShowWindow)
    assert later.problem == outcome.problem


@pytest.mark.parametrize(
    "data",
    [
        "x",
        [1],
        3,
        {"serverReturn": "yes"},
        {"options": "x"},
        {"options": {"card": "x"}},
        {"options": {"card": {"cardInstallmentPlan": "3"}}},
        {"options": {"card": {"cardInstallmentPlan": True}}},
        {"options": {"card": {"discountCode": "a\u0000"}}},
        {"options": {"transfer": {"cashReceipt": "x"}}},
    ],
)
def test_wish_of_a_wrong_form(data: Any) -> None:
    assert StorefrontData.parse(data) == problems.BAD_REQUEST


def test_wish_keeps_only_the_sdk_fields(shop: Shop) -> None:
    storefront_data = StorefrontData.parse(
        {
            "serverReturn": True,
            "options": {
                "amount": 1,
                "card": {"cardInstallmentPlan": 3, "useCardPoint": None, "evil": 1},
                "transfer": {"cashReceipt": {"type": "소득공제", "evil": "1"}},
            },
        }
    )
    assert isinstance(storefront_data, StorefrontData)
    assert storefront_data.options == {
        "card": {"cardInstallmentPlan": 3},
        "transfer": {"cashReceipt": {"type": "소득공제"}},
    }
    bill = shop.bill()
    attempt = shop.open(bill, storefront_data=storefront_data)
    renewed = shop.resume(bill, {"code": "PAY_PROCESS_ABORTED"})
    assert isinstance(renewed, ShowWindow)
    assert renewed.attempt.storefront_data == attempt.storefront_data
    assert renewed.attempt.payment_fields["card"] == {"cardInstallmentPlan": 3}
