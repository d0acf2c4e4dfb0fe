"""Somebody of the shop's staff in front of the dashboard, in Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Error, Locator, Page, ViewportSize, sync_playwright

from brandpay_sandbox.testing_browser import ARGUMENTS, MISSING, find_browser

from .saleor import Saleor, Trouble

WIDE: ViewportSize = {"width": 1280, "height": 1000}
PAGE: ViewportSize = {"width": 1000, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SETTLED = 2500
"""Milliseconds in which a page of the dashboard has ended to move."""
WIDGET = "iframe[name^=ext-frame]"
HOME = "[data-test-id=menu-list], [data-test-id=welcome-header]"


class Staff:
    def __init__(self, page: Page, address: str, saleor: Saleor, out: Path) -> None:
        self.page = page
        self.address = address
        self.saleor = saleor
        self.out = out
        self.taken: list[str] = []

    def log_in(self) -> None:
        self.page.goto(f"{self.address}/")
        self.page.fill("input[name=email]", "staff@example.com")
        self.page.fill("input[name=password]", "password")
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(HOME, timeout=60_000)

    def open(self, path: str) -> None:
        self.page.set_viewport_size(WIDE)
        self.page.goto(f"{self.address}/{path}")
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(SETTLED)
        pulse = self.page.get_by_text("Saleor Pulse").first
        if pulse.is_visible():
            pulse.locator("xpath=following::button[1]").click()

    def order(self, order: str) -> None:
        self.open(f"orders/{quote(order)}")

    def customer(self, customer: str) -> None:
        self.open(f"customers/{quote(customer)}")

    def plugin(self) -> None:
        self.open("extensions/plugin/tosspayments.brandpay")

    def widget(self) -> Locator | None:
        """Ours on this page, scrolled to; None where the page has none."""
        found = self.page.locator(WIDGET).first
        if not found.count():
            return None
        found.scroll_into_view_if_needed()
        self.page.wait_for_timeout(500)
        return found

    def tab(self, words: str) -> Page | None:
        """What a press on these words opens beside the dashboard."""
        found = self.page.get_by_text(words, exact=True)
        if not found.count():
            return None
        with self.page.context.expect_page() as opened:
            found.last.click()
        opened.value.wait_for_load_state()
        opened.value.set_viewport_size(PAGE)
        return opened.value

    def unfold(self, words: str) -> None:
        """Each entry of an order's history with these words, the text behind its arrow too."""
        for entry in self.page.get_by_text(words).all():
            entry.scroll_into_view_if_needed()
            try:
                entry.locator("xpath=preceding::*[name()='svg'][1]").click(timeout=2000)
            except Error:
                continue
            self.page.wait_for_timeout(300)

    def save(self, name: str, of: Page | Locator | None = None, *, full: bool = False) -> None:
        """The picture of that name: of the dashboard as it is, or of another page, or of a part."""
        path = self.out / f"{name}.png"
        if isinstance(of, Locator):
            of.screenshot(path=path)
        else:
            (of or self.page).screenshot(path=path, full_page=full)
        size = self.saleor("shrunk", path=str(path))
        self.taken.append(name)
        print(f"  {path.name}  {size // 1024} kB", flush=True)

    @contextmanager
    def file(self, path: str, *, phone: bool = False) -> Iterator[Page]:
        """A page that is no part of the dashboard: a report, or an address."""
        page = self.page.context.new_page()
        page.set_viewport_size(PHONE if phone else PAGE)
        page.goto(path if path.startswith("http") else Path(path).as_uri())
        try:
            yield page
        finally:
            page.close()


@contextmanager
def staff(address: str, saleor: Saleor, out: Path) -> Iterator[Staff]:
    path = find_browser()
    if path is None:
        raise Trouble(MISSING)
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test-id")
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        context = browser.new_context(locale="en-US", timezone_id="Asia/Seoul")
        context.set_default_timeout(30_000)
        found = Staff(context.new_page(), address, saleor, out)
        found.log_in()
        yield found
        browser.close()
