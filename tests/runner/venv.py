"""Make a virtual environment with both distributions: `python -m tests.runner.venv FOLDER`."""

import sys
from pathlib import Path

from .commands import CONSTRAINTS, run

BOTH = ("-e", "./sandbox", "-e", ".[test,docs]")


def make(folder: Path, python: str | Path, *others: str, constraints: Path = CONSTRAINTS) -> bool:
    """Whether it could be made; `others` are more words for pip."""
    if run(python, "-m", "venv", folder):
        return False
    inside = folder / "bin/python"
    pip: tuple[str | Path, ...] = (
        inside,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    )
    words: tuple[str | Path, ...] = ("-c", constraints, *BOTH, *others)
    # uv takes a quarter of pip's time. It knows nothing of pip's settings: where those name the
    # only index that can be reached, pip has to do.
    if not run(*pip, "-c", CONSTRAINTS, "uv"):
        uv = (folder / "bin/uv", "pip", "install", "--quiet", "--compile-bytecode")
        if not run(*uv, "--python", inside, *words):
            return True
    return not run(*pip, *words)


if __name__ == "__main__":
    sys.exit(not make(Path(sys.argv[1]), sys.executable))
