"""Chromium before the demo's shop: window, plugin and mini host together."""

import json
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from brandpay_sandbox.testing_browser import ARGUMENTS, MISSING, find_browser, is_required
from brandpay_sandbox.testing_window import fail_here

from .walkable import Visitor, running_demo


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    with running_demo() as url:
        yield url


# Not longer than this module: a running Playwright makes its thread look asynchronous to Django.
@pytest.fixture(scope="module")
def browser():
    path = find_browser()
    if path is None:
        (pytest.fail if is_required() else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    context = browser.new_context(locale="ko-KR", viewport={"width": 390, "height": 844})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(page, demo) -> Visitor:
    made = Visitor(page, demo)
    made.no_faults()
    return made


APIS = ["payments", "transactions"]
PROMISED = ("transactions", "promise")


@pytest.mark.parametrize("buyer", ["guest", "member"])
@pytest.mark.parametrize("mode", ["redirect", "promise"])
@pytest.mark.parametrize("api", APIS)
def test_paid_by_card(visitor, buyer, mode, api):
    visitor.to_checkout(buyer, mode, api).window().pay()
    assert visitor.ordered().held() == 15000
    # A member of an earlier test may have left an account as the default.
    # A transaction of Saleor 3.20 and 3.21 has the card in its name only.
    assert any(word in visitor.method() for word in ("계좌이체", "신한", "••••"))
    assert visitor.page.locator("#receipt").get_attribute("href")


def test_member_pays_by_an_account_then_finds_it_again(visitor):
    window = visitor.to_checkout("member").window()
    window.go("choose")
    window.frame.locator(".add").click()
    window.at("register")
    window.frame.get_by_role("radio", name="계좌").check()
    window.sample()
    window.submit()
    window.go("choose")
    window.frame.locator(".method", has_text="신한은행").click()
    window.pay()
    assert visitor.ordered().method() == "계좌이체"
    again = visitor.to_checkout("member").window().go("choose")
    expect(again.frame.locator(".method", has_text="신한은행")).to_be_visible()


@pytest.mark.parametrize("mode", ["redirect", "promise"])
@pytest.mark.parametrize("api", APIS)
def test_cancelled_then_paid(visitor, mode, api):
    visitor.to_checkout(mode=mode, api=api).window().at("terms")
    visitor.page.keyboard.press("Escape")
    assert "취소" in visitor.trouble()
    visitor.window().pay()
    assert visitor.ordered().held() == 15000


@pytest.mark.parametrize(
    ("at", "code"), [("window", "REJECT_CARD_COMPANY"), ("confirm", "REJECT_CARD_PAYMENT")]
)
@pytest.mark.parametrize("api", APIS)
def test_declined_then_paid(visitor, at, code, api):
    window = visitor.to_checkout(api=api).window().go("choose")
    fail_here(window, code, at=at)
    if at == "confirm":
        window.pay()
    assert visitor.trouble()
    visitor.window().pay()
    assert visitor.ordered().held() == 15000


@pytest.mark.parametrize("api", APIS)
def test_reloaded_while_the_window_was_open(visitor, api):
    visitor.to_checkout(api=api).window().at("terms")
    visitor.page.reload()
    visitor.window().pay()
    assert visitor.ordered().held() == 15000


@pytest.mark.parametrize("api", APIS)
def test_answer_that_is_lost_is_asked_for_until_the_order_is_there(visitor, api):
    """The money is taken, and two answers in a row say nothing of it."""
    window = visitor.to_checkout(api=api).window().go("password")
    shown: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or len(shown) == 2:
            return route.continue_()
        shown.append(visitor.page.locator("main").inner_text())
        if len(shown) == 1:
            route.fetch()
            return route.abort()
        return route.fulfill(status=502, body="<html>Bad Gateway</html>")

    visitor.page.route("**/graphql/", lose)
    window.pay()
    assert visitor.ordered().held() == 15000
    assert len(shown) == 2
    for text in shown:
        assert "결제되지 않았습니다" not in text
        assert "상품 페이지로" not in text
    assert "확인하고 있습니다" in shown[1]


@pytest.mark.parametrize(("api", "mode"), [*((api, "redirect") for api in APIS), PROMISED])
def test_goods_that_are_gone_after_the_charge_lead_to_no_new_order(visitor, api, mode):
    window = visitor.to_checkout(mode=mode, api=api).window().go("password")
    problem = {"field": None, "code": "INSUFFICIENT_STOCK", "message": "Insufficient stock: 1"}

    def refuse(route: Route) -> None:
        if "checkoutComplete" not in (route.request.post_data or ""):
            return route.continue_()
        return route.fulfill(json={"data": {"checkoutComplete": {"errors": [problem]}}})

    visitor.page.route("**/graphql/", refuse)
    window.pay()
    assert "다시 결제하지 말고" in visitor.trouble()
    main = visitor.page.locator("main")
    assert "결제되지 않았습니다" not in main.inner_text()
    assert main.locator("button, a").count() == 0


@pytest.mark.parametrize("api", APIS)
def test_unknown_outcome_is_waited_for(visitor, api):
    window = visitor.to_checkout(api=api).window().go("password")
    fault(visitor, path="confirm", kind="drop_after")
    for path in ("payment", "payment_by_order_id"):
        fault(visitor, path=path, kind="http_500")
    window.pay()
    visitor.page.get_by_text("확인하고 있습니다").wait_for()
    assert "paymentKey" in visitor.page.url
    assert visitor.page.locator("main a, main button").count() == 0
    assert visitor.ordered().held() == 15000


@pytest.mark.parametrize("api", APIS)
def test_reloaded_before_the_answer(visitor, api):
    """The same return is sent again; the buyer does not type his password once more."""
    window = visitor.to_checkout(api=api).window().go("password")
    held: set[str] = set()
    # Neither sent on nor answered.
    visitor.page.route("**/graphql/", lambda route: held.update({route.request.url}))
    window.pay()
    visitor.page.wait_for_url("**/pay?*")
    while not held:
        visitor.page.wait_for_timeout(50)
    visitor.page.unroute("**/graphql/")
    visitor.page.reload()
    assert visitor.ordered().held() == 15000


@pytest.mark.parametrize("buyer", ["guest", "member"])
@pytest.mark.parametrize("api", APIS)
def test_buyer_comes_back_in_another_browser(visitor, browser, demo, api, buyer):
    """In-app browsers: the card's app returns the buyer to the phone's own."""
    window = visitor.to_checkout(buyer, api=api).window().go("password")
    left: list[str] = []
    visitor.page.route("**/pay?*", lambda route: (left.append(route.request.url), route.abort()))
    window.pay()
    while not left:
        visitor.page.wait_for_timeout(50)
    context = browser.new_context(locale="ko-KR")
    other = Visitor(context.new_page(), demo)
    other.page.goto(left[0])
    assert other.ordered().held() == 15000
    context.close()


def fault(visitor: Visitor, **fault: str) -> None:
    """The sandbox's next answer at `path` goes wrong."""
    with urllib.request.urlopen(f"{visitor.url}/config.json", timeout=10) as response:
        sandbox = json.load(response)["sandboxUrl"]
    body = json.dumps({**fault, "times": 1}).encode()
    urllib.request.urlopen(
        urllib.request.Request(f"{sandbox}/_sandbox/faults", body), timeout=10
    ).close()


def test_order_page_reloaded_and_left_by_the_back_button(visitor):
    visitor.to_checkout().window().pay()
    visitor.ordered().page.reload()
    assert visitor.ordered().held() == 15000
    visitor.page.go_back()
    visitor.page.locator("main button.brandpay").wait_for()
    assert "paymentKey" not in visitor.page.url


def test_two_tabs(visitor, demo):
    other = Visitor(visitor.page.context.new_page(), demo)
    visitor.to_checkout()
    other.to_checkout()
    second, first = other.window(), visitor.window()
    # Chromium lets the tab behind wait.
    visitor.page.bring_to_front()
    first.pay()
    other.page.bring_to_front()
    second.pay()
    assert visitor.ordered().held() == other.ordered().held() == 15000
    assert visitor.page.url != other.page.url


@pytest.mark.parametrize("api", APIS)
def test_refunded_in_two_parts(visitor, api):
    visitor.to_checkout(api=api).window().pay()
    page = visitor.ordered().to_back_office().page
    page.locator("form button[type=submit]").click()
    expect(page.locator("#held")).to_have_text("10,000원")
    page.locator("form button[name=rest]").click()
    expect(page.locator("#held")).to_have_text("0원")
    expect(page.locator("form")).to_have_count(0)


def test_english(visitor):
    page = visitor.page
    page.goto(visitor.url)
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    visitor.to_checkout().window().at("terms")
    page.keyboard.press("Escape")
    assert visitor.trouble().isascii()


def test_window_that_cannot_be_loaded_is_said(visitor):
    visitor.page.route("**/v2/standard", lambda route: route.abort())
    visitor.to_checkout().page.locator("main button.brandpay").click()
    assert "/v2/standard" in visitor.trouble()


def test_shop_that_does_not_answer_is_said(visitor):
    visitor.page.route("**/graphql/", lambda route: route.abort())
    visitor.page.goto(visitor.url)
    assert "/graphql/" in visitor.trouble()
