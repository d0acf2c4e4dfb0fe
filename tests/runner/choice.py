"""What `make test ARGS="tests/core/sync -k twice"` runs: the suites that the paths are of.

Words without a path among them go to every suite. No coverage is taken.
"""

from dataclasses import replace

from .suites import Suite
from .unit import HOST, MACHINE, SANDBOX, UNIT

INSIDE = "tests/saleor"
OWN_DJANGO = {"tests/host": HOST, "tests/machine": MACHINE}


def of(words: list[str]) -> tuple[list[Suite], list[str] | None]:
    """The suites, and the words for pytest inside Saleor, or None if it has no part in it."""
    paths = [word for word in words if word.startswith(("tests/", "sandbox/tests"))]
    others = tuple(word for word in words if word not in paths)
    if not paths:
        every = (UNIT, SANDBOX, HOST, MACHINE)
        return [with_words(one, others) for one in every], words
    chosen = []
    for folder, suite in OWN_DJANGO.items():
        if own := tuple(path for path in paths if is_below(path, folder)):
            chosen.append(with_words(suite, others, own))
    if own := tuple(path.removeprefix("sandbox/") for path in paths if is_below(path, "sandbox")):
        chosen.append(with_words(SANDBOX, others, own))
    apart = (*OWN_DJANGO, INSIDE, "sandbox")
    if rest := tuple(p for p in paths if not any(is_below(p, folder) for folder in apart)):
        chosen.append(with_words(UNIT, others, rest))
    inside = [path for path in paths if is_below(path, INSIDE)]
    return chosen, [*inside, *others] if inside else None


def with_words(suite: Suite, words: tuple[str, ...], paths: tuple[str, ...] = ()) -> Suite:
    options = (*suite.options, *words)
    return replace(suite, options=options, paths=paths or suite.paths, measured=False)


def is_below(path: str, folder: str) -> bool:
    return path.partition("::")[0].rstrip("/") == folder or path.startswith(f"{folder}/")
