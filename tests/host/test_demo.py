"""`python -m demo` as a visitor starts it."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from demo.once import NoBrowser, find_browser

ANY = ["--storefront-port=0", "--host-port=0", "--sandbox-port=0"]


def start(*arguments: str) -> subprocess.Popen[str]:
    """A process of its own, with nothing of the tests' settings."""
    own = ("DJANGO_SETTINGS_MODULE", "MINI_HOST_DATABASE", "BRANDPAY_API_URL")
    return subprocess.Popen(
        [sys.executable, "-m", "demo", *arguments],
        env={name: value for name, value in os.environ.items() if name not in own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_path_from_the_product_to_the_last_refund(tmp_path):
    try:
        find_browser()
    except NoBrowser as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
    process = start("--once", f"--pictures={tmp_path}", *ANY)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert out.count("/cancel → 200") == 2
    assert "checkoutComplete" in out
    assert len([*tmp_path.glob("*.png")]) == 12


def test_port_that_is_taken_is_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(*ANY[:2], f"--sandbox-port={port}")
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err == f"Port {port} is taken: choose another with --sandbox-port, or 0 for any.\n"


def test_no_browser_is_one_clear_line(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere")
    process = start("--once", *ANY)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.startswith("No Chromium found")
    assert err.count("\n") == 1


def test_interrupt_ends_everything():
    process = start(*ANY)
    for line in process.stdout:
        if "Ctrl-C" in line:
            break
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert err == ""
