"""POST /v1/brandpay/authorizations/access-token, and Bearer."""

import pytest

from .support import CUSTOMER, METHODS, TOKEN, Api, code_body, query_of


def refresh_body(token: str, customer_key: str = CUSTOMER) -> dict[str, str]:
    return {"grantType": "RefreshToken", "customerKey": customer_key, "refreshToken": token}


def test_a_code_is_exchanged_for_a_token(api: Api):
    token = api.token()

    assert token.keys() == {"accessToken", "refreshToken", "tokenType", "expiresIn"}
    assert token["tokenType"] == "bearer"
    assert token["expiresIn"] == 2592000
    assert api.get(METHODS, token=token["accessToken"]).status == 200


def test_the_code_of_the_redirect_url_is_exchanged(api: Api, shop):
    api.window(redirect_url=shop.url)
    query = query_of(shop.seen[-1][1])

    reply = api.post(TOKEN, code_body(query["code"], query["customerKey"]))

    assert reply.status == 200


def test_a_second_code_keeps_the_token_and_extends_it(api: Api, sandbox):
    first = api.token()
    sandbox.advance(29 * 86400)

    second = api.token()
    sandbox.advance(29 * 86400)

    assert second == first
    assert api.get(METHODS, token=first["accessToken"]).status == 200


def test_a_refresh_replaces_both_tokens(api: Api):
    first = api.token()

    second = api.post(TOKEN, refresh_body(first["refreshToken"])).json

    assert second["accessToken"] != first["accessToken"]
    assert second["refreshToken"] != first["refreshToken"]
    assert api.get(METHODS, token=first["accessToken"]).error == (401, "INVALID_ACCESS_TOKEN")
    assert api.get(METHODS, token=second["accessToken"]).status == 200
    assert api.post(TOKEN, refresh_body(first["refreshToken"])).error == (400, "INVALID_REQUEST")


def test_a_token_ends_after_thirty_days(api: Api, sandbox):
    token = api.token()
    sandbox.advance(30 * 86400 - 60)
    assert api.get(METHODS, token=token["accessToken"]).status == 200
    sandbox.advance(120)

    assert api.get(METHODS, token=token["accessToken"]).error == (401, "INVALID_ACCESS_TOKEN")
    assert api.post(TOKEN, refresh_body(token["refreshToken"])).status == 200


def test_a_code_works_once(api: Api):
    code = api.code()
    api.post(TOKEN, code_body(code))

    assert api.post(TOKEN, code_body(code)).error == (400, "INVALID_REQUEST")


@pytest.mark.parametrize(("seconds", "status"), [(590, 200), (610, 400)])
def test_a_code_works_for_ten_minutes(api: Api, sandbox, seconds, status):
    code = api.code()
    sandbox.advance(seconds)

    assert api.post(TOKEN, code_body(code)).status == status


def test_a_code_is_its_customers_and_its_merchants(api: Api, sandbox):
    sandbox.add_keys("test_ck_other", "test_sk_other")
    code = api.code()

    assert api.post(TOKEN, code_body(code, "someone-else")).error == (400, "INVALID_REQUEST")
    assert api.post(TOKEN, code_body(code), secret_key="test_sk_other").status == 400
    assert api.post(TOKEN, code_body(code)).status == 200


def test_a_refresh_token_is_its_customers(api: Api):
    token = api.token()

    reply = api.post(TOKEN, refresh_body(token["refreshToken"], "someone-else"))

    assert reply.error == (400, "INVALID_REQUEST")


@pytest.mark.parametrize(
    "wrong",
    [
        {"customerKey": None},
        {"customerKey": "c"},
        {"grantType": None},
        {"grantType": "authorization_code"},
        {"code": None},
        {"code": "unknown"},
        {"customerIdentity": "name"},
        {"customerIdentity": {"name": 1}},
        {"customerIdentity": {"rrn": "900101-1"}},
    ],
)
def test_malformed_fields_are_invalid_requests(api: Api, wrong):
    assert api.post(TOKEN, code_body(api.code()) | wrong).error == (400, "INVALID_REQUEST")


def test_a_malformed_request_does_not_use_the_code_up(api: Api):
    code = api.code()
    api.post(TOKEN, code_body(code) | {"customerIdentity": {"rrn": "1"}})

    assert api.post(TOKEN, code_body(code)).status == 200


@pytest.mark.parametrize(("left_out", "identified"), [(None, True), ("ci", False)])
def test_a_whole_identity_identifies_the_customer(api: Api, left_out, identified):
    identity = {"ci": "ci", "mobilePhone": "01012345678", "name": "김토스", "rrn": "9001011"}
    identity.pop(left_out, None)

    api.post(TOKEN, code_body(api.code()) | {"customerIdentity": identity})

    assert api.get(f"{METHODS}/{CUSTOMER}").json["isIdentified"] is identified
