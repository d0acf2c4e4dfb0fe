"""README and the pages in docs/: both languages say the same, and their code is code that runs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from brandpay_sandbox.testing import running_sandbox

ROOT = Path(__file__).parents[1]
KOREAN_PAGES = sorted(ROOT.glob("README.ko.md")) + sorted((ROOT / "docs").rglob("*.ko.md"))
PAIRS = {
    path.relative_to(ROOT).as_posix().replace(".ko", ""): tuple(
        page.read_text() for page in (path.with_name(path.name.replace(".ko", "")), path)
    )
    for path in KOREAN_PAGES
}
ENGLISH, KOREAN = PAIRS["README.md"]
ENGLISH_ONLY = {"docs/releasing.md"}
"""Pages for who publishes the package."""
CODES = "docs/codes.md"
"""Made from tables; `test_codes.py` has its tests."""
RULES = "docs/rules-of-money.md"
"""`test_docs.py` compares its sections one by one."""
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SOURCES = [
    path.read_text()
    for folder in ("src", "examples")
    for path in (ROOT / "storefront" / folder).rglob("*.ts")
]
SHOWN = {
    "README.md": 1,
    "docs/storefront/transactions-api.md": 3,
    "docs/storefront/payments-api.md": 3,
    "docs/storefront/saleor-storefront.md": 1,
}
"""Excerpts of the files to copy on each page."""

each_page = pytest.mark.parametrize("name", PAIRS)
each_readme = pytest.mark.parametrize("text", [ENGLISH, KOREAN])


def blocks(text: str, *kinds: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text) if not kinds or kind in kinds]


def prose(text: str) -> str:
    return BLOCK.sub("", text)


def terms(text: str) -> list[str]:
    """What stands in backticks; the languages may put it in another order."""
    return sorted({" ".join(term.split()) for term in re.findall(r"`([^`]+)`", prose(text))})


def anchors(text: str) -> set[str]:
    """Of its headings, as forges and the site make them."""
    heads = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", head).strip().lower() for head in heads]
    return {re.sub(r"\s", "-", head) for head in plain}


def test_every_page_has_a_korean_twin():
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    english = {name for name in pages if not name.endswith(".ko.md")}
    assert english - set(PAIRS) == ENGLISH_ONLY | {"docs/pictures/README.md"}
    assert len(PAIRS) > 25


@each_readme
def test_readme_can_be_read_in_one_sitting(text):
    assert text.count("\n") <= 150


@pytest.mark.parametrize("name", SHOWN)
def test_code_is_that_of_the_files_that_are_compiled_and_run(name):
    assert len(blocks(PAIRS[name][0], "ts", "graphql")) == SHOWN[name]
    known = [*SOURCES, *(source.replace("\n  ", "\n") for source in SOURCES)]
    for excerpt in blocks(PAIRS[name][0], "ts", "graphql"):
        assert any(excerpt.rstrip() in source for source in known), excerpt


@each_page
def test_both_have_the_same_commands_and_code(name):
    english, korean = PAIRS[name]
    assert BLOCK.findall(english) == BLOCK.findall(korean)


@each_page
def test_both_have_the_same_headings_and_rows(name):
    english, korean = PAIRS[name]
    for mark in (r"^#+ ", r"^\|", r"^- ", r"^\d+\. "):
        assert re.findall(mark, prose(english), re.MULTILINE) == re.findall(
            mark, prose(korean), re.MULTILINE
        )


@pytest.mark.parametrize("name", [name for name in PAIRS if name != RULES])
def test_both_name_the_same_things(name):
    english, korean = PAIRS[name]
    assert terms(english) == terms(korean)


def test_every_command_of_make_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for english, _ in PAIRS.values():
        text = "\n".join([*blocks(english, "console"), *terms(english)])
        assert set(re.findall(r"(?:^|\$ )make ([\w-]+)", text, re.MULTILINE)) <= targets


def test_every_command_of_ours_exists():
    commands = {path.stem for path in (ROOT / "saleor_brandpay/management/commands").glob("b*.py")}
    named = {
        command
        for english, _ in PAIRS.values()
        for command in re.findall(
            r"manage\.py (brandpay_\w+)|`(brandpay_(?!sandbox)\w+)[ `]", english
        )
    }
    assert {first or second for first, second in named} - {"brandpay_sandbox"} == commands


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *KOREAN_PAGES, *(ROOT / "docs").rglob("*.md")]
)
def test_links_lead_to_pages_and_headings_that_are_there(path):
    for target in LINK.findall(path.read_text()):
        if "://" in target:
            continue
        place, _, heading = target.partition("#")
        page = (path.parent / place).resolve() if place else path
        assert page.is_file(), target
        if heading and page.suffix == ".md":
            assert heading in anchors(page.read_text()), target


@each_page
def test_korean_links_lead_to_korean_pages(name):
    _, korean = PAIRS[name]
    folder = (ROOT / name).parent
    for target in LINK.findall(korean):
        page = folder / target.partition("#")[0]
        is_twin = page.name == Path(name).name
        has_twin = page.suffix == ".md" and page.with_suffix(".ko.md").is_file()
        assert is_twin or page.name.endswith(".ko.md") or not has_twin, target


@each_readme
def test_readme_shows_pictures_and_where_to_read_on(text):
    assert len([target for target in LINK.findall(text) if "://" not in target]) > 30


def test_pictures_are_small():
    for picture in (ROOT / "docs/pictures").glob("*.png"):
        assert picture.stat().st_size < 150_000, picture.name


def test_the_wheels_that_are_installed_are_of_this_version():
    from saleor_brandpay import __version__

    for english, _ in PAIRS.values():
        text = "".join(blocks(english))
        named = re.findall(
            r"(?:_brandpay|brandpay_sandbox)-(\d[\d.]*)-py3|brandpay==([\d.]+)", text
        )
        assert {first or second for first, second in named} <= {__version__}


def test_networks_of_the_webhooks_page_are_taken(monkeypatch):
    from saleor_brandpay.conf import conf

    (line,) = blocks(PAIRS["docs/webhooks.md"][0], "sh")
    name, _, value = line.strip().partition("=")
    monkeypatch.setenv(name, value)
    assert len(conf.webhook_networks) == value.count(",") + 1


def test_what_goes_wrong_on_the_page_on_testing_is_taken_by_the_sandbox():
    """As it stands, but for the address."""
    if shutil.which("curl") is None:
        pytest.skip("no curl")
    (script,) = blocks(PAIRS["docs/storefront/testing.md"][0], "sh")
    with running_sandbox() as sandbox:
        lines = [f"SANDBOX={sandbox.url}", *script.splitlines()[1:]]
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
            env=os.environ | {"no_proxy": "*"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert '"error"' not in done.stdout
