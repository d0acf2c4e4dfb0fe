"""A pool of timed connections, and the `requests` adapter that uses it."""

from __future__ import annotations

import queue
from collections import deque
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from saleor_brandpay.api.connection import TimedConnection, TimedTLSConnection, current
from saleor_brandpay.api.secret import HiddenText

POOL_SIZE = 32
"""Connections kept; threads beyond that get one of their own for each call."""


class _Idle:
    """The idle connections of a pool, last in first out.

    In place of urllib3's queue, whose lock a fork may copy while another thread holds it.
    """

    def __init__(self, maxsize: int) -> None:
        self._connections: deque[object] = deque()
        self._maxsize = maxsize

    def get(self, block: bool = False, timeout: float | None = None) -> object:
        try:
            return self._connections.pop()
        except IndexError:
            raise queue.Empty from None

    def put(self, connection: object, block: bool = False) -> None:
        if len(self._connections) >= self._maxsize:
            raise queue.Full
        self._connections.append(connection)

    def qsize(self) -> int:
        return len(self._connections)


class TimedPool(HTTPConnectionPool):
    QueueCls: Any = _Idle
    ConnectionCls: Any = TimedConnection

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection: Any = super()._get_conn(timeout)
        exchange = current.get()
        if exchange.fresh:
            connection.close()
        exchange.reused = connection.sock is not None
        return connection


class TimedTLSPool(TimedPool, HTTPSConnectionPool):
    ConnectionCls: Any = TimedTLSConnection


_POOLS: Any = {"http": TimedPool, "https": TimedTLSPool}


class Adapter(HTTPAdapter):
    """Puts `requests` on timed connections, through a proxy as well."""

    def __init__(self) -> None:
        super().__init__(pool_connections=POOL_SIZE, pool_maxsize=POOL_SIZE, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_headers(self, proxy: Any) -> Any:
        return {name: HiddenText(value) for name, value in super().proxy_headers(proxy).items()}

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager
