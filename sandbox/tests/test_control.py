"""The rest of the control API."""

import pytest

from brandpay_sandbox.testing import ControlError

from .support import CONFIRM, CUSTOMER, TOKEN, Api, code_body


def refused(sandbox, method: str, path: str, body) -> str:
    with pytest.raises(ControlError) as caught:
        sandbox.control(method, path, body)
    return f"{caught.value.status} {caught.value.body}"


def test_reset_forgets_everything(api: Api, sandbox):
    api.approved()
    api.token()
    sandbox.add_keys("test_ck_added", "test_sk_added")
    sandbox.fault("*", "html_502", times=None, orderId="x")
    sandbox.settings(extraFields=True)
    sandbox.advance(86400)

    sandbox.reset()

    assert sandbox.payments() == sandbox.customers() == sandbox.requests() == []
    assert api.get("/v1/payments/x", secret_key="test_sk_added").status == 401
    assert api.get("/v1/payments/x").error == (404, "NOT_FOUND_PAYMENT")
    assert sandbox.settings() == {
        "extraFields": False,
        "partialCancelable": True,
        "oneTouch": False,
        "billingAuth": True,
        "redirectUrls": None,
        "requestsPerMinute": None,
        "cancelRows": True,
        "webhooks": "manual",
        "sameTransmissionId": True,
        "methodEnable": False,
        "autoPaymentWebhooks": False,
    }


def test_added_keys_work_and_are_not_told(api: Api, sandbox):
    body = {"clientKey": "test_ck_added", "secretKey": "test_sk_added_0123456789"}

    answer = sandbox.control("POST", "keys", body)

    assert answer["clientKey"] == "test_ck_added"
    assert answer["secretKey"] == "test_sk_…789"
    assert answer["mId"].startswith("m")
    assert api.get("/v1/payments/x", secret_key=body["secretKey"]).status == 404


def test_an_mid_can_be_chosen(api: Api, sandbox):
    sandbox.add_keys("test_ck_added", "test_sk_added", "my_shop")
    body = api.authenticated(client_key="test_ck_added")

    assert api.post(CONFIRM, body, secret_key="test_sk_added").json["mId"] == "my_shop"


def test_adding_a_pair_again_changes_nothing(sandbox):
    for _ in range(2):
        sandbox.add_keys("test_ck_added", "test_sk_added")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "clientKey must be a string"),
        ({"clientKey": "test_ck_x"}, "secretKey must be a string"),
        ({"clientKey": "ck_x", "secretKey": "test_sk_x"}, "a client key looks like"),
        ({"clientKey": "test_ck_x", "secretKey": "sk_x"}, "a secret key looks like"),
        ({"clientKey": "test_ck_x", "secretKey": "test_gsk_x"}, "not of one environment"),
        ({"clientKey": "test_ck_x", "secretKey": "live_sk_x"}, "not of one environment"),
        ({"clientKey": "test_ck_x", "secretKey": "test_sk_x", "mId": "m" * 15}, "mId is 1 to 14"),
        ({"clientKey": "test_ck_x", "secretKey": "test_sk_x", "mid": "m"}, "unknown field mid"),
    ],
)
def test_wrong_keys_are_refused(sandbox, body, says):
    assert says in refused(sandbox, "POST", "keys", body)


def test_keys_belong_to_one_merchant(sandbox):
    taken = {"clientKey": sandbox.client_key, "secretKey": "test_sk_x", "mId": "elsewhere"}
    secret = {"clientKey": "test_ck_x", "secretKey": sandbox.secret_key}

    assert "belongs to mId tosspayments" in refused(sandbox, "POST", "keys", taken)
    assert "belongs to another client key" in refused(sandbox, "POST", "keys", secret)


def test_requests_are_remembered(api: Api, sandbox):
    body = api.authenticated()
    api.post(CONFIRM, body, key="k")
    api.get("/v1/payments/unknown?x=1")

    confirm, read = sandbox.requests()

    assert confirm | {"at": ""} == {
        "endpoint": "confirm",
        "method": "POST",
        "path": CONFIRM,
        "query": "",
        "key": "test_sk_…G5R",
        "idempotencyKey": "k",
        "status": 200,
        "code": None,
        "detail": "",
        "body": body,
        "at": "",
        "replayed": False,
        "fault": None,
    }
    assert (read["path"], read["query"]) == ("/v1/payments/unknown", "x=1")
    assert (read["status"], read["code"]) == (404, "NOT_FOUND_PAYMENT")


def test_requests_are_found_by_path_and_forgotten(api: Api, sandbox):
    api.get("/v1/payments/unknown")
    api.post(CONFIRM, {})

    assert [one["path"] for one in sandbox.requests("confirm")] == [CONFIRM]
    sandbox.clear_requests()
    assert sandbox.requests() == []


def test_unknown_keys_are_not_remembered(api: Api, sandbox):
    api.get("/v1/payments/x", secret_key="test_sk_nobody")

    assert sandbox.requests()[0]["key"] is None


def test_secrets_are_masked_in_requests_and_customers(api: Api, sandbox):
    identity = {"customerIdentity": {"name": "김토스"}}
    token = api.post(TOKEN, code_body(api.code()) | identity).json
    refresh = {"grantType": "RefreshToken", "customerKey": CUSTOMER}
    new = api.post(TOKEN, refresh | {"refreshToken": token["refreshToken"]}).json

    text = str(sandbox.requests()) + str(sandbox.customers())

    for one in (token, new):
        assert one["accessToken"] not in text
        assert one["refreshToken"] not in text
    assert "김토스" not in text
    assert "code" in sandbox.requests("access-token")[0]["body"]


def test_bodies_that_are_no_object_are_remembered(api: Api, sandbox):
    api.post(CONFIRM, [1])
    api.post(CONFIRM, b"{")

    assert [one["body"] for one in sandbox.requests()] == [[1], None]


def test_connections_are_counted(api: Api, sandbox):
    connection = api.connection()
    for _ in range(3):
        api.get("/v1/payments/x", connection=connection)
    api.get("/v1/payments/x")

    assert sandbox.connections() == 2
    assert sandbox.control("GET", "connections")["opened"] >= 3

    sandbox.reset()
    api.get("/v1/payments/x", connection=connection)
    assert sandbox.connections() == 0
    connection.close()


def test_a_refund_in_the_console(api: Api, sandbox):
    key = api.approved()["paymentKey"]

    partial = sandbox.console_cancel(key, amount=5000, reason="returned")
    rest = sandbox.console_cancel(key)

    assert partial["status"] == "PARTIAL_CANCELED"
    assert partial["cancels"][0]["cancelReason"] == "returned"
    assert rest["balanceAmount"] == 0
    assert api.read(key) == rest
    assert "400" in refused(sandbox, "POST", f"payments/{key}/cancel", {})
    assert "NOT_CANCELABLE_AMOUNT" in refused(sandbox, "POST", f"payments/{key}/cancel", {})


@pytest.mark.parametrize(
    ("status", "code"), [("ABORTED", "PAY_PROCESS_ABORTED"), ("EXPIRED", "EXPIRED_PAYMENT")]
)
def test_a_status_can_be_forced(api: Api, sandbox, status, code):
    key = api.authenticated()["paymentKey"]

    forced = sandbox.force_status(key, status)

    assert (forced["status"], forced["failure"]["code"]) == (status, code)
    assert api.read(key) == forced


@pytest.mark.parametrize("status", ["DONE", ["ABORTED"], None])
def test_only_failures_can_be_forced(api: Api, sandbox, status):
    path = f"payments/{api.authenticated()['paymentKey']}/status"

    assert "status must be" in refused(sandbox, "POST", path, {"status": status})


@pytest.mark.parametrize("action", ["cancel", "status"])
def test_an_unknown_payment_is_not_found(sandbox, action):
    body = {"status": "ABORTED"} if action == "status" else {}

    assert refused(sandbox, "POST", f"payments/unknown/{action}", body).startswith("404")


def test_extra_fields_are_in_every_answer(api: Api, sandbox):
    api.documented = False
    sandbox.settings(extraFields=True)
    payment = api.approved()
    listed = api.get("/v1/transactions?startDate=2020-01-01&endDate=2090-01-01").json

    assert payment["sandboxExtraField"] == {"unknown": True}
    assert listed[0]["sandboxExtraField"] == {"unknown": True}
    assert "sandboxExtraField" not in api.get("/v1/payments/x").json


@pytest.mark.parametrize(
    "body", [{"extraFields": "yes"}, {"partialCancelable": 1}, {"more": True}, {"webhooks": "late"}]
)
def test_wrong_settings_are_refused(sandbox, body):
    assert refused(sandbox, "POST", "settings", body).startswith("400")


@pytest.mark.parametrize("path", ["reset", "requests/clear"])
def test_fields_where_none_belong_are_refused(sandbox, path):
    assert "unknown field force" in refused(sandbox, "POST", path, {"force": True})


def test_bodies_must_be_json_objects(api: Api, sandbox):
    assert "must be a JSON object" in refused(sandbox, "POST", "reset", [1])
    assert api.post("/_sandbox/reset", b"{").json == {"error": "the body is not JSON"}
    assert api.post("/_sandbox/reset").json == {}


def test_unknown_control_paths_are_not_found(sandbox):
    assert refused(sandbox, "POST", "rest", {}).startswith("404")
