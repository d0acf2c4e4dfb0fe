"""docs/uncertain.md: a row for each mark `UNCERTAIN` in package and sandbox, and no other."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGLISH, KOREAN = (ROOT / f"docs/{name}.md" for name in ("uncertain", "uncertain.ko"))
SOURCES = (ROOT / "saleor_brandpay", ROOT / "sandbox/brandpay_sandbox")
ROW = re.compile(r"^\| `([\w/.]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
SETTLED = ("transactionKey` or `lastTransactionKey", "row per cancel", "KBS")
"""What is known by now has no row left."""

each_language = pytest.mark.parametrize("page", [ENGLISH, KOREAN], ids=lambda page: page.name)


def tables(page: Path) -> list[list[tuple[str, str, str]]]:
    """Of the package and of the sandbox."""
    parts = re.split(r"^## ", page.read_text(), flags=re.MULTILINE)[1:]
    return [ROW.findall(part) for part in parts]


def marks(source: Path) -> Counter[str]:
    return Counter(
        path.relative_to(source).as_posix()
        for pattern in ("*.py", "*.js")
        for path in source.rglob(pattern)
        if path != source / "__init__.py"
        for _ in re.finditer("UNCERTAIN", path.read_text())
    )


@each_language
def test_each_mark_has_its_row(page):
    found = [Counter(part for part, *_ in table) for table in tables(page)]
    assert found == [marks(source) for source in SOURCES]
    assert [counter.total() >= 30 for counter in found] == [True, True]


@each_language
def test_every_row_of_a_table_is_understood(page):
    rows = re.findall(r"^\| `.*$", page.read_text(), re.MULTILINE)
    assert len(rows) == sum(map(len, tables(page)))


def test_both_languages_have_the_same_rows():
    korean = [[part for part, *_ in table] for table in tables(KOREAN)]
    assert [[part for part, *_ in table] for table in tables(ENGLISH)] == korean
    for part, *texts in (row for table in tables(KOREAN) for row in table):
        assert re.search("[가-힣]", texts[0]), part


def test_the_sandbox_says_the_same_of_itself():
    """It is a distribution of its own, with a page of its own."""
    own = (ROOT / "sandbox/UNCERTAIN.md").read_text()
    assert tables(ENGLISH)[1] == ROW.findall(own)


def test_what_is_settled_has_no_row():
    assert [word for word in SETTLED if word in ENGLISH.read_text()] == []
