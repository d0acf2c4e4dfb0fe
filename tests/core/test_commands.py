"""What all commands share: one line of what is wrong, and an exit status that cron can read."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection

from saleor_brandpay import clock
from saleor_brandpay.api.errors import KeyRejected, NoAnswer, NotSent, ServerError
from saleor_brandpay.core.merchants.crypto import Unreadable
from saleor_brandpay.management import events
from saleor_brandpay.management.command import Command, Trouble
from saleor_brandpay.management.dates import moment, shown
from saleor_brandpay.management.progress import Progress


class Sample(Command):
    help = "A command of the tests."
    examples = "  brandpay_sample --since 2026-01-31"

    def __init__(self, work: Callable[[], int] = lambda: 0, **values: Any) -> None:
        super().__init__(**values)
        self.work = work

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--since", type=moment)
        parser.add_argument("--limit", type=int)
        self.add_json(parser)

    def run(self, **options: Any) -> int:
        return self.work()


def raising(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


def typed(*words: str, work: Callable[[], int] = lambda: 0) -> tuple[int, str]:
    """Exit status and stderr of the command typed with these words."""
    stderr = io.StringIO()
    try:
        Sample(work, stderr=stderr).run_from_argv(["manage.py", "brandpay_sample", *words])
    except SystemExit as ended:
        return int(ended.code or 0), stderr.getvalue()
    return 0, stderr.getvalue()


def fails(*words: str, work: Callable[[], int] = lambda: 0, status: int = 2) -> str:
    """The one line that it says, after making sure that it is one."""
    code, said = typed(*words, work=work)
    assert code == status
    assert said.startswith("brandpay_sample: ")
    assert said.count("\n") == 1
    assert said.endswith("\n")
    return said


def test_all_well() -> None:
    assert typed("--since", "2026-01-31", "--limit", "3") == (0, "")


def test_status_of_the_work_is_the_exit_status() -> None:
    assert typed(work=lambda: 1) == (1, "")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--since", "yesterday"], "'yesterday' is no date"),
        (["--since", "2026-13-01"], "2026-01-31"),
        (["--since", "0001-01-01"], "is no date"),
        (["--since"], "expected one argument"),
        (["--limit", "many"], "invalid int value: 'many'"),
        (["--nonsense"], "--nonsense"),
        (["surplus"], "surplus"),
        (["--no-color", "--force-color"], "can't be used together"),
    ],
)
def test_wrong_arguments(words: list[str], text: str) -> None:
    assert text in fails(*words)


def test_trouble_is_one_line_however_it_was_written() -> None:
    assert fails(work=raising(Trouble("one\n  two"))) == "brandpay_sample: one two\n"


def test_traceback_on_demand() -> None:
    with pytest.raises(Trouble):
        typed("--traceback", work=raising(Trouble("x")))


def test_interrupted(capsys: pytest.CaptureFixture[str]) -> None:
    assert "run again" in fails(work=raising(KeyboardInterrupt()), status=130)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (NotSent("no route"), "cannot be reached at https://api.tosspayments.com"),
        (NoAnswer("timeout"), "cannot be reached"),
        (KeyRejected(code="UNAUTHORIZED_KEY", http_status=401), "UNAUTHORIZED_KEY"),
        (ServerError(http_status=500), "HTTP 500"),
        (Unreadable(), "BRANDPAY_ENCRYPTION_KEYS"),
        (ImproperlyConfigured("no SECRET_KEY"), "no SECRET_KEY"),
        (OperationalError("connection refused\n\tIs it running?"), "(connection refused)"),
    ],
)
def test_what_a_command_cannot_help(error: Exception, text: str) -> None:
    assert text in fails(work=raising(error))


def of_postgres(statement: str) -> Callable[[], int]:
    def work() -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        return 0

    return work


@pytest.mark.django_db
def test_tables_that_are_not_there() -> None:
    assert "manage.py migrate" in fails(work=of_postgres("SELECT 1 FROM saleor_brandpay_gone"))


@pytest.mark.django_db
def test_lock_that_is_not_given() -> None:
    statement = "DO $$ BEGIN RAISE lock_not_available; END $$"
    assert "too busy" in fails(work=of_postgres(statement))


@pytest.mark.django_db
def test_bugs_stay_bugs() -> None:
    """A mistake of ours must not be told as a fault of the shop's database."""
    with pytest.raises(ProgrammingError):
        typed(work=of_postgres("SELEKT"))
    with pytest.raises(IntegrityError):
        typed(work=raising(IntegrityError("x")))
    with pytest.raises(DataError):
        typed(work=raising(DataError("x")))
    with pytest.raises(ZeroDivisionError):
        typed(work=raising(ZeroDivisionError()))


def test_wrong_setting_is_one_line(settings: Any) -> None:
    settings.BRANDPAY_ENCRYPTION_KEYS = "nonsense"
    assert "saleor_brandpay.E003" in fails()


def test_called_from_python_it_raises(settings: Any) -> None:
    with pytest.raises(CommandError, match="Toss Payments") as caught:
        call_command(Sample(raising(NotSent("no route"))))
    assert caught.value.returncode == 2
    with pytest.raises(CommandError, match="no date"):
        call_command(Sample(), "--since", "x")


def test_help_ends_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("--help")[0] == 0
    said = capsys.readouterr().out
    assert "A command of the tests." in said
    assert said.endswith("examples:\n  brandpay_sample --since 2026-01-31\n")


def test_answer_as_json_keeps_korean_and_times() -> None:
    out = io.StringIO()
    command = Sample(stdout=out)
    at = datetime.datetime(2026, 1, 31, tzinfo=datetime.UTC)
    command.put_json({"text": "환불", "at": at})
    assert '"환불"' in out.getvalue()
    assert '"2026-01-31T00:00:00Z"' in out.getvalue()


def test_events_nested_without_end_are_not_shown() -> None:
    deep: Any = "secret"
    for _ in range(5000):
        deep = {"deeper": deep}
    assert events.masked(deep) == "nested too deeply to be shown"


# Dates.


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-31", "2026-01-30T15:00:00+00:00"),
        ("2026-01-31T09:30", "2026-01-31T00:30:00+00:00"),
        ("2026-01-31 09:30:00+00:00", "2026-01-31T09:30:00+00:00"),
        ("2026-01-31T09:30Z", "2026-01-31T09:30:00+00:00"),
    ],
)
def test_dates_are_seouls(text: str, utc: str) -> None:
    assert moment(text).astimezone(datetime.UTC).isoformat() == utc


def test_moments_are_shown_in_seouls_time() -> None:
    assert shown(datetime.datetime(2026, 1, 30, 15, tzinfo=datetime.UTC)) == "2026-01-31 00:00:00"


# Progress.


class Screen(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str, style: Any = None, ending: str | None = None) -> int:
        return super().write(text + (ending or ""))


def test_progress_rewrites_one_line_on_a_terminal() -> None:
    screen = Screen(terminal=True)
    with clock.use(clock.FrozenClock()) as time:
        progress = Progress(screen, "rows")
        progress(1000, 5000)
        progress(2000, 5000)  # at the same moment: not worth a line
        time.advance(1)
        progress(3000, 5000, "2 unreadable")
        progress.close()
    assert "\n" not in screen.getvalue()
    assert "1,000 of 5,000 rows" in screen.getvalue()
    assert "2,000" not in screen.getvalue()
    assert "3,000 of 5,000 rows, 2 unreadable" in screen.getvalue()
    assert screen.getvalue().endswith("\r")


@pytest.mark.parametrize(
    ("terminal", "verbosity", "lines"),
    [(True, 0, 0), (False, 1, 0), (False, 2, 2)],
)
def test_progress_is_silent_where_nobody_looks(terminal: bool, verbosity: int, lines: int) -> None:
    """Cron mails what a job says on stderr; a log takes a line every few seconds if asked."""
    screen = Screen(terminal=terminal)
    with clock.use(clock.FrozenClock()) as time:
        progress = Progress(screen, "rows", verbosity=verbosity)
        for done in range(20):
            progress(done)
            time.advance(1)
        progress.close()
    assert screen.getvalue().count("\n") == lines
