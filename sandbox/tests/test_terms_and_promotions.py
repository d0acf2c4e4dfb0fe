"""Terms for merchants with their own pages, and promotions."""

import pytest

from .support import CUSTOMER, TOKEN, Api, code_body

TERMS = "/v1/brandpay/terms"


def ids(api: Api, query: str) -> list[int]:
    return [one["id"] for one in api.get(f"{TERMS}?customerKey={CUSTOMER}&{query}").json]


def agree(api: Api, **body):
    return api.post(f"{TERMS}/agree", {"customerKey": CUSTOMER, "scope": ["REGISTER"], **body})


def test_terms_are_listed_by_scope(api: Api):
    terms = api.get(f"{TERMS}?customerKey={CUSTOMER}&scope=REGISTER").json

    assert terms[0] == {
        "id": 1,
        "title": "브랜드페이 서비스 이용약관",
        "version": "1.0",
        "url": "https://pages.tosspayments.com/terms/brandpay/service",
        "required": True,
        "agreed": False,
    }
    assert [one["id"] for one in terms] == [1, 2, 3, 4]
    assert ids(api, "scope=CARD") == [3, 4]


@pytest.mark.parametrize("query", ["scope=REGISTER&scope=CARD", "scope=REGISTER,CARD"])
def test_two_scopes_are_repeated_or_a_list(api: Api, query):
    assert ids(api, query) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "customerKey=c&scope=CARD",
        f"customerKey={CUSTOMER}",
        f"customerKey={CUSTOMER}&scope=HOME",
        f"customerKey={CUSTOMER}&scope=CARD,ACCOUNT,BILLING",
        f"customerKey={CUSTOMER}&scope=CARD,ACCOUNT",
        f"customerKey={CUSTOMER}&scope=CARD&scope=CARD",
    ],
)
def test_wrong_queries_are_invalid_requests(api: Api, query):
    assert api.get(f"{TERMS}?{query}").error == (400, "INVALID_REQUEST")


def test_agreeing_gives_a_code_for_a_token(api: Api):
    reply = agree(api, termsId=[1, 2, 3])

    assert reply.json.keys() == {"code"}
    assert api.post(TOKEN, code_body(reply.json["code"])).status == 200
    agreed = api.get(f"{TERMS}?customerKey={CUSTOMER}&scope=REGISTER").json
    assert [one["agreed"] for one in agreed] == [True, True, True, False]


def test_terms_agreed_to_before_count(api: Api):
    agree(api, termsId=[1, 2, 3])

    assert agree(api, scope=["REGISTER", "CARD"], termsId=[4]).status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"customerKey": None},
        {"scope": None},
        {"scope": "REGISTER"},
        {"scope": []},
        {"scope": [1]},
        {"scope": ["HOME"]},
        {"scope": ["CARD", "ACCOUNT"]},
        {"scope": ["REGISTER", "REGISTER"]},
        {"termsId": 1},
        {"termsId": ["1"]},
        {"termsId": [True]},
        {"termsId": [1, 2]},
        {"termsId": [1, 2, 3, 99]},
        {"scope": ["CARD"], "termsId": [1, 3]},
    ],
)
def test_wrong_agreements_are_invalid_requests(api: Api, wrong):
    assert agree(api, **wrong).error == (400, "INVALID_REQUEST")
    assert ids(api, "scope=CARD") == [3, 4]


def test_card_promotions(api: Api):
    body = api.get("/v1/brandpay/promotions/card").json

    assert body.keys() == {"discountCards", "interestFreeCards", "pointCards"}
    assert body["discountCards"][0].keys() == {
        "companyCode",
        "discountAmount",
        "balance",
        "discountCode",
        "dueDate",
        "minimumPaymentAmount",
        "maximumPaymentAmount",
    }
    assert body["interestFreeCards"][0]["installmentFreeMonths"] == [2, 3]


def test_bank_promotions(api: Api):
    (bank,) = api.get("/v1/brandpay/promotions/bank").json["discountBanks"]

    assert (bank["bankCode"], bank["currency"], bank["discountAmount"]) == ("92", "KRW", 500)
