"""The site that `make docs` builds: links of the repository become links of the site."""

import pytest

from tests.runner.docs import with_links


@pytest.mark.parametrize(
    ("source", "page", "before", "after"),
    [
        ("docs/keys.md", "keys.md", "[Live](going-live.md#a)", "[Live](going-live.md#a)"),
        ("docs/keys.ko.md", "keys.ko.md", "[키](growth.ko.md)", "[키](growth.md)"),
        ("docs/a.md", "a.md", "[log](../CHANGELOG.md)", "[log](changelog.md)"),
        ("docs/a.md", "a.md", "[home](../README.md)", "[home](index.md)"),
        ("SECURITY.md", "security.md", "[keys](docs/keys.md)", "[keys](keys.md)"),
        ("docs/storefront/a.md", "storefront/a.md", "[c](../codes.md)", "[c](../codes.md)"),
        ("docs/storefront/a.md", "storefront/a.md", "[ts](../../storefront/src/a.ts)", "ts"),
        (
            "docs/storefront/a.ko.md",
            "storefront/a.ko.md",
            "[ts](../../storefront/src/window.ts)",
            "[ts](window.ts)",
        ),
        ("CONTRIBUTING.md", "contributing.md", "[m](tests/mutants.md)", "m"),
        ("sandbox/README.ko.md", "sandbox.ko.md", "[영문](README.md#in-pytest)", "영문"),
        ("docs/index.ko.md", "index.ko.md", "[README](../README.ko.md)", "README"),
        ("docs/a.md", "a.md", "[x](https://saleor.io)", "[x](https://saleor.io)"),
    ],
)
def test_links_lead_to_pages_of_the_site(source, page, before, after):
    assert with_links(before, source, page) == after


def test_the_link_to_the_other_language_is_left_to_the_site():
    text = "# Keys\n\n[한국어](keys.ko.md)\n\nFor whoever"
    assert with_links(text, "docs/keys.md", "keys.md") == "# Keys\n\nFor whoever"
