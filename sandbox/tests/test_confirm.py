"""POST /v1/brandpay/payments/confirm."""

import pytest

from .support import CONFIRM, CUSTOMER, RECEIPT, Api, confirm_body


def test_a_card_payment_is_approved(api: Api):
    reply = api.post(CONFIRM, api.authenticated())

    payment = reply.json
    assert reply.status == 200
    assert payment["status"] == "DONE"
    assert payment["type"] == "BRANDPAY"
    assert payment["version"] == "2024-06-01"
    assert payment["method"] == "카드"
    assert payment["orderId"] == "order-0001"
    assert payment["orderName"] == "Mug and 1 more"
    assert payment["currency"] == "KRW"
    assert payment["totalAmount"] == payment["balanceAmount"] == 15000
    assert (payment["suppliedAmount"], payment["vat"]) == (13636, 1364)
    assert payment["taxFreeAmount"] == payment["taxExemptionAmount"] == 0
    assert payment["approvedAt"].endswith("+09:00")
    assert payment["transactionKey"] == payment["lastTransactionKey"]
    assert len(payment["transactionKey"]) == 32
    assert payment["cancels"] is None
    assert payment["failure"] is None
    assert payment["easyPay"] is None
    assert payment["secret"] is None
    assert payment["transfer"] is None
    assert payment["isPartialCancelable"] is True
    assert payment["card"] == {
        "amount": 15000,
        "issuerCode": "41",
        "acquirerCode": "41",
        "number": "53270000****000*",
        "installmentPlanMonths": 0,
        "approveNo": "00000000",
        "useCardPoint": False,
        "cardType": "신용",
        "ownerType": "개인",
        "acquireStatus": "READY",
        "isInterestFree": False,
        "interestPayer": None,
    }
    assert payment["receipt"]["url"].startswith("https://dashboard-sandbox.tosspayments.com/")
    assert payment["checkout"]["url"].endswith(f"/{payment['paymentKey']}/checkout")


def test_an_account_payment_is_approved(api: Api):
    cash = {"transfer": {"cashReceipt": RECEIPT, "isCulturalExpenses": True}}

    payment = api.approved(method="account", payment=cash)

    assert payment["method"] == "계좌이체"
    assert payment["card"] is None
    assert payment["transfer"] == {"bankCode": "92", "settlementStatus": "INCOMPLETED"}
    assert payment["cashReceipt"]["type"] == "소득공제"
    assert payment["cashReceipt"]["amount"] == 15000
    assert payment["cultureExpense"] is True


def test_what_belongs_to_accounts_is_not_in_card_payments(api: Api):
    cash = {"transfer": {"cashReceipt": RECEIPT, "isCulturalExpenses": True}}

    payment = api.approved(payment=cash)

    assert payment["cashReceipt"] is None
    assert payment["cultureExpense"] is False


def test_a_cash_receipt_declined_by_the_buyer_is_not_issued(api: Api):
    none = {"transfer": {"cashReceipt": {"type": "미발행"}}}

    assert api.approved(method="account", payment=none)["cashReceipt"] is None


def test_options_and_metadata_of_the_window_arrive(api: Api):
    options = {
        "card": {"cardInstallmentPlan": 3, "useCardPoint": True},
        "metadata": {"cart": "17"},
        "taxFreeAmount": 10000,
    }

    payment = api.approved(amount=60000, payment=options)

    assert payment["card"]["installmentPlanMonths"] == 3
    assert payment["card"]["useCardPoint"] is True
    assert payment["metadata"] == {"cart": "17"}
    assert payment["taxFreeAmount"] == 10000
    assert (payment["suppliedAmount"], payment["vat"]) == (45455, 4545)


def test_the_amount_may_be_a_string(api: Api):
    body = api.authenticated()

    assert api.post(CONFIRM, body | {"amount": "15000"}).status == 200


def test_an_unknown_payment_has_no_session(api: Api):
    body = api.authenticated() | {"paymentKey": "unknown"}

    reply = api.post(CONFIRM, body)

    assert reply.error == (404, "NOT_FOUND_PAYMENT_SESSION")


def test_a_window_left_open_has_no_session(api: Api):
    api.window(outcome="cancel")
    key = api.sandbox.payments()[0]["paymentKey"]

    reply = api.post(
        CONFIRM,
        {"paymentKey": key, "orderId": "order-0001", "amount": 15000, "customerKey": CUSTOMER},
    )

    assert reply.error == (404, "NOT_FOUND_PAYMENT_SESSION")
    assert api.read(key)["status"] == "READY"


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"orderId": "order-0002"}, (403, "FORBIDDEN_REQUEST")),
        ({"amount": 14999}, (400, "INVALID_REQUEST")),
        ({"customerKey": "someone-else"}, (400, "INVALID_REQUEST")),
    ],
)
def test_wrong_values_are_refused_and_move_nothing(api: Api, wrong, expected):
    body = api.authenticated()

    assert api.post(CONFIRM, body | wrong).error == expected
    assert api.read(body["paymentKey"])["status"] == "IN_PROGRESS"
    assert api.post(CONFIRM, body).status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"paymentKey": None},
        {"paymentKey": ""},
        {"paymentKey": 7},
        {"paymentKey": "x" * 201},
        {"orderId": "short"},
        {"orderId": "o" * 65},
        {"orderId": "order 0001"},
        {"amount": None},
        {"amount": True},
        {"amount": 15000.0},
        {"amount": "15,000"},
        {"amount": -1},
        {"customerKey": "c"},
        {"customerKey": "c" * 51},
        {"customerKey": "c/d"},
    ],
)
def test_malformed_fields_are_invalid_requests(api: Api, wrong):
    assert api.post(CONFIRM, api.authenticated() | wrong).error == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_an_invalid_request(api: Api, body):
    assert api.post(CONFIRM, body).error == (400, "INVALID_REQUEST")


def test_the_log_says_which_field_was_wrong(api: Api):
    api.post(CONFIRM, api.authenticated() | {"amount": None})

    assert api.sandbox.requests()[-1]["detail"] == "amount is required"


def test_a_second_confirm_has_been_processed(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body)

    reply = api.post(CONFIRM, body)

    assert reply.error == (400, "ALREADY_PROCESSED_PAYMENT")
    assert reply.json["message"] == "이미 처리된 결제 입니다."


def test_a_cancelled_payment_has_been_processed(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body)
    api.cancel(body["paymentKey"])

    assert api.post(CONFIRM, body).error == (400, "ALREADY_PROCESSED_PAYMENT")


@pytest.mark.parametrize(
    ("method", "amount", "code"),
    [
        ("card", 99, "BELOW_MINIMUM_AMOUNT"),
        ("account", 199, "BELOW_MINIMUM_AMOUNT"),
        ("account", 10_000_001, "EXCEEDS_TRANSFER_AMOUNT_MAXIMUM"),
    ],
)
def test_amounts_out_of_range_end_the_payment(api: Api, method, amount, code):
    body = api.authenticated(method=method, amount=amount)

    assert api.post(CONFIRM, body).error == (400, code)
    assert api.read(body["paymentKey"])["failure"]["code"] == code


@pytest.mark.parametrize(("method", "amount"), [("card", 100), ("account", 200)])
def test_the_smallest_amounts_are_approved(api: Api, method, amount):
    assert api.approved(method=method, amount=amount)["totalAmount"] == amount


def test_a_decline_ends_the_payment(api: Api):
    body = api.authenticated()
    api.sandbox.fault("confirm", "refuse", code="REJECT_CARD_PAYMENT")

    reply = api.post(CONFIRM, body)

    assert reply.error == (403, "REJECT_CARD_PAYMENT")
    payment = api.read(body["paymentKey"])
    assert payment["status"] == "ABORTED"
    assert payment["failure"] == {
        "code": "REJECT_CARD_PAYMENT",
        "message": "한도초과 혹은 잔액부족으로 결제에 실패했습니다.",
    }
    assert payment["card"] is None
    assert api.post(CONFIRM, body).error == (404, "NOT_FOUND_PAYMENT_SESSION")


@pytest.mark.parametrize(
    "code",
    ["INVALID_STOPPED_CARD", "INVALID_ACCOUNT_INFO_RE_REGISTER", "EXCEED_MAX_AMOUNT", "FDS_ERROR"],
)
def test_declines_of_all_kinds_end_the_payment(api: Api, code):
    body = api.authenticated()
    api.sandbox.fault("confirm", "refuse", code=code)

    api.post(CONFIRM, body)

    assert api.read(body["paymentKey"])["status"] == "ABORTED"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("PROVIDER_ERROR", 400),
        ("CARD_PROCESSING_ERROR", 400),
        ("FORBIDDEN_CONSECUTIVE_REQUEST", 403),
        ("INVALID_REFUND_ACCOUNT_NUMBER", 400),
        ("FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", 500),
    ],
)
def test_other_refusals_move_nothing(api: Api, code, status):
    body = api.authenticated()
    api.sandbox.fault("confirm", "refuse", code=code)

    assert api.post(CONFIRM, body).error == (status, code)
    assert api.post(CONFIRM, body).status == 200


def test_two_payments_of_one_order_are_both_approved(api: Api):
    first, second = api.authenticated(), api.authenticated()

    assert first["paymentKey"] != second["paymentKey"]
    assert api.post(CONFIRM, first).status == api.post(CONFIRM, second).status == 200


def test_nothing_of_the_buyer_but_its_return_is_needed(api: Api):
    query = api.window()

    assert query.keys() == {"paymentKey", "orderId", "amount"}
    assert api.post(CONFIRM, confirm_body(query)).status == 200
