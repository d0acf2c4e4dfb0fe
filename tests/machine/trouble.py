"""What goes wrong: a death, a host, and what Toss and the network do to the next calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .hosts import Host
from .world import World

WAIT = 20
"""Seconds of an answer that comes too late: more than a hook's deadline."""
DECLINES = ("REJECT_CARD_PAYMENT", "PROVIDER_ERROR", "NOT_FOUND_PAYMENT_SESSION",
            "ALREADY_PROCESSED_PAYMENT", "FORBIDDEN_CONSECUTIVE_REQUEST", "UNAUTHORIZED_KEY",
            "EXCEED_MAX_AMOUNT", "CARD_PROCESSING_ERROR")  # fmt: skip
REFUSALS = ("NOT_CANCELABLE_PAYMENT", "PROVIDER_ERROR", "REFUND_REJECTED", "EXCEED_CANCEL_LIMIT",
            "ALREADY_REFUNDING_PAYMENT", "UNAUTHORIZED_KEY", "FAILED_REFUND_PROCESS")  # fmt: skip
NO_CHARGE = ("REJECT_CARD_PAYMENT", "PROVIDER_ERROR", "NOT_FOUND_METHOD", "UNAUTHORIZED_KEY",
             "FORBIDDEN_CONSECUTIVE_REQUEST", "REQUIRED_BILLING_TERMS")  # fmt: skip
POSTS = {"confirm": DECLINES, "cancel": REFUSALS, "auto": NO_CHARGE}
READS = ("payment", "payment_by_order_id")
EDGES = ("drop_before", "drop_after", "hang", "hang_after", "slow", "slow_after", "http_500",
         "http_500_after", "html_502", "http_429", "http_409", "malformed")  # fmt: skip
LIES = ("wrong_amount", "wrong_order")


@dataclass(frozen=True)
class Fault:
    """One of the sandbox's faults, for the next `times` calls of an endpoint."""

    path: str
    kind: str
    times: int = 1
    code: str | None = None
    seconds: float = WAIT

    def prepare(self, world: World, host: Host) -> None:
        options: dict[str, Any] = {"times": self.times}
        if self.kind in {"hang", "hang_after", "slow", "slow_after"}:
            options["seconds"] = self.seconds
        if self.code is not None:
            options["code"] = self.code
        world.toss.fault(self.path, self.kind, **options)


@dataclass(frozen=True)
class HeldUp:
    """The next POST is carried out by Toss when nobody waits for it any more."""

    def prepare(self, world: World, host: Host) -> None:
        world.network.hold += 1


@dataclass(frozen=True)
class IdleClosed:
    """Toss has closed the connections that the host keeps."""

    def prepare(self, world: World, host: Host) -> None:
        world.network.close_idle(host.transport)


@dataclass(frozen=True)
class Circumstances:
    """Under which one step is carried out."""

    host: int = 0
    dies_at: int | str | None = None
    """The number of a point, or its name: the first time that the worker comes there."""
    wrong: tuple[Any, ...] = ()
    impatient: bool = False
    """It does not wait for a lock at all, where it does not wait for ever."""

    def __repr__(self) -> str:
        said = [f"host={self.host}"] if self.host else []
        said += [] if self.dies_at is None else [f"dies_at={self.dies_at!r}"]
        said += [f"wrong={self.wrong!r}"] if self.wrong else []
        said += ["impatient=True"] if self.impatient else []
        return f"Circumstances({', '.join(said)})"
