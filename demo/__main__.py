"""A Brandpay payment to click through, on this machine: without Saleor, or on a real one."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

from .once import NoBrowser, find_browser, walk
from .shop import ShopError
from .stage import Ports, PortTaken, Stage, set_up
from .steps import tell

_GUIDE = """
  The shop          {storefront}
  The sandbox       {sandbox}/console
  The shop's API    {host}/graphql/   ({about})

  1. Open the shop, choose a cup and whether you buy as a guest or as a member.
  2. On the checkout, press the blue Brandpay button: the payment window opens.
  3. Register any card or account, type any six digits as the password, pay.
  4. The order shows the goods and the card; its last line leads to the back office.
  5. There refund a part, then the rest. Or let a buyer leave before the result is there
     (on the checkout, below the button), and watch his order being made without him.

  Nothing leaves this machine and no money moves. Ctrl-C ends everything."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    for name, port in vars(Ports()).items():
        parser.add_argument(f"--{name}-port", type=int, default=port, metavar="PORT")
    parser.add_argument(
        "--once", action="store_true", help="walk the path in headless Chromium, then end"
    )
    parser.add_argument(
        "--pictures", type=Path, default=Path("build/demo"), help="where --once puts screenshots"
    )
    parser.add_argument(
        "--saleor", type=Path, metavar="PATH", help="a Saleor checkout to run the shop on"
    )
    parser.add_argument("--verbose", action="store_true", help="show the plugin's own log lines")
    given = parser.parse_args(arguments)
    if given.verbose:
        logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    ports = Ports(
        storefront=given.storefront_port, host=given.host_port, sandbox=given.sandbox_port
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        if given.once:
            find_browser()
        with set_up(ports, given.saleor) as stage:
            return walk(stage, given.pictures) if given.once else visit(stage)
    except (PortTaken, ShopError, NoBrowser, ImportError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def visit(stage: Stage) -> int:
    tell(_GUIDE.format(**vars(stage)))
    threading.Event().wait()
    return 0


def _stop(*_: object) -> NoReturn:
    # Once is enough: what was started needs its seconds to end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
