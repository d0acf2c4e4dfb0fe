"""Notes for the console's time lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..toss.journal import Event, Kind

if TYPE_CHECKING:
    from ..toss.state import State
    from .session import Session


def note(state: State, session: Session, kind: Kind, name: str, **detail: Any) -> None:
    """Something happened in the window. Nothing secret may be in `detail`."""
    state.journal.add(
        Event(
            at=state.clock.now(),
            kind=kind,
            name=name,
            merchant=session.pair.merchant,
            customer_key=session.customer_key,
            payment_key=session.payment.payment_key if session.payment else None,
            detail=detail,
        )
    )
