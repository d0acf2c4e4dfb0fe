"""Confirms of the sandbox beside bare Starlette's: one client, one connection, in turns."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from . import served
from .figures import Figure, Say, Taken, beside


def measure(options: Namespace, say: Say) -> Iterator[Figure]:
    own, bare = Taken(), Taken()
    with served.sandbox() as sandbox, served.starlette() as starlette:
        answer = sandbox.post(served.CONFIRM, sandbox.authenticated("order-warm"))
        starlette.post("/answer", answer)
        starlette.post(served.CONFIRM, {})
        for number in range(options.rounds):
            say(f"round {number + 1}")
            names = [f"order-{number}-{one}" for one in range(options.confirms)]
            bodies = [sandbox.authenticated(name) for name in names]
            for taken, server in ((bare, starlette), (own, sandbox)):
                with taken.round(server.cpu):
                    for body in bodies:
                        server.confirm(body)
    yield beside("sandbox", "a confirm", own, "bare Starlette", bare, count=options.confirms)
