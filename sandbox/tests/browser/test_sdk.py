"""What the SDK answers a page, besides payments."""

from typing import Any

from playwright.sync_api import Page, expect

from brandpay_sandbox.testing import RunningSandbox
from brandpay_sandbox.testing_window import PASSWORD
from tests.support import CUSTOMER

from .shop import Shop
from .storefront import Storefront, payment

# Written together at run time: no key in a file looks like a secret one.
SECRET_KEY = "test_" + "sk_" + "x" * 20


WRONG_PAYMENTS: list[tuple[dict[str, Any], str]] = [
    ({"amount": {"currency": "KRW", "value": 0}}, "BELOW_ZERO_AMOUNT"),
    ({"amount": {"currency": "KRW", "value": -1}}, "BELOW_ZERO_AMOUNT"),
    ({"amount": {"currency": "KRW", "value": 10.5}}, "INVALID_AMOUNT_VALUE"),
    ({"amount": {"currency": "KRW", "value": "15000"}}, "INVALID_AMOUNT_VALUE"),
    ({"amount": {"currency": "USD", "value": 10}}, "INVALID_PARAMETERS"),
    ({"amount": 15000}, "INVALID_PARAMETERS"),
    ({"orderId": "short"}, "INVALID_PARAMETERS"),
    ({"orderName": ""}, "INVALID_PARAMETERS"),
    ({"successUrl": "/ok", "failUrl": "/no"}, "INCORRECT_SUCCESS_URL_FORMAT"),
    ({"successUrl": "https://shop.example/ok"}, "INCORRECT_FAIL_URL_FORMAT"),
    ({"useCardPoint": True}, "INVALID_PARAMETERS"),
    ({"card": {"useCardPoint": "true"}}, "INVALID_PARAMETERS"),
    ({"metadata": {str(n): "x" for n in range(6)}}, "INVALID_METADATA"),
    ({"metadata": {"a[b]": "x"}}, "INVALID_METADATA"),
]
WRONG_CALLS: list[tuple[dict[str, Any], str]] = [
    ({"client_key": SECRET_KEY}, "INSECURE_KEY_USAGE"),
    ({"client_key": "test_gck_docs_xxxxxxxxxx"}, "NOT_SUPPORTED_WIDGET_KEY"),
    ({"client_key": "test_ck_unknown"}, "INVALID_CLIENT_KEY"),
    ({"client_key": "nonsense"}, "INVALID_CLIENT_KEY"),
    ({"client_key": None}, "INVALID_CLIENT_KEY"),
    ({"customerKey": "x"}, "INVALID_CUSTOMER_KEY"),
    ({"customerKey": "@@ANONYMOUS"}, "INVALID_CUSTOMER_KEY"),
    ({"customerKey": SECRET_KEY}, "INSECURE_KEY_USAGE"),
    ({"redirectUrl": "/callback"}, "INVALID_PARAMETERS"),
    ({"redirectUrls": []}, "INVALID_PARAMETERS"),
]


def test_wrong_parameters_are_rejected(store: Storefront, sandbox: RunningSandbox) -> None:
    answers = []
    for changes, _ in WRONG_PAYMENTS:
        store.call("requestPayment", payment(**changes))
        answers.append((changes, store.code()))

    assert answers == WRONG_PAYMENTS
    assert sandbox.payments() == []


def test_wrong_keys_are_rejected(store: Storefront) -> None:
    answers = []
    for params, _ in WRONG_CALLS:
        store.call("requestPayment", payment(), **params)
        answers.append((params, store.code()))
        assert SECRET_KEY not in store.settled()["message"]

    assert answers == WRONG_CALLS


def test_a_secret_key_is_refused_before_anything_is_sent(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    store.call("requestPayment", payment(), client_key=SECRET_KEY)

    assert store.code() == "INSECURE_KEY_USAGE"
    assert sent == []


def test_a_redirect_url_that_is_not_registered(
    store: Storefront, shop: Shop, sandbox: RunningSandbox
) -> None:
    sandbox.settings(redirectUrls=["https://shop.example/callback"])
    store.call("requestPayment", payment())
    assert store.code() == "NOT_REGISTERED_REDIRECT_URL"

    sandbox.settings(redirectUrls=[shop.callback])
    store.call("requestPayment", payment(), redirectUrl=None).go("choose")
    assert [method for method, _, _ in shop.calls] == ["OPTIONS", "GET"]


def test_a_second_call_while_a_window_is_open(store: Storefront, page: Page) -> None:
    window = store.pay()
    window.at("terms")
    for method in ("addPaymentMethod", "requestPayment", "isOneTouchPayEnabled"):
        store.call(method, payment())
        assert store.code() == "INVALID_METHOD_TRANSACTION"
    expect(page.locator("#brandpay-sandbox")).to_have_count(1)
    window.go("phone")


def test_the_second_of_two_calls_at_once(store: Storefront, page: Page) -> None:
    code = page.evaluate(
        """(argument) => {
          const brandpay = TossPayments("test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq")
            .brandpay({ customerKey: "customer-1" });
          brandpay.requestPayment(argument).catch(() => {});
          return brandpay.requestPayment(argument).catch((error) => error.code);
        }""",
        payment(),
    )

    assert code == "INVALID_METHOD_TRANSACTION"


def test_a_method_is_added(store: Storefront, shop: Shop, sandbox: RunningSandbox) -> None:
    store.call("addPaymentMethod").go("new_password")
    assert [method for method, _, _ in shop.calls] == ["OPTIONS", "GET"]
    window = store.page.frame_locator("#brandpay-sandbox iframe")
    window.locator("#new").fill(PASSWORD)
    window.locator("#again").fill(PASSWORD)
    window.locator(".primary").click()

    assert store.settled() == {"value": None}
    assert len(sandbox.customers()[0]["methods"]["cards"]) == 1


def test_the_password_is_changed(
    store: Storefront, page: Page, sandbox: RunningSandbox, shop: Shop
) -> None:
    sandbox.register(customer_key=CUSTOMER, password=PASSWORD)
    window = store.call("changePassword").go("change_password")
    window.fill(password=PASSWORD, new="246802", again="246803")
    window.submit()
    expect(window.frame.get_by_text("두 비밀번호가 서로 달라요.")).to_be_visible()
    window.fill(password=PASSWORD, new="246802", again="246802")
    window.submit()
    assert store.settled() == {"value": None}

    window = store.call("requestPayment", payment()).go("password")
    window.fill(password="246802")
    window.submit()
    assert "paymentKey" in store.settled()["value"]


def test_methods_are_removed_in_the_settings(store: Storefront, sandbox: RunningSandbox) -> None:
    sandbox.register(customer_key=CUSTOMER, password=PASSWORD)
    window = store.call("openSettings").go("settings")
    remove = window.frame.locator("li.method button")
    remove.click()
    expect(remove).to_have_text("이 결제수단을 삭제할까요?")
    remove.click()
    expect(remove).to_have_count(0)
    assert sandbox.customers()[0]["methods"]["cards"] == []


def test_one_touch_needs_the_merchants_contract(store: Storefront, sandbox: RunningSandbox) -> None:
    store.call("isOneTouchPayEnabled")
    assert store.code() == "NEED_MERCHANT_ONE_TOUCH_SETTING"
    store.call("changeOneTouchPay")
    assert store.code() == "NEED_MERCHANT_ONE_TOUCH_SETTING"
    sandbox.settings(oneTouch=True)
    store.call("isOneTouchPayEnabled")
    assert store.code() == "NEED_AGREEMENT_WITH_TERMS"


def test_one_touch_pays_without_the_password(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    sandbox.settings(oneTouch=True)
    sandbox.register(customer_key=CUSTOMER, password=PASSWORD)
    window = store.call("changeOneTouchPay").go("one_touch")
    window.fill(password=PASSWORD)
    window.submit()
    store.settled()
    store.call("isOneTouchPayEnabled")
    assert store.settled() == {"value": {"isEnabled": True}}

    window = store.call("requestPayment", payment()).go("choose")
    window.submit()
    assert "paymentKey" in store.settled()["value"]


def test_automatic_payments_are_agreed_to(store: Storefront, sandbox: RunningSandbox) -> None:
    sandbox.register(customer_key=CUSTOMER, password=PASSWORD)
    store.call("requestBillingAuth").agree()

    assert store.settled() == {"value": None}
    (customer,) = sandbox.customers()
    assert customer["agreedTerms"] == [5]


def test_methods_of_sdk_v1_are_not_supported(store: Storefront) -> None:
    """Those of BrandPayInstance in the official types of v1 that v2's have not."""
    for name in (
        *("authenticate", "createPaymentMethodsWidget", "getPaymentMethods"),
        *("isBiometricAuthEnabled", "renderPaymentMethods", "requestAgreement"),
        *("requestPasswordAuth", "requestPaymentAuth", "setupBiometricAuth", "setupCashReceipt"),
        *("setupOneTouchPay", "setupPassword", "toggleBiometricAuth", "toggleOneTouchPay"),
    ):
        store.call(name)
        assert store.code() == "V1_METHOD_NOT_SUPPORTED"


def test_the_other_products_say_that_they_are_not_here(store: Storefront, page: Page) -> None:
    code = page.evaluate(
        """() => {
          try { TossPayments("test_ck_x").widgets({ customerKey: TossPayments.ANONYMOUS }); }
          catch (error) { return error.message; }
        }"""
    )

    assert "브랜드페이만" in code
