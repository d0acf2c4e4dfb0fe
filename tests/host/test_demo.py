"""`python -m demo` as a visitor starts it."""

import os
import signal
import socket

import pytest

from demo.once import NoBrowser, find_browser

from .walkable import ANY, SALEOR, greeting, start


def test_both_ways_to_pay_then_one_touch_and_the_account(tmp_path):
    try:
        find_browser()
    except NoBrowser as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
    process = start("--once", f"--pictures={tmp_path}", *ANY)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    # A part and the rest, through each of the two payment APIs.
    assert out.count("/cancel → 200") == 4
    assert out.count("orderRefund → 200") == out.count("transactionRequestAction → 200") == 2
    assert "POST /v1/brandpay/payments → 200" in out
    assert out.count("/v1/brandpay/payments/confirm → 200") == 2
    assert len([*tmp_path.glob("*.png")]) == 25


def test_port_that_is_taken_is_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(*ANY[:2], f"--sandbox-port={port}")
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err == (
        f"Port {port} is taken: choose another with --sandbox-port, or 0 for any"
        ' (make demo ARGS="--sandbox-port=0").\n'
    )


def test_no_browser_is_one_clear_line(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere")
    process = start("--once", *ANY)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.startswith("No Chromium found")
    assert err.count("\n") == 1


def test_interrupt_ends_everything():
    process = start(*ANY)
    assert ("it is not Saleor" in greeting(process)) != bool(SALEOR)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert err == ""


def test_folder_without_saleor_is_one_clear_line(tmp_path):
    process = start(*ANY, f"--saleor={tmp_path}")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err == f"No Saleor checkout at {tmp_path}: SALEOR names a folder with manage.py.\n"


def test_saleor_that_does_not_run_is_one_clear_line(tmp_path):
    (tmp_path / "saleor").mkdir()
    (tmp_path / "saleor/__init__.py").write_text('__version__ = "3.22.0"\n')
    (tmp_path / "manage.py").touch()
    process = start(*ANY, f"--saleor={tmp_path}")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err.startswith(f"Saleor at {tmp_path} cannot run: no virtual environment")
    assert err.count("\n") == 1
