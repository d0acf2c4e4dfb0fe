"""ruff, mypy, import-linter."""

from .commands import BIN, REPOSITORY, run, title
from .results import Result, check

TOOLS = {
    "ruff check": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "mypy": ("mypy", "saleor_brandpay", "tests/runner", "tests/dashboard"),
    "import-linter": ("lint-imports",),
}
OF_THE_SANDBOX = {
    "mypy, sandbox": ("mypy", "brandpay_sandbox"),
    "import-linter, sandbox": ("lint-imports",),
}
FOLDERS = ((REPOSITORY, TOOLS), (REPOSITORY / "sandbox", OF_THE_SANDBOX))


def lint() -> list[Result]:
    title("lint")
    return [
        check(name, run(BIN / program, *arguments, cwd=folder))
        for folder, tools in FOLDERS
        for name, (program, *arguments) in tools.items()
    ]
