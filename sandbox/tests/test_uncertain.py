"""UNCERTAIN.md: a row for each mark in the sources, and no other."""

import re
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parents[1]
PACKAGE = FOLDER / "brandpay_sandbox"


def test_each_mark_has_its_row():
    marks = Counter(
        path.relative_to(PACKAGE).as_posix()
        for pattern in ("*.py", "*.js")
        for path in PACKAGE.rglob(pattern)
        if path != PACKAGE / "__init__.py"
        for _ in re.finditer("UNCERTAIN", path.read_text(encoding="utf-8"))
    )
    page = (FOLDER / "UNCERTAIN.md").read_text(encoding="utf-8")
    rows = Counter(re.findall(r"^\| `([\w/.]+)` \|", page, re.MULTILINE))

    assert rows == marks
    assert marks.total() > 30
