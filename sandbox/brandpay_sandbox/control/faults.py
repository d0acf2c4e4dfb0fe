"""Faults in the control API, below `/_sandbox/faults`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..endpoint_names import NAMES
from .fields import (
    Body,
    NotFoundError,
    Table,
    items,
    number,
    only,
    optional_text,
    probability,
    text,
    times,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..faults.faults import Faults, Order
    from ..toss.state import Sandbox, State

FIELDS = ("path", "kind", "code", "times", "seconds", "orderId", "probability")


def order_fault(faults: Faults, body: Body) -> Order:
    """Order what `body` says; ValueError says what is wrong with it."""
    only(body, *FIELDS)
    path = text(body, "path")
    if path != "*" and path not in NAMES:
        raise ValueError(f"path must be * or one of {', '.join(sorted(NAMES))}")
    several = isinstance(body.get("kind"), list)
    return faults.add(
        endpoint=path,
        kind=items(body, "kind") if several else text(body, "kind"),
        code=optional_text(body, "code"),
        times=times(body),
        seconds=number(body, "seconds", 86400) if body.get("seconds") is not None else None,
        order_id=optional_text(body, "orderId"),
        probability=probability(body),
    )


class FaultControl:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def _state(self) -> State:
        return self._sandbox.state

    async def listed(self, _request: Request, _body: Body) -> Body:
        return {"faults": [one.to_json() for one in self._state.faults]}

    async def add(self, _request: Request, body: Body) -> Body:
        return {"id": order_fault(self._state.faults, body).id}

    async def clear(self, _request: Request, _body: Body) -> Body:
        self._state.clear_faults()
        return {}

    async def remove(self, request: Request, _body: Body) -> Body:
        if not self._state.faults.withdraw(request.path_params["id"]):
            raise NotFoundError("no such fault, or it has struck as often as it should")
        return {}


def fault_table(sandbox: Sandbox) -> Table:
    control = FaultControl(sandbox)
    return (
        ("GET", "faults", control.listed),
        ("POST", "faults", control.add),
        ("DELETE", "faults", control.clear),
        ("DELETE", "faults/{id:int}", control.remove),
    )
