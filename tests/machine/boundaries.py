"""The points at which a worker can die or be held: around each commit and each call to Toss."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from saleor_brandpay.api.transport import Transport

from .actors import current
from .network import Network
from .watching import Watch, is_charge, is_confirm

_WRITE = re.compile(r"\s*(insert|update|delete)\b", re.IGNORECASE)

_PATIENCE = re.compile(r"\s*set local lock_timeout\b", re.IGNORECASE)


def mark(patch: pytest.MonkeyPatch, network: Network, watch: Watch) -> None:
    patch.setattr(BaseDatabaseWrapper, "_commit", _committed(BaseDatabaseWrapper._commit))
    for name in ("_rollback", "_cursor"):
        patch.setattr(BaseDatabaseWrapper, name, _alive(getattr(BaseDatabaseWrapper, name)))
    patch.setattr(BaseDatabaseWrapper, "set_autocommit", _alive(BaseDatabaseWrapper.set_autocommit))
    patch.setattr(
        BaseDatabaseWrapper,
        "_savepoint_rollback",
        _released(BaseDatabaseWrapper._savepoint_rollback),
    )
    patch.setattr(BaseDatabaseWrapper, "connect", _watched(BaseDatabaseWrapper.connect))
    patch.setattr(Transport, "send", _sent(Transport.send, network, watch))


def _committed(original: Callable[..., None]) -> Callable[..., None]:
    def commit(database: Any) -> None:
        actor = current()
        if actor is None:
            return original(database)
        actor.reached("before a commit")
        original(database)
        return actor.reached("after a commit")

    return commit


def _released(original: Callable[..., None]) -> Callable[..., None]:
    """Going back to a savepoint lets go of the locks taken since."""

    def rollback(database: Any, sid: str) -> None:
        original(database, sid)
        actor = current()
        if actor:
            actor.reached("after a rollback to a savepoint")

    return rollback


def _alive(original: Callable[..., Any]) -> Callable[..., Any]:
    """The dead do nothing, whatever `finally` they pass on their way out."""

    def method(database: Any, *args: Any, **kwargs: Any) -> Any:
        actor = current()
        if actor:
            actor.must_live()
        return original(database, *args, **kwargs)

    return method


def _watched(original: Callable[..., None]) -> Callable[..., None]:
    """A single statement outside any transaction is a commit of its own."""

    def connect(database: Any) -> None:
        original(database)
        if current() and _execute not in database.execute_wrappers:
            database.execute_wrappers.append(_execute)

    return connect


def _execute(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    actor, database = current(), context["connection"]
    if actor is None:
        return execute(sql, params, many, context)
    actor.must_live()
    if _PATIENCE.match(str(sql)):
        # In real time, which plays no part here: drawn instead.
        sql = f"set local lock_timeout = '{actor.patience}'"
    if database.in_atomic_block or not _WRITE.match(str(sql)):
        return execute(sql, params, many, context)
    actor.reached("before a commit")
    result = execute(sql, params, many, context)
    actor.reached("after a commit")
    return result


def _sent(original: Callable[..., Any], network: Network, watch: Watch) -> Callable[..., Any]:
    def send(transport: Transport, call: Any, deadline: Any) -> Any:
        actor = current()
        if actor is None:
            return original(transport, call, deadline)
        name = _endpoint(call)
        actor.reached(f"before {name}")
        if is_confirm(call) or is_charge(call):
            watch.before_confirm(call)
        try:
            return network.carry(original, transport, call, deadline)
        finally:
            actor.reached(f"after {name}")

    return send


def _endpoint(call: Any) -> str:
    if is_charge(call):
        return "POST charge"
    last = call.path.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    known = last in {"confirm", "cancel", "access-token", "transactions"}
    return f"{call.method} {last if known else 'payment'}"
