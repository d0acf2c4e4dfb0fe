"""/console over a socket."""

from html import unescape
from urllib.parse import urlencode

import pytest

from brandpay_sandbox.testing import RunningSandbox

from .receiver import Receiver
from .support import CONFIRM, CUSTOMER, TOKEN, Api, Reply, Shop, code_body, confirm_body


def text(reply: Reply) -> str:
    return unescape(reply.body.decode())


def page(api: Api, payment_key: str) -> str:
    return text(api.get(f"/console/payments/{payment_key}"))


def cancel(api: Api, payment_key: str, headers: dict[str, str] | None = None, **form: str) -> Reply:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"/console/payments/{payment_key}/cancel"
    return api.post(path, urlencode(form).encode(), headers=kind | (headers or {}))


def test_payments_and_customers_are_listed(api: Api):
    api.approved()

    listed = text(api.get("/console"))
    assert "Mug and 1 more" in listed
    assert "15,000원" in listed
    assert "DONE" in listed
    assert "신한카드" in text(api.get("/console/customers"))


def test_an_empty_sandbox_says_so(api: Api):
    assert "아직 결제가 없어요" in text(api.get("/console"))
    assert "아직 고객이 없어요" in text(api.get("/console/customers"))


def test_the_time_line_holds_calls_and_answers(api: Api, sandbox: RunningSandbox):
    query = api.window()
    sandbox.fault("confirm", "drop_after")
    with pytest.raises(OSError):  # noqa: PT011
        api.post(CONFIRM, confirm_body(query), key="key-1")
    api.post(CONFIRM, confirm_body(query), key="key-1")
    api.read(query["paymentKey"])
    api.approved("order-0002")

    told = page(api, query["paymentKey"])
    assert told.count(f"POST {CONFIRM}") == 2
    assert "응답 없음" in told
    assert "drop_after" in told
    assert "멱등 재응답" in told
    assert f"GET /v1/payments/{query['paymentKey']}" in told
    assert '"status": "DONE"' in told
    assert "order-0002" not in told


def test_the_time_line_holds_webhooks(api: Api, sandbox: RunningSandbox, receiver: Receiver):
    receiver.answers = [200, 200, 500]  # the customer and his card come first
    sandbox.webhook_fault("drop", status="PARTIAL_CANCELED")
    payment = api.approved()
    api.cancel(payment["paymentKey"], cancelAmount=1000)
    assert "전송 대기" in page(api, payment["paymentKey"])
    (result,) = [one for one in sandbox.deliver() if one["orderId"]]
    sandbox.resend(result["id"])

    told = page(api, payment["paymentKey"])
    assert told.count("DONE → 127.0.0.1:") == 2
    assert "PARTIAL_CANCELED → 127.0.0.1:" in told
    for words in ("웹훅", "직접 재전송", "재전송 1회", "장애: drop", "전송되지 않음"):
        assert words in told
    assert "answered 500" in told
    assert "/hook/token" not in told


def test_secrets_are_masked(api: Api, sandbox: RunningSandbox, shop: Shop):
    query = api.window(redirect_url=shop.url)
    code = shop.seen[-1][1].split("code=")[1].split("&")[0]
    tokens = api.post(TOKEN, code_body(code)).json
    api.post(CONFIRM, confirm_body(query))

    told = page(api, query["paymentKey"]) + text(api.get("/console/customers"))
    assert f"POST {TOKEN}" in told
    for secret in (code, tokens["accessToken"], tokens["refreshToken"], CUSTOMER):
        assert secret not in told
    assert sandbox.secret_key not in told


def test_a_part_then_the_rest_is_cancelled(api: Api):
    key = api.approved()["paymentKey"]
    done = cancel(api, key, amount="5,000", reason="고객 요청")
    assert (done.status, done.headers["Location"]) == (303, f"/console/payments/{key}")
    cancel(api, key, amount="10000", reason="나머지")

    payment = api.read(key)
    assert (payment["status"], payment["balanceAmount"]) == ("PARTIAL_CANCELED", 0)
    told = page(api, key)
    assert told.count("콘솔에서 취소") == 2
    assert "지금은 취소할 금액이 없어요" in told


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"amount": "15001", "reason": "x"}, "1부터 15000까지의"),
        ({"amount": "0", "reason": "x"}, "1부터 15000까지의"),
        ({"amount": "1.5", "reason": "x"}, "1부터 15000까지의"),
        ({"amount": "100", "reason": " "}, "사유를 200자 안으로"),
        ({"amount": "100", "reason": "x" * 201}, "사유를 200자 안으로"),
    ],
)
def test_a_wrong_cancel_is_told_beside_the_field(api: Api, form, told):
    key = api.approved()["paymentKey"]
    reply = cancel(api, key, **form)

    assert reply.status == 422
    assert told in text(reply)
    assert api.read(key)["cancels"] is None


def test_a_cancel_that_toss_refuses_is_told(api: Api, sandbox: RunningSandbox):
    sandbox.settings(partialCancelable=False)
    key = api.approved()["paymentKey"]

    assert "NOT_ALLOWED_PARTIAL_REFUND" in text(cancel(api, key, amount="1", reason="x"))


def test_another_sites_page_cannot_cancel(api: Api):
    key = api.approved()["paymentKey"]
    evil = {"Origin": "https://evil.example"}

    assert cancel(api, key, evil, amount="1", reason="x").status == 403
    assert api.read(key)["cancels"] is None


def test_an_unknown_payment(api: Api):
    assert api.get("/console/payments/unknown").status == 404
    assert cancel(api, "unknown", amount="1", reason="x").status == 404


def test_an_unchanged_page_is_not_sent_again(api: Api):
    tag = {"If-None-Match": api.get("/console").headers["ETag"]}
    assert api.get("/console", headers=tag).status == 304
    api.approved()
    assert api.get("/console", headers=tag).status == 200


def test_the_language_can_be_switched(api: Api):
    reply = api.get("/console?language=en")

    assert "No payments yet" in text(reply)
    cookie = {"Cookie": reply.headers["Set-Cookie"].split(";")[0]}
    assert "No customers yet" in text(api.get("/console/customers", headers=cookie))


def test_the_console_is_where_a_visitor_arrives(api: Api):
    reply = api.get("/")

    assert (reply.status, reply.headers["Location"]) == (302, "/console")
