"""Terms, promotions and settlements: what goes over the wire, and what any row may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from saleor_brandpay.api import MalformedAnswer, Secret, Settlement
from tests.api.conftest import CUSTOMER_KEY, soon
from tests.api.servers import answering, reply
from tests.api.test_requests import BASIC

TERMS = {
    "id": 1,
    "title": "브랜드페이 서비스 이용약관",
    "version": "1.0",
    "url": "https://pages.tosspayments.com/terms/brandpay/service",
    "required": True,
    "agreed": False,
}
DAYS = {"start": date(2026, 1, 1), "end": date(2026, 1, 31)}


@pytest.fixture
def asked(serve, connect):
    """What a call has sent, and what came of it."""

    def ask(name: str, body: object, *arguments: Any, **options: Any):
        server = serve(answering(reply(body)))
        answer = getattr(connect(server), name)(*arguments, **options, deadline=soon())
        (request,) = server.requests
        assert request.headers["Authorization"] == BASIC
        return request, answer.value

    return ask


def test_terms(asked):
    request, (terms,) = asked("terms", [TERMS], CUSTOMER_KEY, "REGISTER", "CARD")
    assert (request.method, request.path) == (
        "GET",
        f"/v1/brandpay/terms?customerKey={CUSTOMER_KEY}&scope=REGISTER&scope=CARD",
    )
    assert (terms.id, terms.version, terms.required, terms.agreed) == (1, "1.0", True, False)


def test_terms_that_do_not_say_whether_they_may_be_left_out_may_not(asked):
    silent = {name: value for name, value in TERMS.items() if name != "required"}
    _, (terms,) = asked("terms", [silent], CUSTOMER_KEY, "BILLING")
    assert terms.required


@pytest.mark.parametrize("row", [7, {"id": 1}, {"agreed": True}, TERMS | {"agreed": "yes"}])
def test_other_than_terms(asked, row):
    with pytest.raises(MalformedAnswer):
        asked("terms", [TERMS, row], CUSTOMER_KEY, "BILLING")


def test_agree_to_terms(asked):
    request, code = asked(
        "agree_to_terms", {"code": "abc"}, CUSTOMER_KEY, "BILLING", terms_ids=(2, 5)
    )
    assert (request.method, request.path) == ("POST", "/v1/brandpay/terms/agree")
    assert request.json == {"customerKey": CUSTOMER_KEY, "scope": ["BILLING"], "termsId": [2, 5]}
    assert code == Secret("abc")


@pytest.mark.parametrize("scopes", [(), ("CARD", "CARD"), ("REGISTER", "CARD", "ACCOUNT")])
def test_scopes_are_one_or_two(serve, connect, scopes):
    server = serve(answering(reply([])))
    client = connect(server)
    with pytest.raises(ValueError, match="scope"):
        client.terms(CUSTOMER_KEY, *scopes, deadline=soon())
    with pytest.raises(ValueError, match="scope"):
        client.agree_to_terms(CUSTOMER_KEY, *scopes, terms_ids=[1], deadline=soon())
    assert server.requests == []


def test_card_promotions_of_old_and_odd_versions(asked):
    body = {
        "discountCards": [{"cardCompany": "롯데", "dueDate": "soon", "discountAmount": "500"}],
        "interestFreeCards": [{"companyCode": "41", "installmentFreeMonths": [2, "3", True]}],
        "pointCards": None,
    }
    request, found = asked("card_promotions", body)
    assert request.path == "/v1/brandpay/promotions/card"
    (discount,) = found.discounts
    assert (discount.organisation, discount.amount, discount.due_date) == ("롯데", 500, None)
    assert (found.interest_free[0].months, found.points) == ((2,), ())
    _, found = asked("card_promotions", {"interestFreeCards": [{"installmentFreeMonths": 3}]})
    assert found.interest_free[0].months == ()


def test_bank_promotions(asked):
    request, found = asked("bank_promotions", {"discountBanks": [{"bankCode": "92"}]})
    assert request.path == "/v1/brandpay/promotions/bank"
    assert found.discounts[0].organisation == "92"


def test_settlements(asked):
    request, rows = asked("settlements", [{"amount": 15000, "soldDate": "2026-01-02"}], **DAYS)
    assert request.path == (
        "/v1/settlements?startDate=2026-01-01&endDate=2026-01-31&dateType=soldDate&page=1"
    )
    assert (rows[0].amount, rows[0].sold_date) == (15000, date(2026, 1, 2))
    request, _ = asked("settlements", [], **DAYS, date_type="paidOutDate", page=2, size=5000)
    assert request.path.endswith("&dateType=paidOutDate&page=2&size=5000")


@pytest.mark.parametrize("wrong", [{"page": 0}, {"size": 0}, {"size": 5001}])
def test_settlements_refuse(serve, connect, wrong):
    server = serve(answering(reply([])))
    with pytest.raises(ValueError, match="page"):
        connect(server).settlements(**DAYS, **wrong, deadline=soon())
    assert server.requests == []


@pytest.mark.parametrize(
    "row", [None, 7, [], {}, {"amount": 1.5, "soldDate": "0001-01-01", "fee": "x"}]
)
def test_any_row_of_another_system_is_read(row):
    settlement = Settlement.parse(row)
    assert (settlement.amount, settlement.fee, settlement.sold_date) == (None, None, None)
    assert settlement.is_in_won


def test_settlement_in_another_currency_has_no_won():
    row = {"currency": "USD", "amount": 10, "payOutAmount": 9, "paidOutDate": "2026-01-09"}
    settlement = Settlement.parse(row)
    assert (settlement.is_in_won, settlement.amount, settlement.pay_out_amount) == (
        False,
        None,
        None,
    )
    assert settlement.paid_out_date == date(2026, 1, 9)


def test_fee_without_vat_by_either_name():
    assert Settlement.parse({"suppliedAmount": 375}).supply_amount == 375
    assert Settlement.parse({"supplyAmount": 0, "suppliedAmount": 375}).supply_amount == 0
