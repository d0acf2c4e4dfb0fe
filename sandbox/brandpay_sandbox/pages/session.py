"""Payment windows that are open: one session each, from the SDK's call to its end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..toss.payments import WINDOW
from .language import Language

if TYPE_CHECKING:
    from ..toss.merchants import KeyPair
    from ..toss.payments import Payment
    from ..toss.window import PaymentRequest

Kind = Literal["payment", "method", "password", "one_touch", "settings", "billing"]
KINDS = frozenset(get_args(Kind))
"""What the SDK opened the window for."""


@dataclass(slots=True, kw_only=True)
class Session:
    id: str
    kind: Kind
    pair: KeyPair
    customer_key: str
    redirect_url: str | None
    origin: str | None
    """The shop's page: the only one that may frame the window. None where it has none (file:)."""
    english: bool
    opened_at: datetime
    request: PaymentRequest | None = None
    payment: Payment | None = None

    # How far the buyer is.
    code_sent: bool = False
    phone_checked: bool = False
    adding: bool = False
    """The buyer is registering one more method."""
    registered: bool = False
    code: str | None = None
    """The authorization code that the SDK is taking to the redirect URL."""
    redirect_problem: str | None = None
    redirect_status: str = ""
    authorized: bool = False
    chosen_id: str | None = None
    tries: int = 0
    """Wrong passwords so far."""
    password_set: bool = False
    refusal: str | None = None
    """The code that the confirm will be refused with, as chosen in the sandbox's drawer."""
    refusal_id: int | None = None
    ending: dict[str, Any] | None = None
    """What the SDK is told when the window closes."""
    noted: bool = False
    """The ending is in the journal."""
    expired: bool = False

    @property
    def language(self) -> Language:
        return Language(english=self.english)

    def is_too_old(self, now: datetime) -> bool:
        return now - self.opened_at > WINDOW


class Windows:
    """The sessions by their id, which nobody else can guess."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def open(self, **fields: Any) -> Session:
        session = Session(id=secrets.token_urlsafe(18), **fields)
        self._sessions[session.id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        return self._sessions.get(session_id)
