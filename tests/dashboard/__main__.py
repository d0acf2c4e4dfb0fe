"""Take pictures of what staff see: `python -m tests.dashboard --help`."""

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Error

from tests.runner.checkouts import Checkout
from tests.runner.saleor import prepare

from . import files, saleor
from .browser import staff
from .points import POINTS
from .saleor import Trouble


def main(words: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(words)
    checkout = Checkout(asked.saleor.resolve())
    if trouble := wrong(asked, checkout):
        print(trouble, file=sys.stderr)
        return 2
    asked.out.mkdir(parents=True, exist_ok=True)
    try:
        return take(asked, checkout)
    except (Trouble, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m tests.dashboard",
        description="Drives a real Saleor Dashboard in Chromium, on a real Saleor with the sandbox "
        "behind it, and takes a picture of each thing that staff see of Brandpay.",
        epilog=f"Points: {', '.join(POINTS)}. "
        + " ".join(f"{name}: {point.__doc__}" for name, point in POINTS.items()),
    )
    made.add_argument("--saleor", type=Path, required=True, help="a Saleor checkout with .venv")
    made.add_argument("--dashboard", type=Path, required=True, help="its build/dashboard")
    made.add_argument("--out", type=Path, required=True, help="where the pictures go")
    made.add_argument("--only", nargs="+", choices=POINTS, metavar="POINT", help="not all")
    made.add_argument(
        "--package",
        type=Path,
        help="a checkout of this repository whose saleor_brandpay is shown in place of this one's",
    )
    return made


def wrong(asked: argparse.Namespace, checkout: Checkout) -> str | None:
    if not (checkout.path / "saleor/__init__.py").is_file():
        return f"{asked.saleor} is no Saleor checkout: it has no saleor/__init__.py"
    if asked.package and not (asked.package / "saleor_brandpay").is_dir():
        return f"{asked.package} is no checkout of this repository: it has no saleor_brandpay/"
    if asked.out.exists() and not asked.out.is_dir():
        return f"{asked.out} is no folder"
    if problem := files.missing(asked.dashboard):
        return problem
    if failed := prepare(checkout):
        return f"{failed.name}: {'; '.join(failed.notes)}"
    return None


def take(asked: argparse.Namespace, checkout: Checkout) -> int:
    """Every point in a shop of its own: what one leaves behind is in no other's picture."""
    failed = []
    package = asked.package and asked.package.resolve()
    for name in asked.only or POINTS:
        print(name, flush=True)
        try:
            with (
                saleor.serving(checkout, package) as shop,
                files.serving(asked.dashboard.resolve(), shop.url) as address,
                staff(address, shop, asked.out.resolve()) as somebody,
            ):
                shop("renew", DASHBOARD_URL=address, STAFF_LANGUAGE="en")
                try:
                    POINTS[name](somebody)
                except Error:
                    somebody.save(f"{name}-failed")
                    raise
        except (Error, Trouble):
            traceback.print_exc()
            failed.append(name)
    if failed:
        print(f"without all of their pictures: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
