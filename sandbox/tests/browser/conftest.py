"""A sandbox, a shop in front of it, and a Chromium that buys there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from brandpay_sandbox.testing import RunningSandbox, running_sandbox
from brandpay_sandbox.testing_browser import ARGUMENTS, MISSING, find_browser, is_required
from tests.support import Api

from .shop import Shop, running_shop
from .storefront import Storefront

TIMEOUT = 8000
"""Milliseconds."""


# Not longer than this package: a running Playwright makes its thread look asynchronous to Django.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        (pytest.fail if is_required() else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture(scope="package")
def server() -> Iterator[RunningSandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: RunningSandbox) -> RunningSandbox:
    server.reset()
    return server


@pytest.fixture
def api(sandbox: RunningSandbox) -> Api:
    return Api(sandbox)


@pytest.fixture(scope="package")
def running(server: RunningSandbox) -> Iterator[Shop]:
    with running_shop(server.url) as shop:
        yield shop


@pytest.fixture
def shop(running: Shop) -> Shop:
    running.forget()
    return running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(
        locale="ko-KR", viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    found.set_default_timeout(TIMEOUT)
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def store(page: Page, shop: Shop, sandbox: RunningSandbox) -> Storefront:
    """A buyer at the checkout page."""
    found = Storefront(page, shop)
    found.visit()
    return found
