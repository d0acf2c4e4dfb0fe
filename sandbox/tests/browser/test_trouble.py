"""Shops and browsers that stand in the window's way."""

import pytest
from playwright.sync_api import Browser, Page, expect

from brandpay_sandbox.testing import RunningSandbox
from brandpay_sandbox.testing_window import PASSWORD
from tests.support import CUSTOMER

from .conftest import TIMEOUT
from .shop import Shop
from .storefront import Storefront, payment


@pytest.fixture
def known_buyer(sandbox: RunningSandbox) -> None:
    """With a method and a password, but no token yet: the redirect URL comes at once."""
    sandbox.register(customer_key=CUSTOMER, password=PASSWORD)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("404", "응답은 404였어요"),
        ("500", "응답은 500였어요"),
        ("302", "3xx"),
        ("drop", "닿지 못했거나"),
        ("no-cors", "CORS"),
    ],
)
@pytest.mark.usefixtures("known_buyer")
def test_a_redirect_url_that_does_not_answer_2xx(
    store: Storefront, page: Page, shop: Shop, sandbox: RunningSandbox, answer: str, told: str
) -> None:
    shop.answer = answer
    window = store.pay()

    note = window.frame.locator(".developer")
    expect(note).to_contain_text(told)
    expect(note).to_contain_text(shop.callback)
    window.frame.get_by_role("button", name="닫기", exact=True).click()
    settled = store.settled()
    assert settled["code"] == "UNKNOWN"
    assert settled["message"].startswith("Redirect url failed")
    assert page.url.endswith("/checkout")
    assert sandbox.payments()[0]["status"] == "READY"


@pytest.mark.usefixtures("known_buyer")
def test_a_redirect_url_that_answers_nothing_is_given_up(
    store: Storefront, page: Page, shop: Shop
) -> None:
    page.clock.install()
    store.visit()
    shop.answer = "hang"
    with page.expect_request(lambda request: request.method == "GET" and "code=" in request.url):
        window = store.pay()
    page.clock.fast_forward(20_000)

    expect(window.frame.locator(".developer")).to_contain_text("시간 안에 응답하지 않았어요")


@pytest.mark.usefixtures("known_buyer")
def test_a_redirect_url_can_be_tried_again_with_a_new_code(store: Storefront, shop: Shop) -> None:
    shop.answer = "500"
    window = store.pay()
    window.frame.locator(".developer").wait_for()
    shop.answer = "204"
    window.submit()
    window.at("choose")

    codes = [path for method, path, _ in shop.calls if method == "GET"]
    assert len(set(codes)) == 2


def test_an_iframe_that_the_page_forbids(store: Storefront, page: Page, shop: Shop) -> None:
    shop.policy = "frame-src 'self'"
    store.visit()
    store.pay()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("결제창이 열리지 않았어요")
    expect(alert).to_contain_text("frame-src")
    page.keyboard.press("Enter")
    assert store.code() == "UNKNOWN"
    expect(page.locator("#brandpay-sandbox")).to_have_count(0)


def test_a_window_whose_script_does_not_run(store: Storefront, page: Page) -> None:
    page.clock.install()
    page.route("**/assets/window.js", lambda route: route.abort())
    store.visit()
    with page.expect_event("framenavigated", lambda frame: "/window/" in frame.url):
        store.pay()
    page.locator("#brandpay-sandbox iframe").wait_for()
    page.frames[1].wait_for_load_state("load")
    page.clock.fast_forward(60_000)

    expect(page.get_by_role("alert")).to_contain_text("결제창이 열리지 않았어요")


def test_a_connection_that_the_page_forbids(store: Storefront, shop: Shop) -> None:
    shop.policy = "connect-src 'self'"
    store.visit()
    store.call("requestPayment", payment())

    settled = store.settled()
    assert settled["code"] == "UNKNOWN"
    assert "connect-src" in settled["message"]


def test_a_strict_page_that_allows_the_sandbox_alone(
    store: Storefront, shop: Shop, sandbox: RunningSandbox
) -> None:
    callback = shop.callback.removesuffix("/callback")
    shop.policy = (
        f"default-src 'none'; script-src {sandbox.url}; frame-src {sandbox.url}; "
        f"connect-src {sandbox.url} {callback}; img-src data:"
    )
    store.visit()

    store.pay().go("choose")


def test_a_lost_connection_is_said_and_can_be_tried_again(store: Storefront, page: Page) -> None:
    window = store.pay()
    window.at("terms")
    page.route("**/window/*/terms", lambda route: route.abort())
    window.frame.locator("[data-all]").check()
    window.submit()
    expect(window.frame.get_by_role("status")).to_contain_text("샌드박스에 연결할 수 없어요")
    page.unroute("**/window/*/terms")
    window.submit()
    window.at("phone")


def test_another_sites_page_cannot_frame_the_window(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    store.pay().at("terms")
    address = page.frames[1].url
    page.goto(f"{sandbox.url.replace('127.0.0.1', 'localhost')}/console")
    policy = page.request.get(address).headers["content-security-policy"]

    assert f"frame-ancestors {store.shop.url}" in policy


def test_a_browser_without_javascript_is_told(
    browser: Browser, store: Storefront, page: Page
) -> None:
    store.pay().at("terms")
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    context.set_default_timeout(TIMEOUT)
    bare = context.new_page()
    bare.goto(page.frames[1].url)

    expect(bare.locator(".noscript")).to_contain_text("자바스크립트가 필요해요")
    expect(bare.locator("#app")).to_be_hidden()
    context.close()


def test_a_window_outside_a_shops_page_leads_back(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    store.pay().at("terms")
    page.goto(page.frames[1].url)
    page.get_by_role("button", name="결제창 닫기").click()

    expect(page.get_by_role("link", name="가게로 돌아가기")).to_be_visible()
