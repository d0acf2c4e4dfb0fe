"""Who waits for Toss in a hook holds no database connection that he can do without (M21).

Saleor gives each request a connection to the writer and one to the replica, until its end. While
Toss hangs, a crowd of buyers holds them all, and nobody else of the shop is answered.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connections, router

from ..models import Attempt

logger = logging.getLogger(__name__)


def let_go() -> None:
    """Close all but the writer's, unless a transaction is open; Django opens them when asked.

    The writer's stays: what Toss answers is written down even when no other one is to be had.
    """
    writer = router.db_for_write(Attempt)
    for connection in connections.all(initialized_only=True):
        idle = connection.connection is not None and not connection.in_atomic_block
        if connection.alias == writer or not idle:
            continue
        try:
            connection.close()
        except DatabaseError:
            logger.warning("a database connection could not be closed", exc_info=True)
