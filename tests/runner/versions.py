"""`python -m tests.runner.versions v0.1.0`: whether tag, packages and changelogs agree."""

import re
import sys

from .commands import REPOSITORY

MODULES = ("saleor_brandpay/__init__.py", "sandbox/brandpay_sandbox/__init__.py")
CHANGELOGS = ("CHANGELOG.md", "sandbox/CHANGELOG.md")


def versions() -> dict[str, str]:
    """The version that each file says; of a changelog the newest that it has lines for."""
    patterns = dict.fromkeys(MODULES, r'^__version__ = "(.+)"')
    patterns |= dict.fromkeys(CHANGELOGS, r"^## (\d+\.\d+\.\d+)")
    return {path: _first(path, pattern) for path, pattern in patterns.items()}


def _first(path: str, pattern: str) -> str:
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else "none"


def main(tag: str) -> int:
    wrong = {path: found for path, found in versions().items() if f"v{found}" != tag}
    for path, found in wrong.items():
        print(f"{path} says {found}, the tag is {tag}")
    dated = [path for path in CHANGELOGS if "not yet published" in _heading(path)]
    for path in dated:
        print(f"{path}: its newest version has no date yet")
    return int(bool(wrong or dated))


def _heading(path: str) -> str:
    return _first(path, r"^## (\d+\.\d+\.\d+.*)$")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
