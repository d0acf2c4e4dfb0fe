"""A mini host of its own that dies at a wanted moment.

    python -m tests.host.worker module:Class.method

It serves until the named method has returned for the first time.
"""

import sys
import threading

import django


def main(target: str) -> None:
    django.setup()
    from demo.host.server import HostServer
    from tests.saleor.worker import die_after

    die_after(target)
    server = HostServer()
    server.start()
    print(f"listening on {server.url}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
