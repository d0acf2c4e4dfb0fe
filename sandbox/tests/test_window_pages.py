"""The payment window over a socket: what a browser would be sent."""

import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest

from brandpay_sandbox.testing import RunningSandbox

from .support import CUSTOMER, METHODS, Api, Reply, payment

CARD = {"kind": "card", "number": "9410-0012-3456-7890", "expiry": "1299", "birth": "900101"}
ACCOUNT = {"kind": "account", "bank": "88", "account": "110-234-567890"}


class Window:
    """A window, driven by the forms that its pages hold."""

    def __init__(self, api: Api, **changes) -> None:
        self.api = api
        self.headers = changes.pop("headers", {})
        body = {
            "kind": "payment",
            "clientKey": api.sandbox.client_key,
            "customerKey": CUSTOMER,
            "redirectUrl": None,
            "payment": payment(),
        }
        self.opened = api.post("/v2/windows", body | changes, headers=self.headers)
        self.path = self.opened.json.get("path", "")

    def send(self, action: str, headers: dict[str, str] | None = None, **form: str) -> Reply:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        data = urlencode(form).encode()
        return self.api.post(f"{self.path}/{action}", data, headers=kind | (headers or {}))

    def page(self) -> Reply:
        return self.api.get(self.path)

    def step(self) -> str:
        return step(self.page())

    def identified(self) -> "Window":
        self.send("terms", **{f"term-{one}": "1" for one in (1, 2, 3)})
        self.send("phone", name="김토끼", phone="01012345678")
        self.send("code", code="000000")
        return self

    def message(self) -> dict:
        found = re.search(r'data-message="([^"]*)"', self.page().body.decode())
        assert found is not None
        return json.loads(unescape(found[1]))


def step(reply: Reply) -> str:
    found = re.search(r'data-step="(\w+)"', reply.body.decode())
    assert found is not None, reply.body
    return found[1]


def text(reply: Reply) -> str:
    return unescape(reply.body.decode())


def test_a_new_buyer_goes_through_every_step(api: Api):
    window = Window(api)
    steps = [window.step()]
    for action, form in (
        ("terms", {f"term-{one}": "1" for one in (1, 2, 3)}),
        ("phone", {"name": "김토끼", "phone": "010-1234-5678"}),
        ("code", {"code": "000000"}),
        ("register", CARD | {"pin": "12"}),
        ("new-password", {"new": "135791", "again": "135791"}),
    ):
        steps.append(step(window.send(action, **form)))
    method = api.get(f"{METHODS}/{CUSTOMER}").json["cards"][0]["id"]
    steps.append(step(window.send("choose", method=method)))
    steps.append(step(window.send("password", password="135791")))

    assert steps == [
        *("terms", "phone", "code", "register", "new_password", "choose", "password", "end")
    ]
    assert window.message()["ending"]["url"].startswith("https://shop.example/ok?paymentKey=")


def test_only_the_masked_card_number_is_kept(api: Api, sandbox: RunningSandbox):
    window = Window(api).identified()
    window.send("register", **CARD, pin="12")
    listed = json.dumps([sandbox.customers(), sandbox.payments(), sandbox.requests()])

    assert "94100012****789*" in listed
    assert "9410001234567890" not in listed
    console = text(api.get("/console")) + text(api.get("/console/customers"))
    assert "9410001234567890" not in console


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": "1234"}, "카드 번호는 숫자 14~16자리예요."),
        ({"number": "94100012345678901"}, "카드 번호는 숫자 14~16자리예요."),
        ({"number": "٩٤١٠٠٠١٢٣٤٥٦٧٨٩٠"}, "카드 번호는 숫자 14~16자리예요."),
        ({"expiry": "1320"}, "지난 카드는"),
        ({"expiry": "0101"}, "지난 카드는"),
        ({"birth": "1"}, "숫자 6자리로"),
        ({"pin": "1"}, "숫자 두 자리예요."),
    ],
)
def test_a_wrong_card_is_told_beside_the_field(api: Api, changes, told):
    window = Window(api).identified()
    reply = window.send("register", **(CARD | {"pin": "12"} | changes))

    assert step(reply) == "register"
    assert told in text(reply)
    (field,) = changes
    assert f'aria-describedby="{field}' in text(reply)
    assert api.get(f"{METHODS}/{CUSTOMER}").json["cards"] == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"bank": "zz"}, "은행을 골라"), ({"account": "12"}, "계좌 번호는"), ({}, None)],
)
def test_an_account_is_checked(api: Api, changes, told):
    reply = Window(api).identified().send("register", **(ACCOUNT | changes))

    assert step(reply) == ("register" if told else "new_password")
    assert told is None or told in text(reply)


@pytest.mark.parametrize(
    ("action", "form", "told"),
    [
        ("terms", {"term-1": "1", "term-4": "1"}, "필수 약관에 동의해 주세요."),
        ("terms", {}, "필수 약관에 동의해 주세요."),
    ],
)
def test_required_terms_are_required(api: Api, action, form, told):
    reply = Window(api).send(action, **form)

    assert step(reply) == "terms"
    assert told in text(reply)


def test_a_wrong_phone_number_and_a_wrong_code(api: Api):
    window = Window(api)
    window.send("terms", **{f"term-{one}": "1" for one in (1, 2, 3)})
    assert "010으로 시작하는" in text(window.send("phone", name="", phone="02-123-4567"))
    window.send("phone", name="김토끼", phone="01012345678")

    assert "000000이에요" in text(window.send("code", code="123456"))
    assert window.step() == "code"
    assert step(window.send("other-phone")) == "phone"


def test_what_is_typed_cannot_become_markup(api: Api):
    window = Window(api, payment=payment() | {"orderName": "<script>alert(1)</script>"})
    window.send("terms", **{f"term-{one}": "1" for one in (1, 2, 3)})
    body = window.send("phone", name='"><img src=x onerror=1>', phone="1").body.decode()

    assert "<script>alert" not in body
    assert "<img" not in body
    assert "&lt;script&gt;" in body


def test_steps_cannot_be_jumped(api: Api):
    window = Window(api)
    window.send("new-password", new="135791", again="135791")
    window.send("password", password="135791")
    window.send("redirected", status="200")

    assert window.step() == "terms"
    assert window.send("nonsense").status == 404


def test_another_sites_page_cannot_press_the_buttons(api: Api):
    window = Window(api)
    reply = window.send("cancel", headers={"Origin": "https://evil.example"})

    assert reply.status == 403
    assert window.step() == "terms"


def test_an_unknown_window_is_gone(api: Api):
    reply = api.get("/window/unknown")

    assert reply.status == 404
    assert "이 결제창은 이제 없어요" in text(reply)
    assert api.post("/window/unknown/cancel", b"").status == 404


def test_the_page_is_framed_by_the_shop_alone_and_runs_no_foreign_script(api: Api):
    window = Window(api, headers={"Origin": "https://shop.example"})
    policy = window.page().headers["Content-Security-Policy"]

    assert "frame-ancestors https://shop.example" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert 'data-origin="https://shop.example"' in text(window.page())


def test_a_page_from_a_file_has_no_origin(api: Api):
    window = Window(api, headers={"Origin": "null"})

    assert "frame-ancestors" not in window.page().headers["Content-Security-Policy"]
    assert 'data-origin="*"' in text(window.page())


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en-US,en;q=0.9", "en"), ("de", "en"), ("ko-KR,ko", "ko"), ("*", "ko"), ("", "ko")],
)
def test_the_language_is_the_browsers(api: Api, accepted, language):
    window = Window(api, headers={"Accept-Language": accepted})

    assert f'<html lang="{language}">' in text(window.page())
    window.send("language", language="en")
    window.send("cancel")
    assert "canceled" in window.message()["ending"]["url"]


def test_wrong_parameters_are_rejected_with_the_sdks_codes(api: Api):
    wrong = Window(api, payment=payment(amount=0)).opened
    assert wrong.error == (400, "BELOW_ZERO_AMOUNT")
    assert wrong.headers["Access-Control-Allow-Origin"] == "*"
    assert Window(api, clientKey="test_ck_unknown").opened.error == (400, "INVALID_CLIENT_KEY")
    assert Window(api, kind="nonsense").opened.error == (400, "INVALID_PARAMETERS")
    assert api.post("/v2/windows", b"{").error == (400, "INVALID_PARAMETERS")


def test_a_preflight_is_allowed(api: Api):
    reply = api.send("OPTIONS", "/v2/windows")

    assert reply.status == 204
    assert reply.headers["Access-Control-Allow-Headers"] == "Content-Type"


def test_the_redirect_url_is_left_to_the_shops_page(api: Api, sandbox: RunningSandbox):
    sandbox.register(customer_key=CUSTOMER, password="135791")
    window = Window(api, redirectUrl="https://shop.example/callback?next=1")
    message = window.message()
    assert message.keys() == {"type", "url", "code", "customerKey"}
    assert (message["type"], message["customerKey"]) == ("redirect", CUSTOMER)

    window.send("redirected", problem="status", status="404")
    assert "응답은 404였어요" in text(window.page())
    window.send("retry")
    assert window.message()["code"] != message["code"]
    assert step(window.send("redirected", status="204")) == "choose"


def test_a_buyer_with_a_token_is_not_sent_to_the_redirect_url(api: Api, sandbox: RunningSandbox):
    sandbox.register(customer_key=CUSTOMER, password="135791")
    api.token()

    assert Window(api, redirectUrl="https://shop.example/callback").step() == "choose"


def test_a_payment_ended_elsewhere_ends_the_window(api: Api, sandbox: RunningSandbox):
    window = Window(api)
    sandbox.force_status(sandbox.payments()[0]["paymentKey"], "ABORTED")

    assert window.step() == "end"
    assert "code=PAY_PROCESS_ABORTED" in window.message()["ending"]["url"]


def test_a_window_is_good_for_thirty_minutes(api: Api, sandbox: RunningSandbox):
    payments, methods = Window(api), Window(api, kind="method", payment=None)
    sandbox.advance(30 * 60 - 5)
    assert payments.step() == "terms"
    sandbox.advance(10)

    assert (payments.step(), methods.step()) == ("expired", "expired")
    assert methods.message()["ending"]["reject"]["code"] == "UNKNOWN"


def test_the_page_hears_when_its_time_is_up(api: Api, sandbox: RunningSandbox):
    window = Window(api)
    sandbox.advance(30 * 60 + 1)

    assert api.get(f"{window.path}/over").json == {"over": True}


def test_a_password_for_the_window_can_be_given_in_advance(api: Api, sandbox: RunningSandbox):
    sandbox.register(customer_key=CUSTOMER, password="135791")
    assert Window(api).step() == "choose"
    with pytest.raises(AssertionError, match="six digits"):
        sandbox.register(customer_key=CUSTOMER, password="12")


def test_the_sdk_is_one_script(api: Api):
    reply = api.get("/v2/standard")

    assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert reply.body.startswith(b"(function () {")
    assert b"window).TossPayments = TossPayments;" in reply.body


@pytest.mark.parametrize("name", ["window.js", "window.css", "console.js", "console.css"])
def test_the_files_of_the_pages(api: Api, name):
    assert api.get(f"/assets/{name}").status == 200


@pytest.mark.parametrize("name", ["nonsense.js", "__init__.py", "..%2f__init__.py", "sdk"])
def test_other_files_are_not_served(api: Api, name):
    assert api.get(f"/assets/{name}").status == 404
