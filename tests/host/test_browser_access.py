"""The demo's pages for screen readers, on a phone and in two languages."""

import pytest

from tests.node import installed

from .test_browser import browser, demo, page, visitor  # noqa: F401


@pytest.fixture
def passes(visitor):  # noqa: F811
    """Asserts that axe finds nothing on the page that is shown."""
    axe = (installed() / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")

    def check() -> None:
        visitor.page.evaluate(axe)
        found = visitor.page.evaluate("axe.run()")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []

    return check


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_passes_axe(visitor, passes, language):  # noqa: F811
    shown = visitor.page
    visitor.speaks(language)
    passes()
    visitor.to_checkout("member", api="transactions").window().pay()
    visitor.ordered()
    passes()
    shown.locator("#account").click()
    shown.locator(".methods li").first.wait_for()
    passes()
    visitor.to_checkout("member")
    shown.locator("button[name=method]").first.wait_for()
    passes()
    visitor.to_checkout("guest").window().at("terms")
    shown.keyboard.press("Escape")
    visitor.trouble()
    passes()
