"""ruff, mypy, import-linter."""

from .commands import BIN, run, title
from .results import Result, check

TOOLS = {
    "ruff check": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "mypy": ("mypy", "saleor_brandpay", "tests/runner"),
    "import-linter": ("lint-imports",),
}


def lint() -> list[Result]:
    title("lint")
    return [
        check(name, run(BIN / program, *arguments)) for name, (program, *arguments) in TOOLS.items()
    ]
