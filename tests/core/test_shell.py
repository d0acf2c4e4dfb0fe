"""Commands as cron runs them: in a process, with an exit status, a line on stderr."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

DATABASE = settings.DATABASES["default"]


def environment(**words: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.core.shell_settings",
        "BRANDPAY_TESTS_HOST": str(DATABASE["HOST"]),
        "BRANDPAY_TESTS_PORT": str(DATABASE["PORT"]),
        **words,
    }


def shell(*words: str, **named: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "django", *words],
        env=environment(**named),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def fails(*words: str, **named: str) -> str:
    done = shell(*words, **named)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.startswith(f"{words[0]}: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


COMMANDS = [
    "brandpay_rotate_keys",
    "brandpay_events",
    "brandpay_reconcile",
    "brandpay_settlements",
]
WORDS = {"brandpay_events": ["list"]}


@pytest.mark.parametrize("name", COMMANDS)
def test_empty_database(name: str) -> None:
    """The server's own database, in which nobody has run `migrate`."""
    assert "manage.py migrate" in fails(name, *WORDS.get(name, []))


@pytest.mark.parametrize("name", COMMANDS)
def test_database_that_is_not_there(name: str) -> None:
    said = fails(name, *WORDS.get(name, []), BRANDPAY_TESTS_HOST="/nowhere")
    assert "cannot be reached" in said


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_words(name: str) -> None:
    assert "--nonsense" in fails(name, *WORDS.get(name, []), "--nonsense")


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_settings(name: str) -> None:
    said = fails(name, *WORDS.get(name, []), BRANDPAY_ENCRYPTION_KEYS="nonsense")
    assert "saleor_brandpay.E003" in said


@pytest.mark.parametrize("name", COMMANDS)
def test_help(name: str) -> None:
    done = shell(name, "--help")
    assert done.returncode == 0
    assert "examples:" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_interrupted_while_it_waits_for_the_database() -> None:
    """A listening socket that never answers, and Ctrl-C."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "brandpay_rotate_keys"],
            env=environment(
                BRANDPAY_TESTS_HOST="127.0.0.1", BRANDPAY_TESTS_PORT=str(server.getsockname()[1])
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # What runs in a shell's background ignores Ctrl-C, and its children too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        )
        server.settimeout(30)
        connection, _ = server.accept()
        process.send_signal(signal.SIGINT)
        try:
            out, said = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            connection.close()
            out, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert out == ""
    assert said.startswith("brandpay_rotate_keys: interrupted")
    assert said.count("\n") == 1


def test_reader_that_has_seen_enough() -> None:
    """`manage.py brandpay_rotate_keys --help | true` and the like end without a traceback."""
    source, sink = os.pipe()
    os.close(source)
    process = subprocess.run(
        [sys.executable, "-c", _WRITES],
        env=environment(),
        stdout=sink,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(sink)
    assert process.returncode == 1
    assert process.stderr == ""


_WRITES = """
import django
django.setup()
from saleor_brandpay.management.command import Command
class Sample(Command):
    def run(self, **options):
        self.stdout.write("a line")
        return 0
Sample().run_from_argv(["manage.py", "brandpay_sample"])
"""
