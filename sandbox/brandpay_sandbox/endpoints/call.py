"""What an endpoint gets, and how endpoints are described."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..http.validation import Items, Shape, checked

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.datastructures import QueryParams

    from ..endpoint_names import EndpointName
    from ..http.auth import Caller
    from ..toss.customers import Customer
    from ..toss.merchants import KeyPair, Merchant
    from ..toss.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authenticated request."""

    state: State
    endpoint: Endpoint
    caller: Caller
    params: dict[str, str]
    query: QueryParams
    body: dict[str, Any]

    @property
    def now(self) -> datetime:
        return self.state.clock.now()

    @property
    def merchant(self) -> Merchant:
        return self.caller.merchant

    @property
    def given(self) -> dict[str, Any]:
        """The body's fields, checked; raises TossError."""
        return checked(self.body, self.endpoint.body)

    @property
    def asked(self) -> dict[str, Any]:
        """The query's fields, checked; raises TossError."""
        query: dict[str, Any] = dict(self.query)
        for name, one in self.endpoint.query.items():
            if isinstance(one, Items) and name in query:
                query[name] = [
                    text for all_ in self.query.getlist(name) for text in all_.split(",")
                ]
        return checked(query, self.endpoint.query)

    @property
    def pair(self) -> KeyPair:
        """The caller's keys, where Basic was asked for."""
        assert self.caller.pair is not None  # noqa: S101
        return self.caller.pair

    @property
    def customer(self) -> Customer:
        """The caller, where Bearer was asked for."""
        assert self.caller.customer is not None  # noqa: S101
        return self.caller.customer


Handler = Callable[[Call], Any]
"""Answers JSON or raises TossError."""
Refusal = Callable[[Call, str], None]
"""What a refusal with this code leaves behind."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    name: EndpointName
    """What faults and tests call it."""
    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    answer: str
    """The schema of its answer, in `openapi/answers.py`."""
    summary: str
    bearer: bool = False
    refused: Refusal | None = None
    body: Shape = field(default_factory=dict)
    query: Shape = field(default_factory=dict)
