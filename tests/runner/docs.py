"""`python -m tests.runner.docs`: the pages of the repository as a site in build/site, strictly."""

import posixpath
import re
import shutil
import sys
import time
from pathlib import Path

from .commands import BIN, REPOSITORY, run, title
from .results import Result, check, summarise

PAGES = REPOSITORY / "build" / "pages"
ELSEWHERE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "sandbox/README.md": "sandbox.md",
    "sandbox/README.ko.md": "sandbox.ko.md",
    "storefront/README.md": "storefront/package.md",
} | {
    path.relative_to(REPOSITORY).as_posix(): f"storefront/{path.name}"
    for folder in ("src", "examples")
    for path in (REPOSITORY / "storefront" / folder).rglob("*.ts*")
}
"""Pages and files to copy that stand outside of docs/, and their names on the site."""
IN_THEIR_PLACE = {"README.md": "index.md", "README.ko.md": "index.md"}
LINK = re.compile(r"\[([^\[\]]*)\]\(([^)#\s:]+)(#[^)\s]*)?\)")
TWIN = re.compile(r"^\[(?:한국어|English)\]\([\w./-]+\)\n\n", re.MULTILINE)
"""The link on top of a page to its twin, for which the site has a switch."""
SHOWN = (".md", ".png", ".ts", ".css")


def build() -> list[Result]:
    title("documentation")
    began = time.monotonic()
    gather()
    quiet = {"NO_MKDOCS_2_WARNING": "1"}
    result = check("documentation", run(BIN / "mkdocs", "build", "--strict", "--quiet", env=quiet))
    result.notes.append(
        f"{len(list(PAGES.rglob('*.md')))} pages in {time.monotonic() - began:.0f} s"
    )
    return [result]


def gather() -> None:
    """Every page in one folder, its links turned to where the pages stand there."""
    shutil.rmtree(PAGES, ignore_errors=True)
    found = {f"docs/{path}": path for path in files_of(REPOSITORY / "docs")} | ELSEWHERE
    for source, page in found.items():
        target = PAGES / page
        target.parent.mkdir(parents=True, exist_ok=True)
        if page.endswith(".md"):
            text = (REPOSITORY / source).read_text(encoding="utf-8")
            target.write_text(with_links(text, source, page), encoding="utf-8")
        else:
            shutil.copyfile(REPOSITORY / source, target)


def files_of(folder: Path) -> list[str]:
    paths = [path for path in folder.rglob("*") if path.suffix in SHOWN]
    names = [path.relative_to(folder).as_posix() for path in paths]
    return [name for name in names if not name.endswith("README.md")]


def with_links(text: str, source: str, page: str) -> str:
    def moved(link: re.Match[str]) -> str:
        words, place, heading = link[1], link[2], link[3] or ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), place))
        there = (ELSEWHERE | IN_THEIR_PLACE).get(target) or target.removeprefix("docs/")
        # A file that no page shows, or this page itself, in whatever language: its name has to do.
        own = page.replace(".ko.md", ".md")
        if there == target or there.replace(".ko.md", ".md") == own:
            return words
        # The site has a page under one name in both languages.
        there = posixpath.relpath(there.replace(".ko.md", ".md"), posixpath.dirname(page) or ".")
        return f"[{words}]({there}{heading})"

    return LINK.sub(moved, TWIN.sub("", text, count=1))


if __name__ == "__main__":
    sys.exit(summarise(build(), ["the site is in build/site"]))
