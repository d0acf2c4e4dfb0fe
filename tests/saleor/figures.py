"""Measures every payment hook of the run, and prints the figures at its end."""

import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sized
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections

HOOKS = {
    "process_payment": "open",
    "confirm_payment": "confirm",
    "refund_payment": "refund",
    "list_stored_payment_methods": "list methods",
    "list_payment_sources": "list sources",
    "stored_payment_method_request_delete": "remove method",
    "payment_gateway_initialize_tokenization": "open wallet",
    "payment_method_process_tokenization": "after the window",
    "transaction_refund_requested": "refund a transaction",
}
SESSIONS = {
    "payment_gateway_initialize_session": "gateway",
    "transaction_initialize_session": "initialize",
    "transaction_process_session": "process",
}
UNDER_LOCKS = ("open", "confirm", "refund")
_LOCKED = " (Saleor's locks are held for all of it)"


class Figures:
    """Queries and seconds of each call of a hook, by the step that it is."""

    def __init__(self) -> None:
        self.queries: dict[str, list[int]] = defaultdict(list)
        self.own: dict[str, list[int]] = defaultdict(list)
        """Those of the queries that touch tables of the plugin's."""
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.lines: list[str] = []
        self.last: dict[str, list[str]] = {}
        self.counts: dict[str, int] = defaultdict(int)
        self.faults: Counter[str] = Counter()
        """Of Toss's answers that went wrong, by kind; what tests forget is not counted."""

    def watch(self, plugin: type, hooks: dict[str, str] = HOOKS) -> None:
        for name, step in hooks.items():
            setattr(plugin, name, self._measured(step, getattr(plugin, name)))

    def say(self, line: str) -> None:
        """A figure that a test has found."""
        self.lines.append(line)

    def count(self, name: str, things: Sized) -> None:
        """Add to a figure that several tests make together."""
        self.counts[name] += len(things)

    def summary(self) -> list[str]:
        lines = [*self.lines, *(f"{name}: {count}" for name, count in self.counts.items())]
        if self.faults:
            kinds = ", ".join(f"{kind} {count}" for kind, count in self.faults.most_common())
            lines.append(f"answers of Toss that went wrong: {self.faults.total()} ({kinds})")
        for step, counts in self.queries.items():
            seconds = self.seconds[step]
            own = self.own[step]
            lines.append(
                f"{step}: {len(counts)} calls, queries median {statistics.median(counts):.0f}, "
                f"most {max(counts)}, on tables of ours median {statistics.median(own):.0f}, "
                f"most {max(own)}; in the hook median {statistics.median(seconds) * 1000:.0f} "
                f"ms, longest {max(seconds):.2f} s{_LOCKED if step in UNDER_LOCKS else ''}"
            )
        return lines

    def _measured(self, step: str, hook: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*args: Any, **kwargs: Any) -> Any:
            began = time.monotonic()
            with counted() as queries:
                try:
                    return hook(*args, **kwargs)
                finally:
                    self.queries[step].append(len(queries))
                    self.own[step].append(len(on_our_tables(queries)))
                    self.seconds[step].append(time.monotonic() - began)
                    self.last[step] = queries

        return measured


def on_our_tables(queries: list[str]) -> list[str]:
    return [query for query in queries if '"saleor_brandpay_' in query]


@contextmanager
def counted() -> Iterator[list[str]]:
    """SQL statements of this thread, over all connections; savepoints are not counted."""
    statements: list[str] = []
    thread = threading.get_ident()

    def note(execute, query, params, many, context):
        if threading.get_ident() == thread and "SAVEPOINT" not in query:
            statements.append(query)
        return execute(query, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield statements
