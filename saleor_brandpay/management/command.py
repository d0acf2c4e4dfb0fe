"""What all our commands share: what goes wrong is one line on stderr and an exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.checks import ERROR
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    DjangoHelpFormatter,
)
from django.db import Error as AnyDatabaseError

from ..api import asking
from ..api.errors import BrandpayError
from ..checks.registered import check_settings
from ..core.merchants.crypto import Unreadable
from . import troubles
from .json_text import json_text
from .progress import Progress

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""


class Trouble(CommandError):  # noqa: N818
    """What is wrong and what to do, for the person at the terminal. Exit status 2."""

    def __init__(self, text: str, *, returncode: int = 2) -> None:
        super().__init__(" ".join(text.split()), returncode=returncode)


class HelpFormatter(DjangoHelpFormatter):
    """Leaves the examples as they were typed."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith("examples:") else super()._fill_text(text, width, indent)


class Command(BaseCommand):
    """Base of our commands, which implement `run` and return an exit status from it.

    0 is all well, 1 is "look at what I said", 2 is "I could not work". Cron tells them apart.
    """

    examples = ""
    """Shown at the end of --help."""
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it; see _check
    _called_from_command_line = False

    def run(self, **options: Any) -> int:
        """Do the work. Returns the exit status."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        status = self.run(**options)
        self.stdout.flush()
        if status:
            sys.exit(status)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs.setdefault("formatter_class", HelpFormatter)
        if self.examples:
            kwargs.setdefault("epilog", f"examples:\n{self.examples.rstrip()}")
        # A parser that thinks it is called from Python raises instead of printing its usage.
        called, self._called_from_command_line = self._called_from_command_line, False
        try:
            return super().create_parser(prog_name, subcommand, **kwargs)
        finally:
            self._called_from_command_line = called

    def run_from_argv(self, argv: list[str]) -> None:
        name = argv[1]
        try:
            with self._end_in_one_line(name, traceback="--traceback" in argv):
                super().run_from_argv(argv)
        except KeyboardInterrupt:
            self._say(f"{name}: interrupted; what was done stays done, and it can be run again")
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader (`| head`) has seen enough; Python would complain once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    @contextmanager
    def _end_in_one_line(self, name: str, *, traceback: bool) -> Iterator[None]:
        try:
            yield
        except _Told as told:
            error = told.error
            if traceback:
                raise error from told.__cause__
        except CommandError as unparsed:
            error = Trouble(str(unparsed).removeprefix("Error: ") + f" (see {name} --help)")
        else:
            return
        self._say(f"{name}: {error}")
        sys.exit(error.returncode)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Turn what went wrong outside of our program into a `Trouble`; bugs stay as they are."""
        try:
            self._check()
            with asking.worker():
                return super().execute(*args, **options)
        except CommandError as error:
            self._raise(error if isinstance(error, Trouble) else Trouble(str(error)))
        except AnyDatabaseError as error:
            text = troubles.of_database(error)
            if text is None:
                raise
            self._raise(Trouble(text), error)
        except BrandpayError as error:
            self._raise(Trouble(troubles.of_toss(error)), error)
        except Unreadable as error:
            self._raise(Trouble(troubles.UNREADABLE), error)
        except ImproperlyConfigured as error:
            self._raise(Trouble(f"the settings are wrong: {error}"), error)
        return None

    def _raise(self, error: CommandError, cause: BaseException | None = None) -> None:
        if self._called_from_command_line:
            # Django would catch a CommandError and print it with the name of its class.
            raise _Told(error) from cause
        raise error from cause

    def _check(self) -> None:
        """Our own system checks: Django's would stop at those of the whole shop, in many lines."""
        for problem in check_settings():
            if problem.level >= ERROR:
                raise Trouble(f"{problem.msg} {problem.hint or ''} ({problem.id})")

    def _say(self, line: str) -> None:
        self.stderr.write(line)

    # For the commands.

    @staticmethod
    def add_json(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as JSON on stdout")

    def put_json(self, answer: Any) -> None:
        self.stdout.write(json_text(answer))

    def progress(self, options: dict[str, Any], what: str) -> Progress:
        """Tell on stderr how far the work is: `what` names it, such as "rows"."""
        return Progress(self.stderr, what, verbosity=int(options.get("verbosity", 1)))

    def channel(self, slug: str) -> int:
        """Primary key of a channel. Raises Trouble with the slugs that there are."""
        from ..adapters.saleor import lookups  # noqa: PLC0415 - the rest works without Saleor

        known = lookups.channels_by_slug()
        if slug in known:
            return known[slug]
        listed = ", ".join(sorted(known)) or "there are none"
        raise Trouble(f"unknown channel {slug!r}; the channels are: {listed}")


class _Told(Exception):  # noqa: N818
    """Carries an error past Django's own handler."""

    def __init__(self, error: CommandError) -> None:
        super().__init__(str(error))
        self.error = error
