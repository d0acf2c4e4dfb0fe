"""Chromium before the demo's shop: cards and accounts that are stored there."""

import pytest
from playwright.sync_api import expect

from brandpay_sandbox.testing_window import Window

from .test_browser import APIS, browser, demo, page, visitor  # noqa: F401


@pytest.fixture
def account(visitor):  # noqa: F811
    """The member's account page, with a card that he has just registered."""
    found = visitor.page
    visitor.to_checkout("member").window().pay()
    visitor.ordered()
    found.locator("#account").click()
    found.locator(".methods li").first.wait_for()
    return found


def window(page) -> Window:  # noqa: F811
    return Window(page)


def register_account(page) -> None:  # noqa: F811
    page.locator("button[name=add]").click()
    adding = window(page)
    adding.go("register")
    adding.frame.get_by_role("radio", name="계좌").check()
    adding.sample()
    adding.submit()


@pytest.mark.parametrize("api", APIS)
def test_paid_at_once(visitor, account, api):  # noqa: F811
    visitor.to_checkout("member", api=api).at_once("신한카드")
    assert visitor.ordered().held() == 15000
    assert visitor.method().startswith("신한카드"), "as the checkout has called it"
    expect(visitor.page.locator("#brandpay-sandbox")).to_have_count(0)


@pytest.mark.parametrize("api", APIS)
def test_consent_is_asked_for_once(visitor, account, api):  # noqa: F811
    """Toss charges without a window only who has agreed to that."""
    fault = {"path": "auto", "kind": "refuse", "code": "REQUIRED_BILLING_TERMS", "times": 1}
    visitor.to_checkout("member", api=api)
    visitor.fault(**fault)
    visitor.at_once("신한카드", agreed=False)
    window(visitor.page).agree()
    assert visitor.ordered().held() == 15000


def test_agreed_beforehand_on_the_account_page(visitor, account):  # noqa: F811
    account.locator("button[name=agree]").click()
    window(account).agree()
    expect(account.locator("p.note[role=status]")).to_have_text("자동결제에 동의했습니다.")
    visitor.to_checkout("member").at_once("신한카드", agreed=False)
    assert visitor.ordered().held() == 15000
    expect(visitor.page.locator("#brandpay-sandbox")).to_have_count(0)


def test_closed_before_anything_was_agreed_to(account):
    account.locator("button[name=agree]").click()
    window(account).at("billing")
    account.keyboard.press("Escape")
    expect(account.locator("button[name=agree]")).to_be_enabled()
    expect(account.locator("p.note")).to_have_count(0)


def test_guests_have_nothing_stored(visitor, account):  # noqa: F811
    visitor.to_checkout("guest").page.locator("main button.brandpay").wait_for()
    expect(visitor.page.locator("button[name=method]")).to_have_count(0)


def test_added_then_the_default_then_removed(visitor, account):  # noqa: F811
    register_account(account)
    expect(account.locator("p.note[role=status]")).to_have_text("결제수단을 등록했습니다.")
    first = account.locator(".methods li").first
    expect(first).to_contain_text("계좌")
    expect(first).to_contain_text("기본")
    count = account.locator(".methods li").count()
    first.get_by_role("button", name="삭제").click()
    expect(account.locator("p.note[role=status]")).to_have_text("결제수단을 삭제했습니다.")
    expect(account.locator(".methods li")).to_have_count(count - 1)
    expect(account.locator(".methods li").first).to_contain_text("기본")


def test_closed_before_anything_was_added(account):
    count = account.locator(".methods li").count()
    account.locator("button[name=add]").click()
    account.frame_locator("#brandpay-sandbox iframe").locator("#app[data-step]").wait_for()
    account.keyboard.press("Escape")
    expect(account.locator("button[name=add]")).to_be_enabled()
    expect(account.locator(".methods li")).to_have_count(count)
    expect(account.locator("p.note")).to_have_count(0)


@pytest.mark.parametrize("api", APIS)
def test_stored_card_that_is_declined(visitor, account, api):  # noqa: F811
    visitor.to_checkout("member", api=api)
    fault = {"path": "auto", "kind": "refuse", "code": "REJECT_CARD_PAYMENT", "times": 1}
    visitor.fault(**fault)
    visitor.at_once("신한카드")
    assert visitor.trouble()
    visitor.window().pay()
    assert visitor.ordered().held() == 15000
