"""`brandpay-sandbox`: the sandbox as a server."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__
from .faults.flag import FORM, fault_of
from .toss.merchants import DOCUMENTATION_PAIR, known_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp

    from .toss.state import Sandbox, State

FAILURE = 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        self.exit(FAILURE, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM. Answers the exit status: 2 when it cannot start."""
    options = _parser().parse_args(argv)
    try:
        from .http.server import SandboxServer, listen, url_of  # noqa: PLC0415
        from .terminal import Lines, RequestLines, banner  # noqa: PLC0415
    except ImportError as error:
        return _fail(f"{error}. Install brandpay-sandbox with its dependencies")
    try:
        sandbox = _sandbox(options)
    except ValueError as error:
        return _fail(str(error))
    if problem := _leave(sandbox, options.state):  # known now, and not when it is all lost
        return _fail(problem)
    address = f"{options.host} port {options.port}"
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        return _fail(f"cannot listen on {address}: {error.strerror or error}")
    url = url_of(listener)
    if options.port_file is not None:
        try:
            _write_whole(options.port_file, f"{listener.getsockname()[1]}\n")
        except OSError as error:
            listener.close()
            return _fail(f"cannot write {options.port_file}: {error.strerror}")

    def started() -> None:
        said = f"Brandpay sandbox on {url}\n" if options.quiet else banner(url, sandbox.state.keys)
        sys.stdout.write(said)
        sys.stdout.flush()

    def around(app: ASGIApp) -> ASGIApp:
        return app if options.quiet else RequestLines(app, sandbox, Lines())

    SandboxServer(sandbox, on_start=started, around=around).run([listener])
    problem = _leave(sandbox, options.state)
    return _fail(problem) if problem else 0


def _leave(sandbox: Sandbox, path: Path | None) -> str:
    """Keep the state where it was asked for; what is wrong, if anything."""
    from .control import kept_state  # noqa: PLC0415

    try:
        if path is not None:
            kept_state.leave(sandbox, path)
    except OSError as error:
        return f"--state: cannot write {path}: {error.strerror}"
    return ""


def _sandbox(options: argparse.Namespace) -> Sandbox:
    """Raises ValueError with the flag that is wrong."""
    from .control import kept_state  # noqa: PLC0415
    from .control.beginning import Beginning  # noqa: PLC0415
    from .http.settings import Settings  # noqa: PLC0415
    from .toss.state import Sandbox  # noqa: PLC0415

    try:
        keys = known_keys(options.key)
    except ValueError as error:
        raise ValueError(f"--key: {error}") from None
    events = options.webhook_events
    beginning = Beginning(
        faults=options.fault or [],
        webhooks=options.webhook or [],
        events=events.split(",") if events else None,
        scenario=options.scenario,
    )
    settings = Settings(webhooks="auto")
    sandbox = Sandbox(keys, seed=options.seed, settings=settings, prepare=beginning.prepare)
    if options.state is not None:

        def then(state: State) -> None:
            for pair in keys:
                state.keys.add(pair.client_key, pair.secret_key)
            replace(beginning, scenario=None, webhooks=[]).prepare(state)

        try:
            kept_state.go_on(sandbox, options.state, then)
        except ValueError as error:
            raise ValueError(f"--state: {error}") from None
    return sandbox


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="brandpay-sandbox",
        description=(
            "A Toss Payments Brandpay server on this machine, for tests and for developing a "
            "storefront offline. No money moves, and without --state nothing is kept after it ends."
        ),
        epilog=(
            "Point the plugin at it with BRANDPAY_API_URL. It knows the key pair of Toss's public "
            f"documentation ({DOCUMENTATION_PAIR[0]}). Tests control it below /_sandbox/."
        ),
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--quiet", action="store_true", help="say where it listens, and no line for each request"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=_port, default=8090, help="port, 0 picks a free one (%(default)s)"
    )
    parser.add_argument(
        "--key",
        action="append",
        type=_pair,
        metavar="CK:SK",
        help="one more key pair, clientKey:secretKey; may be repeated",
    )
    parser.add_argument(
        "--port-file", type=Path, metavar="FILE", help="write the port to FILE once it is taken"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="start of all ids and all chance; the same seed repeats them (0)",
    )
    parser.add_argument(
        "--fault",
        action="append",
        type=_fault,
        metavar="PATH:KIND",
        help=(
            f"let calls fail, as {FORM}; PATH is an endpoint's name or *, "
            "KIND random takes any; once, or always where p is given; may be repeated"
        ),
    )
    parser.add_argument(
        "--webhook",
        action="append",
        metavar="[CK=]URL",
        help="send webhooks to URL, of the MID of one client key or of all; may be repeated",
    )
    parser.add_argument(
        "--scenario",
        type=Path,
        metavar="FILE",
        help="begin with what FILE says: a control request in each line, PATH and its JSON",
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help=(
            "leave keys, customers, payments, webhooks and the clock in FILE when it ends, and go "
            "on with what is there when it starts, without --scenario and --webhook"
        ),
    )
    parser.add_argument(
        "--webhook-events",
        metavar="TYPE[,TYPE]",
        help="the events that these webhooks are for (all)",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    client_key, colon, secret_key = text.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError("a key pair is written clientKey:secretKey")
    return client_key, secret_key


def _fault(text: str) -> dict[str, Any]:
    try:
        return fault_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _write_whole(path: Path, text: str) -> None:
    """Whoever waits for the file finds it complete."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(text)
    draft.replace(path)


def _fail(text: str) -> int:
    sys.stderr.write(f"brandpay-sandbox: {text}\n")
    return FAILURE


if __name__ == "__main__":
    sys.exit(main())
