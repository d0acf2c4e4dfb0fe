"""`python -m tests.runner.dist`: both distributions in dist/, complete, and installed once."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from .commands import BIN, REPOSITORY, run
from .results import Result, check, error, summarise

DIST = REPOSITORY / "dist"
FRESH = REPOSITORY / "build" / "dist-venv"
SOURCES = {"saleor_brandpay": REPOSITORY, "brandpay_sandbox": REPOSITORY / "sandbox"}
"""The package of each distribution, and where it is built."""
NOT_IN_SDIST = (".ci/", ".github/", ".gitignore")
MADE = ("PKG-INFO", "setup.cfg", ".egg-info/")
"""What building puts into an sdist."""
IMPORTS = """
import brandpay_sandbox, django, saleor_brandpay, saleor_brandpay.api
from django.conf import settings
settings.configure(INSTALLED_APPS=["saleor_brandpay"], USE_TZ=True)
django.setup()
from importlib.resources import files
assert files("brandpay_sandbox").joinpath("pages/assets/sdk/main.js").is_file()
assert files("saleor_brandpay").joinpath("templates/saleor_brandpay/reconcile.html").is_file()
from importlib.metadata import entry_points
print(saleor_brandpay.__version__, *entry_points(group="saleor.plugins").names)
"""


def main() -> int:
    for folder in (DIST, FRESH):
        shutil.rmtree(folder, ignore_errors=True)
    FRESH.parent.mkdir(exist_ok=True)
    results = [built(package, folder) for package, folder in SOURCES.items()]
    if not any(result.failed for result in results):
        files = sorted(DIST.iterdir())
        wheels = [path for path in files if path.suffix == ".whl"]
        results.append(check("twine check", run(BIN / "twine", "check", "--strict", *files)))
        results.append(check("check-wheel-contents", run(BIN / "check-wheel-contents", *wheels)))
        results += [complete(package, folder) for package, folder in SOURCES.items()]
        results.append(installed(wheels))
    return summarise(results, [f"built: dist/{path.name}" for path in sorted(DIST.iterdir())])


def built(package: str, folder: Path) -> Result:
    # A build/ of before would put modules that are gone into the wheel.
    shutil.rmtree(folder / "build" / "lib", ignore_errors=True)
    return check(f"build, {package}", run(BIN / "python", "-m", "build", "-o", DIST, folder))


def complete(package: str, folder: Path) -> Result:
    """The sdist has each file of the repository below `folder`, the wheel each of the package."""
    tracked = {path for path in listed(folder) if not path.startswith(NOT_IN_SDIST)}
    with tarfile.open(next(DIST.glob(f"{package}-*.tar.gz"))) as archive:
        names = (member.name.partition("/")[2] for member in archive if member.isfile())
        packed = {name for name in names if not any(mark in name for mark in MADE)}
    with zipfile.ZipFile(next(DIST.glob(f"{package}-*.whl"))) as wheel:
        modules = {name for name in wheel.namelist() if ".dist-info/" not in name}
    wanted = {path for path in tracked if path.startswith(f"{package}/")}
    tracked = {path for path in tracked if not any(mark in path for mark in MADE)}
    wrong = sorted((tracked ^ packed) | (wanted ^ modules))
    if wrong:
        return error(f"complete, {package}", ", ".join(wrong))
    return Result(
        name=f"complete, {package}", passed=1, notes=[f"{len(packed)} and {len(modules)} files"]
    )


def listed(folder: Path) -> list[str]:
    command = ["git", "ls-files", "-z"]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return [path for path in found.split("\0") if path and (folder / path).is_file()]


def installed(wheels: list[Path]) -> Result:
    """The wheels in an environment that has nothing else, not even the repository."""
    python = FRESH / "bin/python"
    commands: tuple[tuple[str | Path, ...], ...] = (
        (sys.executable, "-m", "venv", FRESH),
        (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wheels),
        (python, "-I", "-c", IMPORTS),
        (FRESH / "bin/brandpay-sandbox", "--version"),
    )
    ended = next((code for command in commands if (code := run(*command, cwd=FRESH.parent))), 0)
    return check("installed in a new environment", ended)


if __name__ == "__main__":
    sys.exit(main())
