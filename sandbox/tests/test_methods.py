"""Lists of registered methods, their removal, and withdrawal."""

import pytest

from .support import CUSTOMER, METHODS, TOKEN, Api, code_body


@pytest.fixture
def token(api: Api) -> str:
    return api.token()["accessToken"]


def test_an_unknown_customer_has_empty_lists(api: Api):
    assert api.get(f"{METHODS}/nobody").json == {
        "isIdentified": False,
        "selectedMethodId": None,
        "cards": [],
        "accounts": [],
    }


@pytest.mark.parametrize("key", ["x", "%C2%84%C2%84", "k" * 51, "a%20b"])
def test_a_customer_key_that_none_can_be_is_refused(api: Api, key):
    assert api.get(f"{METHODS}/{key}").error == (400, "INVALID_REQUEST")


def test_a_registered_card(api: Api, sandbox):
    sandbox.register(customer_key=CUSTOMER)

    methods = api.get(f"{METHODS}/{CUSTOMER}").json

    (card,) = methods["cards"]
    assert methods["isIdentified"] is True
    assert methods["selectedMethodId"] == card["id"]
    assert card["id"].startswith("m_")
    assert len(card["methodKey"]) == 48
    assert card["cardNumber"] == "53270000****000*"
    assert (card["issuerCode"], card["cardType"], card["ownerType"]) == ("41", "신용", "개인")
    assert card["status"] == "ENABLED"
    assert card["registeredAt"].endswith("+09:00")


def test_a_registered_account(api: Api, sandbox):
    sandbox.register(customer_key=CUSTOMER, method="account")

    (account,) = api.get(f"{METHODS}/{CUSTOMER}").json["accounts"]

    assert account["id"].startswith("b_")
    assert account["accountNumber"] == "100***1234"
    assert account["bankCode"] == "92"


def test_both_lists_are_the_same(api: Api, sandbox, token):
    sandbox.register(customer_key=CUSTOMER)
    sandbox.register(customer_key=CUSTOMER, method="account")

    assert api.get(METHODS, token=token).json == api.get(f"{METHODS}/{CUSTOMER}").json


def test_a_customer_key_with_odd_characters_is_escaped(api: Api, sandbox):
    sandbox.register(customer_key="a=b@c.d")

    assert len(api.get(f"{METHODS}/a%3Db%40c.d").json["cards"]) == 1


def test_each_merchant_has_its_own_customers(api: Api, sandbox):
    sandbox.add_keys("test_ck_other", "test_sk_other")
    sandbox.register(customer_key=CUSTOMER)

    theirs = api.get(f"{METHODS}/{CUSTOMER}", secret_key="test_sk_other").json

    assert theirs["cards"] == []


@pytest.mark.parametrize(("method", "kind"), [("card", "cards"), ("account", "accounts")])
def test_a_removed_method_is_answered_disabled_and_no_longer_listed(
    api: Api, sandbox, token, method, kind
):
    kept = sandbox.register(customer_key=CUSTOMER, method=method)["method"]
    gone = sandbox.register(customer_key=CUSTOMER, method=method)["method"]
    body = {"methodKey": gone["methodKey"]}

    reply = api.post(f"{METHODS}/{method}/remove", body, token=token)

    methods = api.get(METHODS, token=token).json
    assert reply.json == gone | {"status": "DISABLED"}
    assert methods[kind] == [kept]
    assert methods["selectedMethodId"] == kept["id"]
    again = api.post(f"{METHODS}/{method}/remove", body, token=token)
    assert again.error == (404, "NOT_FOUND_METHOD")


def test_a_card_is_not_removed_as_an_account(api: Api, sandbox, token):
    card = sandbox.register(customer_key=CUSTOMER)["method"]

    reply = api.post(f"{METHODS}/account/remove", {"methodKey": card["methodKey"]}, token=token)

    assert reply.error == (404, "NOT_FOUND_METHOD")


def test_another_customers_card_is_not_removed(api: Api, sandbox, token):
    card = sandbox.register(customer_key="someone-else")["method"]

    reply = api.post(f"{METHODS}/card/remove", {"methodKey": card["methodKey"]}, token=token)

    assert reply.error == (404, "NOT_FOUND_METHOD_OWNERSHIP")
    assert len(api.get(f"{METHODS}/someone-else").json["cards"]) == 1


@pytest.mark.parametrize("body", [{}, {"methodKey": ""}, {"methodKey": 1}])
def test_removal_needs_a_method_key(api: Api, token, body):
    reply = api.post(f"{METHODS}/card/remove", body, token=token)

    assert reply.error == (400, "INVALID_REQUEST")


def test_withdrawal_ends_methods_token_and_codes(api: Api, sandbox, token):
    card = sandbox.register(customer_key=CUSTOMER)["method"]
    code = api.code()

    reply = api.post("/v1/brandpay/customers/remove", token=token)

    assert reply.json == {"customerKey": CUSTOMER, "success": True}
    assert api.get(METHODS, token=token).error == (401, "INVALID_ACCESS_TOKEN")
    assert api.get(f"{METHODS}/{CUSTOMER}").json["cards"] == []
    assert api.post(TOKEN, code_body(code)).error == (400, "INVALID_REQUEST")
    charge = {
        "customerKey": CUSTOMER,
        "methodKey": card["methodKey"],
        "amount": 9900,
        "orderId": "order-0001",
        "orderName": "x",
    }
    assert api.post("/v1/brandpay/payments", charge).error == (404, "NOT_FOUND_METHOD")
    assert sandbox.customers() == []


def test_payments_outlive_their_customer(api: Api, token):
    payment = api.approved()
    api.post("/v1/brandpay/customers/remove", token=token)

    assert api.cancel(payment["paymentKey"]).status == 200
