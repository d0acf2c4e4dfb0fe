"""Saleor served over HTTP by a thread of the test process.

Saleor's own ASGI application under uvicorn: each request gets a thread and database connections of
its own, and the sandbox can call the plugin's endpoints from outside. Patches made by a test apply,
since it is one process.
"""

import socket
import threading
import time

import uvicorn


class LiveSaleor:
    """Listens on a free port of 127.0.0.1 until `stop`."""

    def __init__(self) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        from saleor.asgi import application

        config = uvicorn.Config(
            application,
            log_level="warning",
            log_config=None,
            lifespan="off",
            ws="none",
            # By default uvicorn takes everybody on this machine for a proxy that may be believed.
            proxy_headers=False,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True
        )

    def start(self) -> None:
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "Saleor did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()
