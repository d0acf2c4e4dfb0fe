"""POST /_sandbox/buyer/pay: the whole buyer."""

import socket

import pytest

from brandpay_sandbox.client.redirect import with_query
from brandpay_sandbox.testing import ControlError

from .support import (
    CONFIRM,
    CUSTOMER,
    METHODS,
    RECEIPT,
    TOKEN,
    Api,
    Shop,
    code_body,
    payment,
    query_of,
)

SPLIT = {"subMid": "sub-1", "amount": 1000, "taxFreeAmount": 0, "productInfo": "Mug"}


def methods(api: Api) -> dict:
    return api.get(f"{METHODS}/{CUSTOMER}").json


def body_with(**changes) -> dict:
    return {
        "clientKey": "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq",
        "customerKey": CUSTOMER,
        "redirectUrl": None,
        "payment": payment(),
        "method": "card",
        "outcome": "approve",
    } | changes


def test_approve_returns_to_the_success_url(api: Api, sandbox):
    answer = sandbox.pay(payment(), customer_key=CUSTOMER)

    assert answer.keys() == {"url"}
    assert answer["url"].startswith("https://shop.example/ok?")
    (found,) = sandbox.payments()
    assert query_of(answer["url"]) == {
        "paymentKey": found["paymentKey"],
        "orderId": "order-0001",
        "amount": "15000",
    }
    assert (found["status"], found["customerKey"]) == ("IN_PROGRESS", CUSTOMER)


def test_method_and_outcome_and_redirect_url_may_be_left_out(sandbox):
    body = body_with()
    for name in ("redirectUrl", "method", "outcome"):
        del body[name]

    assert sandbox.control("POST", "buyer/pay", body)["url"].startswith("https://shop.example/ok?")


def test_cancel_returns_without_an_order_id(api: Api, sandbox):
    answer = sandbox.pay(payment(), customer_key=CUSTOMER, outcome="cancel")

    assert answer["url"].startswith("https://shop.example/no?")
    assert query_of(answer["url"]) == {
        "code": "PAY_PROCESS_CANCELED",
        "message": "사용자에 의해 결제가 취소되었습니다.",
    }
    assert sandbox.payments()[0]["status"] == "READY"
    assert methods(api)["cards"] == []


def test_a_cancel_by_its_code_is_a_cancel(api: Api, sandbox):
    assert "orderId" not in api.window(outcome="PAY_PROCESS_CANCELED")
    assert sandbox.payments()[0]["status"] == "READY"


def test_what_a_storefront_was_given_can_be_sent_as_it_is(sandbox):
    """All that saleor-brandpay answers: keys without a value are there, as null."""
    body = body_with(sdkUrl="https://js.tosspayments.com/v2/standard", charge=None, error=None)
    del body["method"], body["outcome"]

    assert sandbox.control("POST", "buyer/pay", body)["url"].startswith("https://shop.example/ok?")


def test_a_failure_returns_its_code_and_ends_the_payment(api: Api, sandbox):
    query = api.window(outcome="REJECT_CARD_COMPANY")

    assert query == {
        "code": "REJECT_CARD_COMPANY",
        "message": "결제 승인이 거절되었습니다.",
        "orderId": "order-0001",
    }
    (found,) = sandbox.payments()
    assert (found["status"], found["failure"]["code"]) == ("ABORTED", "REJECT_CARD_COMPANY")


def test_an_approved_order_id_is_duplicated(api: Api, sandbox):
    approved = api.approved()

    query = api.window()

    assert (query["code"], query["orderId"]) == ("DUPLICATED_ORDER_ID", "order-0001")
    assert len(sandbox.payments()) == 1
    api.cancel(approved["paymentKey"])
    assert api.window()["code"] == "DUPLICATED_ORDER_ID"


def test_an_order_id_of_another_merchant_is_not_duplicated(api: Api, sandbox):
    sandbox.add_keys("test_ck_other", "test_sk_other")
    api.approved()

    assert "paymentKey" in api.window(client_key="test_ck_other")


def test_the_first_payment_registers_a_card(api: Api):
    api.window()
    api.window("order-0002")

    assert len(methods(api)["cards"]) == 1


def test_an_account_is_registered_for_an_account_payment(api: Api):
    api.window()
    api.window("order-0002", method="account")

    assert (len(methods(api)["cards"]), len(methods(api)["accounts"])) == (1, 1)


def test_a_payment_with_a_chosen_method(api: Api, sandbox):
    sandbox.register(customer_key=CUSTOMER)
    account = sandbox.register(customer_key=CUSTOMER, method="account")["method"]

    approved = api.approved(payment={"methodId": account["id"]})

    assert approved["transfer"]["bankCode"] == account["bankCode"]


def test_a_chosen_method_that_is_not_there(api: Api, sandbox):
    theirs = sandbox.register(customer_key="someone-else")["method"]

    unknown = api.window(payment={"methodId": "m_unknown"})
    other = api.window("order-0002", payment={"methodId": theirs["id"]})

    assert (unknown["code"], unknown["orderId"]) == ("NOT_FOUND_METHOD", "order-0001")
    assert other["code"] == "NOT_FOUND_METHOD_OWNERSHIP"
    assert {one["status"] for one in sandbox.payments()} == {"ABORTED"}


def test_registering_calls_the_redirect_url_as_the_sdk_does(api: Api, shop: Shop):
    api.window(redirect_url=shop.url)

    (options, get) = shop.seen
    assert options[0] == "OPTIONS"
    assert get[0] == "GET"
    assert {options[2], get[2]} == {"https://shop.example"}
    assert get[1].startswith("/callback?")
    query = query_of(get[1])
    assert query.keys() == {"code", "customerKey"}
    assert query["customerKey"] == CUSTOMER


def test_the_redirect_url_keeps_its_own_query(api: Api, shop: Shop):
    api.window(redirect_url=f"{shop.url}?channel=kr")

    assert query_of(shop.seen[1][1]).keys() == {"channel", "code", "customerKey"}


def test_it_is_called_until_there_is_a_token(api: Api, shop: Shop):
    api.window(redirect_url=shop.url)
    api.window("order-0002", redirect_url=shop.url)
    assert len(shop.seen) == 4
    api.post(TOKEN, code_body(query_of(shop.seen[-1][1])["code"]))

    api.window("order-0003", redirect_url=shop.url)

    assert len(shop.seen) == 4


def test_it_is_called_again_for_a_new_method_or_an_expired_token(api: Api, sandbox, shop: Shop):
    api.window(redirect_url=shop.url)
    api.post(TOKEN, code_body(query_of(shop.seen[-1][1])["code"]))

    api.window("order-0002", redirect_url=shop.url, method="account")
    assert len(shop.seen) == 4
    sandbox.advance(31 * 86400)
    api.window("order-0003", redirect_url=shop.url)
    assert len(shop.seen) == 6


@pytest.mark.parametrize("outcome", ["approve", "REJECT_CARD_COMPANY"])
@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"get_status": 500}, "GET was answered with 500"),
        ({"get_status": 302}, "GET was answered with 302"),
        ({"options_status": 405}, "OPTIONS was answered with 405"),
    ],
)
def test_a_redirect_url_that_fails_fails_the_payment(
    api: Api, sandbox, shop: Shop, setting, says, outcome
):
    vars(shop).update(setting)

    answer = sandbox.pay(payment(), customer_key=CUSTOMER, redirect_url=shop.url, outcome=outcome)

    assert answer == {"url": None, "error": {"code": "REDIRECT_URL_FAILED", "message": says}}
    assert sandbox.payments()[0]["status"] == "READY"


def test_a_redirect_url_out_of_reach_fails_the_payment(sandbox):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/callback"

        answer = sandbox.pay(payment(), customer_key=CUSTOMER, redirect_url=url)

    assert answer["error"]["code"] == "REDIRECT_URL_FAILED"
    assert "ConnectionRefusedError" in answer["error"]["message"]


def test_a_redirect_url_that_cannot_be_sent_fails_the_payment(sandbox):
    url = "http://localhost:1/콜백"

    answer = sandbox.pay(payment(), customer_key=CUSTOMER, redirect_url=url)

    assert answer["error"]["code"] == "REDIRECT_URL_FAILED"


@pytest.mark.parametrize("origin", ["*", "https://shop.example"])
def test_a_readable_redirect_url_is_not_warned_about(sandbox, shop: Shop, origin):
    shop.cors = origin

    assert "warning" not in sandbox.pay(payment(), customer_key=CUSTOMER, redirect_url=shop.url)


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example"])
def test_an_unreadable_redirect_url_is_warned_about(sandbox, shop: Shop, origin):
    shop.cors = origin

    answer = sandbox.pay(payment(), customer_key=CUSTOMER, redirect_url=shop.url)

    assert "CORS" in answer["warning"]
    assert answer["url"].startswith("https://shop.example/ok?")


def test_a_callback_can_exchange_the_code_while_the_buyer_waits(api: Api, sandbox, shop: Shop):
    """The sandbox serves the shop's exchange although its own call is not answered yet."""
    replies = []
    seen = shop.seen

    class Exchanging(list):
        def append(self, call) -> None:
            seen.append(call)
            if call[0] == "GET":
                replies.append(api.post(TOKEN, code_body(query_of(call[1])["code"])))

    shop.seen = Exchanging()

    answer = sandbox.pay(payment(), customer_key=CUSTOMER, redirect_url=shop.url)

    assert replies[0].status == 200
    assert answer["url"]
    assert sandbox.customers()[0]["accessToken"].startswith("…")


def test_promise_mode_answers_the_page(api: Api, sandbox):
    page = payment()
    del page["successUrl"], page["failUrl"]

    approved = sandbox.pay(page, customer_key=CUSTOMER)
    cancelled = sandbox.pay(page, customer_key=CUSTOMER, outcome="cancel")
    failed = sandbox.pay(page, customer_key=CUSTOMER, outcome="INVALID_STOPPED_CARD")

    assert approved["url"] is None
    assert approved["result"]["orderId"] == "order-0001"
    assert approved["result"]["amount"] == {"currency": "KRW", "value": 15000}
    body = {**approved["result"], "amount": 15000, "customerKey": CUSTOMER}
    assert api.post(CONFIRM, body).status == 200
    assert cancelled["result"]["code"] == "USER_CANCEL"
    assert failed["result"] == {"code": "INVALID_STOPPED_CARD", "message": "정지된 카드 입니다."}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x/ok", "https://x/ok?a=1&b=%ED%95%9C"),
        ("https://x/ok?q=2", "https://x/ok?q=2&a=1&b=%ED%95%9C"),
        ("https://x/ok?q=2&", "https://x/ok?q=2&a=1&b=%ED%95%9C"),
        ("https://x/ok?", "https://x/ok?a=1&b=%ED%95%9C"),
        ("https://x/ok#top", "https://x/ok?a=1&b=%ED%95%9C#top"),
    ],
)
def test_the_return_urls_own_query_is_kept(url, expected):
    assert with_query(url, {"a": 1, "b": "한"}) == expected


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clientKey": "test_ck_unknown"}, "INVALID_CLIENT_KEY"),
        ({"clientKey": None}, "INVALID_CLIENT_KEY"),
        ({"clientKey": "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"}, "INSECURE_KEY_USAGE"),
        ({"clientKey": "test_gck_docs"}, "NOT_SUPPORTED_WIDGET_KEY"),
        ({"customerKey": "test_" + "sk_x"}, "INSECURE_KEY_USAGE"),
        ({"customerKey": "c"}, "INVALID_CUSTOMER_KEY"),
        ({"customerKey": "c" * 51}, "INVALID_CUSTOMER_KEY"),
        ({"customerKey": None}, "INVALID_CUSTOMER_KEY"),
        ({"redirectUrl": "/callback"}, "INVALID_PARAMETERS"),
        ({"redirectUrl": "file:///etc/passwd"}, "INVALID_PARAMETERS"),
        ({"redirectUrl": "http://x:99999/"}, "INVALID_PARAMETERS"),
        ({"redirectUrl": "http://x/\r\nHost: y"}, "INVALID_PARAMETERS"),
        ({"redirectUrl": 5}, "INVALID_PARAMETERS"),
        ({"payment": None}, "INVALID_PARAMETERS"),
    ],
)
def test_the_sdk_refuses_wrong_keys_and_urls(sandbox, changes, code):
    with pytest.raises(ControlError, match="400") as caught:
        sandbox.control("POST", "buyer/pay", body_with(**changes))

    assert f'"code":"{code}"' in caught.value.body
    assert sandbox.payments() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 15000}, "INVALID_PARAMETERS"),
        ({"amount": {"currency": "USD", "value": 1}}, "INVALID_PARAMETERS"),
        ({"amount": {"currency": "KRW", "value": "15000"}}, "INVALID_AMOUNT_VALUE"),
        ({"amount": {"currency": "KRW", "value": 150.5}}, "INVALID_AMOUNT_VALUE"),
        ({"amount": {"currency": "KRW", "value": True}}, "INVALID_AMOUNT_VALUE"),
        ({"amount": {"currency": "KRW", "value": 0}}, "BELOW_ZERO_AMOUNT"),
        ({"orderId": "short"}, "INVALID_PARAMETERS"),
        ({"orderId": "o" * 65}, "INVALID_PARAMETERS"),
        ({"orderId": "order/0001"}, "INVALID_PARAMETERS"),
        ({"orderId": None}, "INVALID_PARAMETERS"),
        ({"orderName": ""}, "INVALID_PARAMETERS"),
        ({"orderName": "n" * 101}, "INVALID_PARAMETERS"),
        ({"orderName": "🎁" * 51}, "INVALID_PARAMETERS"),
        ({"customerName": "🎁" * 51}, "INVALID_PARAMETERS"),
        ({"customerEmail": "e" * 101}, "INVALID_PARAMETERS"),
        ({"customerName": 5}, "INVALID_PARAMETERS"),
        ({"successUrl": None}, "INCORRECT_SUCCESS_URL_FORMAT"),
        ({"successUrl": "/ok"}, "INCORRECT_SUCCESS_URL_FORMAT"),
        ({"failUrl": None}, "INCORRECT_FAIL_URL_FORMAT"),
        ({"failUrl": "shop.example/no"}, "INCORRECT_FAIL_URL_FORMAT"),
        ({"taxFreeAmount": 15001}, "INVALID_PARAMETERS"),
        ({"taxFreeAmount": "1"}, "INVALID_PARAMETERS"),
        ({"card": []}, "INVALID_PARAMETERS"),
        ({"card": {"cardInstallmentPlan": 3}}, "INVALID_PARAMETERS"),
        ({"card": {"cardInstallmentPlan": 1}}, "INVALID_PARAMETERS"),
        ({"transfer": {"cashReceipt": {"type": "other"}}}, "INVALID_PARAMETERS"),
        ({"transfer": {"cashReceipt": {"type": []}}}, "INVALID_PARAMETERS"),
        ({"transfer": {"cashReceipt": {"type": "소득공제"}}}, "INVALID_PARAMETERS"),
        (
            {"transfer": {"cashReceipt": RECEIPT | {"registrationNumber": "x"}}},
            "INVALID_PARAMETERS",
        ),
        ({"transfer": {"cashReceipt": RECEIPT | {"type": "지출증빙"}}}, "INVALID_PARAMETERS"),
        ({"transfer": {"cashReceipt": RECEIPT | {"type": "미발행"}}}, "INVALID_PARAMETERS"),
        ({"transfer": {"isCulturalExpenses": "false"}}, "INVALID_PARAMETERS"),
        ({"card": {"useCardPoint": "true"}}, "INVALID_PARAMETERS"),
        ({"card": {"cardInstallmentPlan": True}}, "INVALID_PARAMETERS"),
        ({"card": {"installment": 3}}, "INVALID_PARAMETERS"),
        ({"card": {"affiliateCards": [1]}}, "INVALID_PARAMETERS"),
        ({"card": {"affiliateCards": {"issuerCode": "41"}}}, "INVALID_PARAMETERS"),
        ({"card": {"affiliateCards": [{"issuerCode": "41"}]}}, "INVALID_PARAMETERS"),
        ({"transfer": {"dividedSettlements": [SPLIT | {"amount": "1"}]}}, "INVALID_PARAMETERS"),
        ({"card": {"dividedSettlements": [SPLIT | {"note": "x"}]}}, "INVALID_PARAMETERS"),
        ({"amount": {"currency": "KRW", "value": 1000, "total": 1000}}, "INVALID_PARAMETERS"),
        ({"customerMobilePhone": "01012345678"}, "INVALID_PARAMETERS"),
        ({"useCardPoint": True}, "INVALID_PARAMETERS"),
        ({"cashReceipt": RECEIPT}, "INVALID_PARAMETERS"),
        ({"methodId": 5}, "INVALID_PARAMETERS"),
        ({"metadata": []}, "INVALID_METADATA"),
        ({"metadata": dict.fromkeys("abcdef", "x")}, "INVALID_METADATA"),
        ({"metadata": {"k[0]": "x"}}, "INVALID_METADATA"),
        ({"metadata": {"k" * 41: "x"}}, "INVALID_METADATA"),
        ({"metadata": {"k": 1}}, "INVALID_METADATA"),
        ({"metadata": {"k": "x" * 2001}}, "INVALID_METADATA"),
    ],
)
def test_the_sdk_refuses_wrong_payments(sandbox, changes, code):
    with pytest.raises(ControlError, match="400") as caught:
        sandbox.pay(payment() | changes, customer_key=CUSTOMER)

    assert f'"code":"{code}"' in caught.value.body
    assert sandbox.payments() == []


def test_every_documented_field_is_taken_and_null_is_left_out(api: Api):
    every = {
        "customerEmail": "a@b.example",
        "customerName": "김토끼",
        "taxFreeAmount": 0,
        "methodId": None,
        "metadata": {"cart": "7"},
        "shippingAddress": None,
        "card": {
            "cardInstallmentPlan": 0,
            "useCardPoint": False,
            "discountCode": None,
            "affiliateCards": [{"issuerCode": "41", "cardProductCode": "1"}],
            "dividedSettlements": [SPLIT],
        },
        "transfer": {"cashReceipt": RECEIPT, "isCulturalExpenses": True},
    }

    assert api.approved(payment=every)["metadata"] == {"cart": "7"}


def test_a_field_of_sdk_v1_says_where_it_is_now(sandbox):
    with pytest.raises(ControlError, match="since SDK v2 it is card"):
        sandbox.pay(payment() | {"cardInstallmentPlan": 3}, customer_key=CUSTOMER)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"method": "cash"}, "method must be card or account"),
        ({"method": ["card"]}, "method must be card or account"),
        ({"outcome": "NO_SUCH_CODE"}, "outcome must be"),
        ({"outcome": ["approve"]}, "outcome must be"),
        ({"outcomes": "approve"}, "unknown field outcomes"),
    ],
)
def test_wrong_words_are_refused(sandbox, changes, says):
    with pytest.raises(ControlError, match="400") as caught:
        sandbox.control("POST", "buyer/pay", body_with(**changes))

    assert says in caught.value.body


def test_registering_alone_calls_the_redirect_url(api: Api, sandbox, shop: Shop):
    answer = sandbox.register(customer_key=CUSTOMER, redirect_url=shop.url)

    assert answer == {"method": methods(api)["cards"][0]}
    assert [one[0] for one in shop.seen] == ["OPTIONS", "GET"]
    shop.get_status = 500
    failed = sandbox.register(customer_key=CUSTOMER, redirect_url=shop.url)
    assert failed["error"]["code"] == "REDIRECT_URL_FAILED"


def test_samples_differ(sandbox):
    cards = [sandbox.register(customer_key=CUSTOMER)["method"] for _ in range(4)]

    assert [one["issuerCode"] for one in cards] == ["41", "61", "11", "33"]
    assert cards[-1]["acquirerCode"] == "31"
    assert len({one["methodKey"] for one in cards}) == 4
