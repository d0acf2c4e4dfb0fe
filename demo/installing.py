"""The demo's own virtual environment: `python -m demo.installing FOLDER [--browser]`.

It is made by the visitor's Python, which has none of our packages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from .steps import step

HOME = Path(__file__).resolve().parents[1]


class NotInstalled(Exception):  # noqa: N818
    """What ran has said why."""


def install(folder: Path, sandbox: str) -> None:
    """What the demo needs, by uv where that is installed. Raises NotInstalled."""
    uv = shutil.which("uv")
    with step(f"A virtual environment: {folder.name}"):
        if not (folder / "bin/python").exists():
            venv.create(folder, symlinks=True)
    python = folder / "bin/python"
    ours = ("--quiet", "-c", "constraints-dev.txt", "-e", sandbox, "-e", ".[demo]")
    with step("Packages, downloaded unless they were before"):
        # uv knows nothing of pip's settings: they may name the only index that can be reached.
        if uv and _run(uv, "pip", "install", "--python", python, *ours):
            return
        # The visitor's own pip saves the seconds that another one in the folder takes.
        pip: tuple[str | Path, ...] = (sys.executable, "-m", "pip", "--python", python)
        if not _run(*pip, "--version", quiet=True):
            pip = (python, "-m", "pip")
            if not _run(python, "-m", "ensurepip"):
                raise NotInstalled
        # What the demo imports is compiled when it is imported: a tenth of it.
        if not _run(*pip, "install", "--no-compile", "--disable-pip-version-check", *ours):
            raise NotInstalled


def _run(*words: str | Path, quiet: bool = False) -> bool:
    """Whether the program ended well; what it says of an error is for the terminal."""
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run(words, check=False, cwd=HOME, stdout=output, stderr=output)  # noqa: S603
    return not done.returncode


if __name__ == "__main__":
    # Playwright walks the demo; Chromium it takes from the machine.
    extra = "[browser]" if "--browser" in sys.argv else ""
    try:
        install(Path(sys.argv[1]).absolute(), f"./sandbox{extra}")
    except NotInstalled:
        sys.exit(1)
