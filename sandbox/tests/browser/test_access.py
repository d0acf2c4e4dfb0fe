"""The window by keyboard, for screen readers, and in two languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from brandpay_sandbox.testing import RunningSandbox
from brandpay_sandbox.testing_window import PASSWORD, STEPS, Window
from tests.node import installed
from tests.support import CUSTOMER

from .conftest import TIMEOUT
from .shop import Shop
from .storefront import Storefront

WHERE = """() => {
  const focused = document.activeElement;
  return focused === document.body ? "body" : focused.id || focused.tagName;
}"""


@pytest.fixture(scope="package")
def axe() -> str:
    return (Path(installed()) / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def test_a_payment_by_keyboard_alone(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    sandbox.register(customer_key=CUSTOMER, password=PASSWORD)
    window = store.pay(amount={"currency": "KRW", "value": 9000})
    window.at("choose")
    while not window.frame.locator(".primary").evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    window.at("password")
    while not window.frame.locator("#password").evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/ok?**")


def test_the_focus_stays_in_the_window_and_goes_back(store: Storefront, page: Page) -> None:
    page.focus("#pay")
    window = store.call("addPaymentMethod")
    window.at("terms")
    seen = set()
    for key in ["Tab"] * 14 + ["Shift+Tab"] * 14:
        page.keyboard.press(key)
        seen.add(page.evaluate(WHERE))
    page.frames[1].locator("#title").focus()
    page.keyboard.press("Escape")

    assert store.code() == "USER_CANCEL"
    assert seen.isdisjoint({"pay", "other"})
    expect(page.locator("#pay")).to_be_focused()


def test_the_focus_is_visible(store: Storefront, page: Page) -> None:
    window = store.pay()
    window.at("terms")
    page.keyboard.press("Tab")

    outline = page.frames[1].evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_new_screen_is_announced_by_its_heading(store: Storefront) -> None:
    window = store.pay()
    heading = window.frame.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    expect(window.frame.get_by_role("dialog")).to_have_accessible_name(
        "처음 오셨네요. 약관에 동의해 주세요"
    )
    STEPS["terms"](window)
    window.at("phone")
    expect(heading).to_be_focused()


def test_errors_are_beside_their_fields_and_the_first_has_the_focus(store: Storefront) -> None:
    window = store.pay().go("register")
    window.fill(number="1234", expiry="13/20", birth="9", pin="x")
    window.submit()

    fields = {
        "카드 번호": "카드 번호는 숫자 14~16자리예요.",
        "유효기간": "월/연도를 확인해 주세요. 지난 카드는 등록할 수 없어요.",
        "비밀번호 앞 두 자리": "숫자 두 자리예요.",
    }
    for label, error in fields.items():
        field = window.frame.get_by_role("textbox", name=label)
        expect(field).to_have_accessible_description(error)
        expect(field).to_have_attribute("aria-invalid", "true")
    number = window.frame.get_by_role("textbox", name="카드 번호")
    expect(number).to_be_focused()
    expect(number).to_have_value("1234")
    expect(window.frame.locator("#pin")).to_have_value("")


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_every_screen_passes_axe(
    browser: Browser, shop: Shop, sandbox: RunningSandbox, axe: str, language: str
) -> None:
    context = browser.new_context(locale=language, bypass_csp=True, reduced_motion="reduce")
    context.set_default_timeout(TIMEOUT)
    store = Storefront(context.new_page(), shop)
    store.visit()
    window = store.pay(amount={"currency": "KRW", "value": 60000})
    for step in ("terms", "phone", "code", "register", "new_password", "choose", "password"):
        window.go(step)
        assert violations(store.page, axe) == [], step
    sandbox.advance(1801)
    window.at("expired")
    assert violations(store.page, axe) == []
    context.close()


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds in the window, while nothing moves in it."""
    frame = page.frames[1]
    frame.evaluate(axe)
    found = frame.evaluate(
        """async () => {
          document.getAnimations().forEach((one) => one.finish());
          const rules = { region: { enabled: false } };
          const { violations } = await axe.run(document, { rules });
          return violations.map((one) => `${one.id}: ${one.nodes[0].html}`);
        }"""
    )
    return list(found)


def test_the_language_is_the_browsers_and_can_be_switched(
    browser: Browser, shop: Shop, sandbox: RunningSandbox
) -> None:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(TIMEOUT)
    store = Storefront(context.new_page(), shop)
    store.visit()
    window = store.pay()
    heading = window.frame.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Please agree to the terms")
    window.frame.get_by_role("button", name="한국어").click()
    expect(heading).to_contain_text("약관에 동의해 주세요")
    assert store.page.frames[1].evaluate("document.documentElement.lang") == "ko"
    context.close()


def test_every_screen_says_that_it_is_a_sandbox(store: Storefront) -> None:
    window = store.pay()
    for step in ("terms", "phone", "code", "register", "new_password", "choose", "password"):
        window.go(step)
        expect(window.frame.locator(".strip")).to_contain_text("SANDBOX")


def test_a_read_text_does_not_leave_the_terms(store: Storefront) -> None:
    window: Window = store.pay()
    window.frame.get_by_text("보기").first.click()

    expect(window.frame.get_by_text("샌드박스의 예시 약관입니다.").first).to_be_visible()
