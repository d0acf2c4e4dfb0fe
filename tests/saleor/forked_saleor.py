"""Saleor loaded once and forked for each worker that is to die: it starts at once.

    python -m tests.saleor.forked_saleor

One JSON object a line on stdin; one a line on stdout.
{"crash_point": {...}, "mark": path, "public_url": url}       serve: {"pid": n, "url": url}
{..., "at": iso}                                       by a clock that stands there
{..., "first": "module:function"}                      called in the worker before all else
{..., "settings": {...}, "environ": {...}}             of that process alone
{..., "run": "module:function", "args": [...]}         run a function: {"pid": n}
{..., "database": name}                                on another database of the same server
{..., "connection": {"USER": ..., "PORT": ...}}        by another way to it
{..., "public_url": null}                              none; "own": the address that it serves at
{"wait": pid}                                          its end: {"status": -9}, or an exit code
{"kill": pid}                                          its end, after SIGKILL
"""

import importlib
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import uvicorn


def main() -> None:
    django.setup()
    from django.db import connections
    from saleor.asgi import application

    connections.close_all()
    say({"ready": True})
    for line in sys.stdin:
        job = json.loads(line)
        if "wait" in job:
            say({"status": end_of(job["wait"])})
        elif "kill" in job:
            os.kill(job["kill"], signal.SIGKILL)
            say({"status": end_of(job["kill"])})
        else:
            say(start(job, application))


def say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def end_of(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def start(job: dict[str, Any], application: Any) -> dict[str, Any]:
    """Fork. A server's socket listens before the child exists, so nobody has to wait for it."""
    listener = None
    if "run" not in job:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}" if listener else ""
    if job["public_url"] == "own":
        job["public_url"] = url
    pid = os.fork()
    if pid == 0:
        child(job, application, listener)
    if listener is None:
        return {"pid": pid}
    listener.close()
    return {"pid": pid, "url": url}


def child(job: dict[str, Any], application: Any, listener: socket.socket | None) -> None:
    status = 1
    try:
        # Their output is nobody's answer.
        os.dup2(2, 1)
        prepare(job)
        if listener is None:
            called(job["run"])(*job.get("args", []))
        else:
            serve(application, listener)
        status = 0
    except BaseException:  # noqa: BLE001  (a forked child ends here, whatever happened)
        traceback.print_exc()
    finally:
        os._exit(status)


def prepare(job: dict[str, Any]) -> None:
    from django.conf import settings

    from tests.saleor.crash_points import CrashPoint, arm

    settings.PUBLIC_URL = job["public_url"]
    way = dict(job.get("connection") or {})
    if job.get("database"):
        way["NAME"] = job["database"]
    if way:
        from django.db import connections

        for alias in connections:
            connections.settings[alias].update(way)
    os.environ.update(job.get("environ") or {})
    for name, value in (job.get("settings") or {}).items():
        setattr(settings, name, value)
    if job.get("at"):
        from saleor_brandpay import clock

        clock.set_clock(clock.FrozenClock(datetime.fromisoformat(job["at"])))
    if job.get("first"):
        called(job["first"])()
    if job.get("crash_point"):
        arm(CrashPoint(**job["crash_point"]), Path(job["mark"]))


def called(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def serve(application: Any, listener: socket.socket) -> None:
    config = uvicorn.Config(application, log_level="critical", lifespan="off", ws="none")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
