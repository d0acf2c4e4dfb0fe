"""The pages about the code name what is there, and every rule that code cites has its section.

Places stand in backticks: `core/confirm/pay.py: resume, _take` (a file and names that it defines),
`core/shop.py` (a file), `core/refunds/` (a folder). They are below saleor_brandpay/, or begin with
one of FOLDERS.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "saleor_brandpay"
FOLDERS = ("saleor_brandpay/", "tests/", "demo/", "sandbox/", "bench/", "docs/", "storefront/")
RULES = ROOT / "docs/rules-of-money.md"
ARCHITECTURE = ROOT / "docs/architecture.md"
LEAST = {RULES: 220, ARCHITECTURE: 150}
KOREAN = {page: page.with_suffix(".ko.md") for page in LEAST}
PAGES = LEAST | {KOREAN[page]: least for page, least in LEAST.items()}
PAGES[ROOT / "CONTRIBUTING.md"] = 4
"""With the least number of names that each must be seen to name: nothing passes by being unread."""

BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TERM = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"([\w./-]+(?:\.py|/))(?:: ([\w.]+(?:, [\w.]+)*))?")
RULE = re.compile(r"\bM([1-9]\d?)\b")
SECTION = re.compile(r"^## M(\d+) (.*)$", re.MULTILINE)
BUILT = range(1, 25)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def prose(page: Path) -> str:
    return BLOCK.sub("", page.read_text())


def places(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for term in TERM.findall(text):
        match = PLACE.fullmatch(term)
        if match and "://" not in term and not term.startswith(("/", "-")):
            found.append((match[1], tuple((match[2] or "").split(", ")) if match[2] else ()))
    return found


def path_of(place: str) -> Path:
    return (ROOT if place.startswith(FOLDERS) else PACKAGE) / place


@cache
def defined(path: Path) -> frozenset[str]:
    """What a module defines, and its classes: `pay`, `Attempt`, `Attempt.WINDOW_OFFERED`."""
    return frozenset(_names(ast.parse(path.read_text()).body, ""))


def _names(body: list[ast.stmt], prefix: str) -> list[str]:
    names = []
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(prefix + node.name)
        if isinstance(node, ast.ClassDef):
            names += _names(node.body, f"{prefix}{node.name}.")
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [prefix + target.id for target in targets if isinstance(target, ast.Name)]
    return names


def missing(text: str) -> list[str]:
    gone = []
    for place, names in places(text):
        path = path_of(place)
        if not (path.is_dir() if place.endswith("/") else path.is_file()):
            gone.append(place)
            continue
        gone += [f"{place}: {name}" for name in names if name not in defined(path)]
    return gone


def sections(text: str) -> dict[int, str]:
    parts = SECTION.split(text)
    return {int(number): body for number, body in zip(parts[1::3], parts[3::3], strict=True)}


@each_page
def test_what_is_named_is_there(page):
    text = prose(page)
    assert missing(text) == []
    assert sum(max(len(names), 1) for _, names in places(text)) >= PAGES[page]


@each_page
def test_no_file_is_named_in_another_way(page):
    """A name that the test above would not understand would never be checked."""
    text = prose(page)
    understood = {
        term for term in TERM.findall(text) if PLACE.fullmatch(term) or term.startswith("make ")
    }
    assert [term for term in TERM.findall(text) if ".py" in term and term not in understood] == []
    assert not re.search(r"[\w/]+\.py\b", TERM.sub("", re.sub(r"\]\([^)]*\)", "]", text)))


@each_page
def test_nothing_outside_of_the_repository_is_referred_to(page):
    text = page.read_text()
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)]
    for target in filter(None, targets):
        path = (page.parent / target).resolve()
        assert path.is_relative_to(ROOT), target
        assert path.exists(), target
    assert "../" not in re.sub(r"\]\([^)]*\)", "]", text)
    assert not re.search(r"(?<![\w.])(?:~|/(?:work|home|tmp|usr|opt|root|var|etc|mnt))/", text)


@pytest.mark.parametrize("page", [page for page in PAGES if "rules" in page.name])
def test_every_rule_says_where_it_is_enforced_and_what_shows_it(page):
    found = sections(page.read_text())
    assert list(found) == list(range(1, 25))
    for number, body in found.items():
        named = places(body)
        if number in BUILT:
            assert any(names for place, names in named if not place.startswith("tests/")), number
            shown = {name for place, names in named if place.startswith("tests/") for name in names}
            assert shown, number
            assert all(name.startswith("test_") for name in shown), number


@pytest.mark.parametrize("page", KOREAN, ids=lambda page: page.name)
def test_both_languages_say_the_same_of_the_same_things(page):
    english, korean = page.read_text(), KOREAN[page].read_text()
    for mark in (r"^#+ ", r"^\|", r"^- ", r"^\d+\. "):
        assert re.findall(mark, english, re.MULTILINE) == re.findall(mark, korean, re.MULTILINE)
    pair = [re.split(r"^## ", text, flags=re.MULTILINE) for text in (english, korean)]
    for own, other in zip(*pair, strict=True):
        assert set(TERM.findall(own)) == set(TERM.findall(other))


def test_every_rule_that_code_cites_has_a_section():
    known = sections(RULES.read_text())
    cited = {
        (number, path.relative_to(ROOT).as_posix())
        for folder in ("saleor_brandpay", "tests", "demo", "sandbox")
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
        for number in map(int, RULE.findall(path.read_text()))
    }
    assert len(cited) > 120
    assert {number for number, _ in cited} >= set(BUILT)
    assert [(number, path) for number, path in sorted(cited) if number not in known] == []


def test_renamed_function_is_noticed():
    text = RULES.read_text()
    assert missing(text.replace("/pay.py: resume", "/pay.py: resumed")) != []
    assert missing(text.replace("read_back.py", "read_backs.py")) != []
    assert missing(text.replace("test_m01_one_debt", "test_m01_two_debts")) != []
