"""What the demo installs, and how it tells of its steps."""

import os
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from demo import installing
from demo.steps import step

ROOT = Path(__file__).parents[2]


def extras(name: str) -> set[str]:
    parser = RawConfigParser()
    parser.read(ROOT / "setup.cfg")
    return set(parser["options.extras_require"][name].split())


def test_demo_needs_nothing_that_tests_have_not():
    """Both run the same code with the same versions."""
    assert extras("demo") < extras("test")


def test_step_is_told_before_it_is_done(capsys):
    with step("Tables"):
        assert re.fullmatch(r"  Tables \.+ ", capsys.readouterr().out)
    assert re.fullmatch(r" +\d+\.\d s\n", capsys.readouterr().out)


def test_step_that_fails_says_so(capsys):
    with pytest.raises(OSError, match="full"), step("Tables"):
        raise OSError("full")
    assert capsys.readouterr().out.endswith(" failed\n")


@pytest.fixture
def ran(monkeypatch, tmp_path) -> list[list[str]]:
    """The programs that installing runs; each ends with 0, unless it says `fails`."""
    words: list[list[str]] = []

    def run(command, **_):
        words.append([str(word) for word in command])
        failed = int(words[-1][0] == "fails")
        return subprocess.CompletedProcess(command, failed)

    # A network and a minute would be needed.
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("venv.create", lambda *_, **__: None)
    return words


def test_uv_is_used_where_it_is(ran, monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _: "uv")
    installing.install(tmp_path, "./sandbox")
    (command,) = ran
    assert command[:3] == ["uv", "pip", "install"]
    assert command[-4:] == ["-e", "./sandbox", "-e", ".[demo]"]
    assert "constraints-dev.txt" in command


def test_pip_takes_over_where_uv_fails(ran, monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _: "fails")
    installing.install(tmp_path, "./sandbox[browser]")
    assert ran[-1][1:5] == ["-m", "pip", "--python", str(tmp_path / "bin/python")]
    assert "./sandbox[browser]" in ran[-1]


def make(*words: str) -> str:
    """What make would run; words of a make above this one are not for it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--dry-run", *words],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_environment_of_the_tests_is_used_where_it_is(tmp_path):
    (tmp_path / ".installed").touch()
    assert f"{tmp_path}/bin/python -m demo" in make("demo", f"VENV={tmp_path}")


def test_playwright_is_installed_to_walk_only(tmp_path):
    fresh = f"VENV={tmp_path}/none"
    assert ".venv-demo/bin/python -m demo" in make("demo", fresh, "--always-make")
    assert "--browser" not in make("demo", fresh, "--always-make")
    assert "--browser" in make("demo", fresh, "ARGS=--once", "--always-make")
    assert "tests.runner.venv" not in make("demo", fresh, "--always-make")
