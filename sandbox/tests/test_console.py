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


def settings(api: Api, action: str, headers: dict[str, str] | None = None, **form: str) -> Reply:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"/console/settings/{action}"
    return api.post(path, urlencode(form).encode(), headers=kind | (headers or {}))


def test_payments_are_searched(api: Api):
    api.approved()
    api.approved("order-0002", payment={"orderName": "찻잔"})

    found = text(api.get(f"/console?{urlencode({'q': '찻잔'})}"))
    assert "order-0002" in found
    assert "order-0001" not in found
    assert "찾은 결제가 없어요" in text(api.get("/console?q=nothing"))
    assert "order-0001" in text(api.get("/console?q=ORDER-0001"))


def test_the_clock_is_moved_and_stopped(api: Api, sandbox: RunningSandbox):
    api.window()

    assert settings(api, "clock", frozen="1").status == 303
    assert "다시 가게 하기" in text(api.get("/console/settings"))
    assert settings(api, "clock", seconds="660").status == 303
    assert sandbox.payments()[0]["status"] == "EXPIRED"
    assert settings(api, "clock", frozen="0").status == 303


def test_switches_are_set(api: Api, sandbox: RunningSandbox):
    form = {"oneTouch": "1", "billingAuth": "1", "requestsPerMinute": "9", "auto": "1"}

    assert settings(api, "switches", **form).status == 303
    now = sandbox.settings()
    assert (now["oneTouch"], now["billingAuth"], now["partialCancelable"]) == (True, True, False)
    assert (now["requestsPerMinute"], now["webhooks"]) == (9, "auto")


def test_faults_are_ordered_and_cleared(api: Api, sandbox: RunningSandbox):
    form = {"path": "confirm", "kind": "refuse", "code": "REJECT_CARD_PAYMENT", "times": "*"}

    assert settings(api, "fault", **form).status == 303
    assert api.post(CONFIRM, api.authenticated()).error == (403, "REJECT_CARD_PAYMENT")
    assert "confirm: refuse" in text(api.get("/console/settings"))
    assert settings(api, "clear-faults").status == 303
    assert sandbox.faults() == []


def test_webhooks_are_sent_and_struck(api: Api, sandbox: RunningSandbox, receiver: Receiver):
    settings(api, "webhook-fault", kind="duplicate")
    api.approved()
    assert settings(api, "deliver").status == 303

    assert [one["state"] for one in sandbox.webhooks(orderId="order-0001")] == ["delivered"]
    settings(api, "webhook-fault", kind="delay", seconds="60")
    settings(api, "clear-webhook-faults")
    assert sandbox.control("GET", "webhooks/faults") == {"faults": []}


@pytest.mark.parametrize(
    ("action", "form", "says"),
    [
        ("fault", {"path": "confirm", "kind": "refuse"}, "refuse needs a code"),
        ("fault", {"path": "confirm", "kind": "explode"}, "kind must be one of"),
        ("fault", {"path": "confirm", "kind": "hang", "times": "x"}, "x is not a whole number"),
        ("fault", {"path": "confirm", "kind": "slow", "seconds": "x"}, "must be a number"),
        ("clock", {"seconds": "nan"}, "seconds from 0"),
        ("switches", {"requestsPerMinute": "0"}, "requestsPerMinute"),
        ("webhook-fault", {"kind": "delay"}, "delay needs seconds"),
    ],
)
def test_what_is_wrong_is_said(api: Api, action, form, says):
    reply = settings(api, action, **form)

    assert reply.status == 422
    assert says in text(reply)


def test_other_sites_cannot_press_the_buttons(api: Api, sandbox: RunningSandbox):
    foreign = {"Origin": "https://evil.example"}

    assert settings(api, "fault", foreign, path="*", kind="html_502").status == 403
    assert settings(api, "explode").status == 404
    assert sandbox.faults() == []
