"""README and its Korean twin: the same commands, headings and code, and code that is tested."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGLISH, KOREAN = ((ROOT / name).read_text() for name in ("README.md", "README.ko.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SOURCES = [path.read_text() for path in (ROOT / "docs/storefront").glob("*.ts")]
UNCERTAIN = [(ROOT / f"docs/{name}.md").read_text() for name in ("uncertain", "uncertain.ko")]
COPIES = [(ROOT / f"docs/{name}.md").read_text() for name in ("copies", "copies.ko")]
OPERATIONS = [(ROOT / f"docs/{name}.md").read_text() for name in ("operations", "operations.ko")]
GUIDES = [
    tuple((ROOT / f"docs/{name}{suffix}.md").read_text() for suffix in ("", ".ko"))
    for name in ("privacy", "upgrading", "taking-it-out", "api-client")
]


def blocks(text: str, *kinds: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text) if not kinds or kind in kinds]


def prose(text: str) -> str:
    return BLOCK.sub("", text)


def terms(text: str) -> list[str]:
    """What stands in backticks; the languages may put it in another order."""
    return sorted(set(re.findall(r"`([^`\n]+)`", prose(text))))


@pytest.mark.parametrize("text", [ENGLISH, KOREAN])
def test_code_is_that_of_the_files_that_are_compiled_and_run(text):
    excerpts = blocks(text, "ts", "graphql")
    assert len(excerpts) == 4
    for excerpt in excerpts:
        assert any(excerpt.rstrip() in source for source in SOURCES), excerpt


@pytest.mark.parametrize(("english", "korean"), [(ENGLISH, KOREAN), OPERATIONS, COPIES, *GUIDES])
def test_both_have_the_same_commands_and_code(english, korean):
    assert BLOCK.findall(english) == BLOCK.findall(korean)


@pytest.mark.parametrize(
    ("english", "korean"), [(ENGLISH, KOREAN), UNCERTAIN, OPERATIONS, COPIES, *GUIDES]
)
def test_both_have_the_same_headings_and_rows(english, korean):
    for mark in (r"^#+ ", r"^\|", r"^- "):
        assert re.findall(mark, prose(english), re.MULTILINE) == re.findall(
            mark, prose(korean), re.MULTILINE
        )


@pytest.mark.parametrize(("english", "korean"), [(ENGLISH, KOREAN), OPERATIONS, COPIES, *GUIDES])
def test_both_name_the_same_things(english, korean):
    assert terms(english) == terms(korean)


def test_every_command_of_make_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"^\$ make (\w+)", ENGLISH, re.MULTILINE)) <= targets


@pytest.mark.parametrize("text", [ENGLISH, KOREAN])
def test_links_and_pictures_are_there(text):
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    assert len(targets) > 8
    for target in targets:
        assert (ROOT / target).is_file(), target


def test_pictures_are_small():
    for picture in (ROOT / "docs/pictures").glob("*.png"):
        assert picture.stat().st_size < 150_000, picture.name
