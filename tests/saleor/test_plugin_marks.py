"""What docs/versions.md says of Saleor's plans is what this Saleor's source says."""

import re
from pathlib import Path

from saleor.plugins import base_plugin

PAGE = Path(__file__).parents[2] / "docs/versions.md"
UNMARKED = ("process_payment", "confirm_payment", "refund_payment", "list_payment_sources")
HOOK = re.compile(r"((?:^    #.*\n)+)^    (\w+): Callable", re.MULTILINE)


def hooks() -> dict[str, str]:
    """Saleor's hooks and the comment above each."""
    source = Path(base_plugin.__file__).read_text(encoding="utf-8")
    return {name: comment for comment, name in HOOK.findall(source)}


def named_on_the_page() -> list[str]:
    part = PAGE.read_text(encoding="utf-8").split("The hooks by name")[1].split("\n## ")[0]
    return [name for name in re.findall(r"`(\w+)`", part) if name != "main"]


def test_hooks_of_the_transactions_api_are_marked_for_removal():
    found = hooks()
    named = named_on_the_page()
    assert len(named) == 11
    assert [name for name in named if "deprecated" not in found.get(name, "")] == []


def test_hooks_of_the_payments_api_have_no_mark():
    source = Path(base_plugin.__file__).read_text(encoding="utf-8")
    assert [name for name in UNMARKED if f"    {name}: Callable" not in source] == []
    found = hooks()
    assert [name for name in UNMARKED if "deprecated" in found.get(name, "")] == []
