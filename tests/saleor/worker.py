"""A Saleor worker of its own that dies at a wanted moment: killed, as by the kernel.

    python -m tests.saleor.worker PORT module:Class.method

It serves Saleor until the named method has returned for the first time.
"""

import importlib
import os
import signal
import sys

import django
import uvicorn


def die_after(target: str) -> None:
    module, _, path = target.partition(":")
    owner_name, _, method = path.partition(".")
    owner = getattr(importlib.import_module(module), owner_name)
    original = getattr(owner, method)

    def wrapper(*args, **kwargs):
        original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, method, wrapper)


if __name__ == "__main__":
    port, target = sys.argv[1:]
    django.setup()
    die_after(target)
    from saleor.asgi import application

    uvicorn.run(application, port=int(port), log_level="warning", lifespan="off", ws="none")
