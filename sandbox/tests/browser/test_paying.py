"""Buyers who pay, in redirect mode and in promise mode."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from brandpay_sandbox.testing import RunningSandbox
from tests.support import CONFIRM, CUSTOMER, Api, confirm_body, query_of

from .shop import Shop
from .storefront import Storefront, payment


def test_a_new_buyer_registers_a_card_and_pays(
    store: Storefront, page: Page, shop: Shop, api: Api
) -> None:
    store.pay().pay()
    page.wait_for_url("**/ok?**")

    query = dict(parse_qsl(urlsplit(page.url).query))
    assert query.keys() == {"cart", "paymentKey", "orderId", "amount"}
    assert (query["cart"], query["orderId"], query["amount"]) == ("7", "order-0001", "15000")
    paid = api.post(CONFIRM, confirm_body(query)).json
    assert (paid["status"], paid["method"]) == ("DONE", "카드")
    assert paid["card"]["number"] == "53275012****789*"


def test_the_redirect_url_is_called_from_the_shops_page(store: Storefront, shop: Shop) -> None:
    store.pay().go("choose")

    (options, _, asked), (get, path, sent) = shop.calls
    query = query_of(path)
    assert (options, get) == ("OPTIONS", "GET")
    assert query.keys() == {"code", "customerKey"}
    assert query["customerKey"] == CUSTOMER
    assert asked["origin"] == sent["origin"] == shop.url
    assert "cookie" not in sent


def test_a_known_buyer_pays_by_the_stored_account(
    store: Storefront, page: Page, sandbox: RunningSandbox, api: Api
) -> None:
    sandbox.register(customer_key=CUSTOMER, method="account")
    window = store.pay()
    window.go("choose")
    expect(window.frame.locator(".method")).to_have_count(1)
    window.pay()
    page.wait_for_url("**/ok?**")

    query = query_of(page.url)
    assert api.post(CONFIRM, confirm_body(query)).json["method"] == "계좌이체"


def test_another_method_can_be_added_and_chosen(store: Storefront, page: Page, api: Api) -> None:
    window = store.pay().go("choose")
    window.frame.locator(".add").click()
    window.at("register")
    window.frame.get_by_role("radio", name="계좌").check()
    window.sample()
    window.submit()
    window.go("choose")
    expect(window.frame.locator(".method")).to_have_count(2)
    window.frame.locator(".method", has_text="신한은행").click()
    window.pay()
    page.wait_for_url("**/ok?**")

    assert api.post(CONFIRM, confirm_body(query_of(page.url))).json["method"] == "계좌이체"


def test_the_promise_answers_a_page_without_return_urls(store: Storefront, page: Page) -> None:
    store.call("requestPayment", payment()).pay()

    value = store.settled()["value"]
    assert value.keys() == {"paymentKey", "orderId", "amount"}
    assert value["amount"] == {"currency": "KRW", "value": 15000}
    assert page.url.endswith("/checkout")
    expect(page.locator("#brandpay-sandbox")).to_have_count(0)


def test_a_method_of_the_shops_choice_asks_for_the_password_only(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    store.call("requestPayment", payment()).pay()
    store.settled()
    method = sandbox.customers()[0]["methods"]["cards"][0]["id"]
    window = store.pay(orderId="order-0002", methodId=method)
    window.at("password")
    window.pay()

    page.wait_for_url("**/ok?**")


def test_a_method_of_somebody_else_goes_to_the_fail_url(store: Storefront, page: Page) -> None:
    store.pay(methodId="m_unknown")

    page.wait_for_url("**/no?**")
    assert query_of(page.url)["code"] == "NOT_FOUND_METHOD"


def test_installments_are_offered_from_50000_won(store: Storefront, page: Page, api: Api) -> None:
    window = store.pay(amount={"currency": "KRW", "value": 50000}).go("choose")
    window.frame.get_by_label("할부").select_option("3")
    window.pay()
    page.wait_for_url("**/ok?**")

    paid = api.post(CONFIRM, confirm_body(query_of(page.url))).json
    assert paid["card"]["installmentPlanMonths"] == 3


def test_after_a_reload_the_buyer_starts_again(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    store.pay().go("phone")
    page.reload()
    expect(page.locator("#brandpay-sandbox")).to_have_count(0)
    store.pay().pay()
    page.wait_for_url("**/ok?**")

    assert [one["status"] for one in sandbox.payments()] == ["READY", "IN_PROGRESS"]


def test_the_back_button_leads_to_a_page_that_can_pay_again(
    store: Storefront, page: Page, shop: Shop
) -> None:
    store.pay().pay()
    page.wait_for_url("**/ok?**")
    page.go_back()

    page.wait_for_url("**/checkout")
    expect(page.locator("#brandpay-sandbox")).to_have_count(0)
    store.pay(orderId="order-0002").at("choose")


def test_two_tabs_pay_apart(
    context: BrowserContext, store: Storefront, page: Page, shop: Shop, sandbox: RunningSandbox
) -> None:
    first = store.pay().go("choose")
    second = Storefront(context.new_page(), shop)
    second.visit()
    second.pay(orderId="order-0002").pay()
    second.page.wait_for_url("**/ok?**")
    first.pay()
    page.wait_for_url("**/ok?**")

    assert query_of(page.url)["orderId"] == "order-0001"
    assert [one["status"] for one in sandbox.payments()] == ["IN_PROGRESS", "IN_PROGRESS"]


def test_two_presses_on_pay_are_one_payment(store: Storefront, page: Page, api: Api) -> None:
    window = store.pay().go("password")
    window.fill(password="135791")
    window.frame.locator(".primary").dblclick(no_wait_after=True)
    page.wait_for_url("**/ok?**")

    assert len(api.sandbox.payments()) == 1


@pytest.mark.parametrize("viewport", [(320, 568), (1280, 800)])
def test_the_window_fits(store: Storefront, page: Page, viewport: tuple[int, int]) -> None:
    """A page of its own on a phone, a card in the middle of a desktop; never wider than either."""
    width, height = viewport
    page.set_viewport_size({"width": width, "height": height})
    window = store.pay()
    window.go("register")

    box = window.frame.locator(".sheet").bounding_box()
    assert box is not None
    assert box["width"] == (width if width < 560 else 440)
    assert box["height"] <= height
    wide = "() => document.scrollingElement.scrollWidth <= window.innerWidth"
    assert page.frames[1].evaluate(wide)
