"""What a shop's workers do every minute, every few seconds here: a visitor can watch it."""

from __future__ import annotations

import logging
import threading

from django.db import connections

from saleor_brandpay.sweep import sweep_here

from .host.checkout_tasks import trigger_automatic_checkout_completion_task

logger = logging.getLogger(__name__)

SECONDS = 5.0


def sweep() -> None:
    sweep_here(lambda _done: None)
    # Saleor's own, which makes orders of checkouts that transactions have paid.
    trigger_automatic_checkout_completion_task()


class Sweeper:
    """Works from `start` to `stop`, in a thread of its own."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join(10)

    @property
    def is_working(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        while not self._end.wait(self._seconds):
            try:
                sweep()
            except Exception:
                logger.exception("The sweep failed; it comes again in %s s", self._seconds)
            finally:
                connections.close_all()
