"""Windows that end without a payment: given up, declined, left open."""

import pytest
from playwright.sync_api import Page, expect

from brandpay_sandbox.testing import RunningSandbox
from brandpay_sandbox.testing_window import PASSWORD, fail_here
from tests.support import CONFIRM, CUSTOMER, Api, confirm_body, query_of

from .storefront import Storefront, payment

CANCELED = {"code": "PAY_PROCESS_CANCELED", "message": "사용자에 의해 결제가 취소되었습니다."}


@pytest.fixture(autouse=True)
def known_buyer(sandbox: RunningSandbox) -> None:
    sandbox.register(customer_key=CUSTOMER, password=PASSWORD)


def test_the_close_button_cancels_without_an_order_id(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    store.pay().frame.get_by_role("button", name="결제창 닫기").click()
    page.wait_for_url("**/no?**")

    assert query_of(page.url) == CANCELED
    assert sandbox.payments()[0]["status"] == "READY"


def test_escape_cancels(store: Storefront, page: Page) -> None:
    store.pay().at("choose")
    page.keyboard.press("Escape")

    page.wait_for_url("**/no?**")
    assert query_of(page.url) == CANCELED


def test_a_promise_is_rejected_with_user_cancel(store: Storefront, page: Page) -> None:
    store.call("requestPayment", payment()).at("choose")
    page.keyboard.press("Escape")

    assert store.code() == "USER_CANCEL"
    expect(page.locator("#brandpay-sandbox")).to_have_count(0)


def test_a_decline_in_the_window_then_a_payment(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    fail_here(store.pay().go("choose"), "REJECT_CARD_COMPANY")
    page.wait_for_url("**/no?**")
    assert query_of(page.url) == {
        "code": "REJECT_CARD_COMPANY",
        "message": "결제 승인이 거절되었습니다.",
        "orderId": "order-0001",
    }
    store.visit()
    store.pay(orderId="order-0002").pay()
    page.wait_for_url("**/ok?**")

    assert [one["status"] for one in sandbox.payments()] == ["ABORTED", "IN_PROGRESS"]


def test_a_decline_at_the_confirm_is_planned_in_the_window(
    store: Storefront, page: Page, api: Api
) -> None:
    window = store.pay().go("choose")
    fail_here(window, "REJECT_CARD_PAYMENT", at="confirm")
    expect(window.frame.locator(".planned")).to_contain_text("REJECT_CARD_PAYMENT")
    window.pay()
    page.wait_for_url("**/ok?**")

    assert api.post(CONFIRM, confirm_body(query_of(page.url))).error == (403, "REJECT_CARD_PAYMENT")


def test_a_planned_decline_goes_with_the_window(store: Storefront, page: Page, api: Api) -> None:
    window = store.pay().go("choose")
    fail_here(window, "REJECT_CARD_PAYMENT", at="confirm")
    window.frame.locator(".planned").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_url("**/no?**")
    store.visit()
    store.pay().pay()
    page.wait_for_url("**/ok?**")

    assert api.post(CONFIRM, confirm_body(query_of(page.url))).status == 200


def test_a_wrong_password_is_said_beside_the_field(store: Storefront, page: Page) -> None:
    window = store.pay().go("password")
    window.fill(password="000000")
    window.submit()

    field = window.frame.get_by_role("textbox", name="결제 비밀번호")
    expect(field).to_have_accessible_description("비밀번호가 달라요. 다시 입력해 주세요.")
    expect(field).to_be_focused()
    window.pay()
    page.wait_for_url("**/ok?**")


def test_five_wrong_passwords_end_the_payment(store: Storefront, page: Page) -> None:
    window = store.pay().go("password")
    for tries in range(1, 6):
        window.fill(password="000000")
        window.submit()
        if tries < 5:
            window.frame.get_by_text(f"{tries}번 틀렸어요").wait_for()

    page.wait_for_url("**/no?**")
    assert query_of(page.url)["code"] == "INVALID_PASSWORD"


def test_a_window_left_open_says_so_by_itself(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    window = store.pay().go("password")
    sandbox.advance(30 * 60 + 1)

    window.at("expired")
    expect(window.frame.get_by_role("heading")).to_contain_text("결제 시간이")
    window.frame.get_by_role("button", name="가게로 돌아가기").click()
    page.wait_for_url("**/no?**")
    assert query_of(page.url) == {
        "code": "PAY_PROCESS_ABORTED",
        "message": "결제 시간이 만료되었습니다.",
        "orderId": "order-0001",
    }
    assert sandbox.payments()[0]["status"] == "EXPIRED"


def test_an_approved_order_id_goes_to_the_fail_url(store: Storefront, page: Page, api: Api) -> None:
    api.approved()
    store.pay()

    page.wait_for_url("**/no?**")
    assert query_of(page.url)["code"] == "DUPLICATED_ORDER_ID"


def test_a_sandbox_that_was_started_over_leaves_no_dead_window(
    store: Storefront, sandbox: RunningSandbox
) -> None:
    window = store.call("requestPayment", payment()).go("password")
    sandbox.reset()

    window.at("gone")
    window.frame.get_by_role("button", name="닫기").click()
    assert store.code() == "UNKNOWN"
