"""A Chromium that opens the report."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from brandpay_sandbox.testing_browser import ARGUMENTS, MISSING, find_browser, is_required


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
