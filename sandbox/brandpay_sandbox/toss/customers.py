"""Brandpay customers: tokens, agreed terms, registered cards and accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from ..control.samples import ACCOUNTS, CARDS
from . import passwords
from .clock import iso
from .merchants import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .ids import Ids
    from .merchants import Merchant

TOKEN_LIFETIME = timedelta(days=30)
CODE_LIFETIME = timedelta(minutes=10)
"""UNCERTAIN: the lifetime of an authorization code is not documented."""

MethodType = Literal["card", "account"]


@dataclass(slots=True, kw_only=True)
class Method:
    """A registered card or account."""

    type: MethodType
    id: str
    method_key: str
    alias: str
    details: dict[str, Any]
    registered_at: datetime
    enabled: bool = True

    def to_json(self, promotions: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
        return {
            "id": self.id,
            "methodKey": self.method_key,
            "alias": self.alias,
            **self.details,
            "registeredAt": iso(self.registered_at),
            "status": "ENABLED" if self.enabled else "DISABLED",
            "promotions": list(promotions),
        }


if TYPE_CHECKING:
    Offered = Callable[[Method], Sequence[dict[str, Any]]]
    """What a method is offered now."""


@dataclass(slots=True, kw_only=True)
class Customer:
    merchant: Merchant
    key: str
    identified: bool = False
    access_token: str | None = None
    refresh_token: str | None = None
    token_expires_at: datetime | None = None
    methods: list[Method] = field(default_factory=list)
    agreed_terms: set[int] = field(default_factory=set)
    password: str | None = field(default=None, repr=False)
    """The payment password's hash."""
    one_touch: bool = False
    joined: bool = False
    """Agreed to terms or registered a method: no mere visitor of a window."""

    def has_token(self, now: datetime) -> bool:
        return self.token_expires_at is not None and now <= self.token_expires_at

    def enabled(self, kind: MethodType) -> list[Method]:
        return [method for method in self.methods if method.enabled and method.type == kind]

    def methods_json(self, offered: Offered = lambda _method: ()) -> dict[str, Any]:
        """The answer of both method lists: enabled ones only, the newest is selected."""
        newest = max(
            (method for method in self.methods if method.enabled),
            key=lambda method: method.registered_at,
            default=None,
        )
        return {
            "isIdentified": self.identified,
            "selectedMethodId": newest.id if newest else None,
            "cards": [one.to_json(offered(one)) for one in self.enabled("card")],
            "accounts": [one.to_json(offered(one)) for one in self.enabled("account")],
        }

    def to_json(self) -> dict[str, Any]:
        """For the control API: tokens masked."""
        expires = self.token_expires_at
        return {
            "mId": self.merchant.m_id,
            "customerKey": self.key,
            "accessToken": masked(self.access_token),
            "refreshToken": masked(self.refresh_token),
            "tokenExpiresAt": iso(expires) if expires else None,
            "agreedTerms": sorted(self.agreed_terms),
            "methods": self.methods_json(),
        }


@dataclass(slots=True, kw_only=True)
class Code:
    """An authorization code, for one exchange."""

    customer: Customer
    expires_at: datetime


class Announcer(Protocol):
    """Is told what happens to customers and their methods."""

    def customer(self, customer: Customer, status: str) -> None: ...

    def method(self, customer: Customer, method: Method, status: str) -> None: ...


class Customers:
    """The customers of every merchant; each merchant has its own."""

    def __init__(self, ids: Ids, announcer: Announcer) -> None:
        self._ids = ids
        self._announcer = announcer
        self._by_key: dict[tuple[Merchant, str], Customer] = {}
        self._codes: dict[str, Code] = {}

    def __iter__(self) -> Iterator[Customer]:
        return iter(self._by_key.values())

    def get(self, merchant: Merchant, key: str) -> Customer | None:
        return self._by_key.get((merchant, key))

    def get_or_create(self, merchant: Merchant, key: str) -> Customer:
        return self._by_key.setdefault((merchant, key), Customer(merchant=merchant, key=key))

    def restore(self, customer: Customer) -> None:
        """One that was saved."""
        self._by_key[customer.merchant, customer.key] = customer

    def by_token(self, token: str) -> Customer | None:
        return next((one for one in self._by_key.values() if one.access_token == token), None)

    def owner_of(self, merchant: Merchant, method_key: str) -> Customer | None:
        """The merchant's customer who has this method enabled."""
        return next(
            (
                customer
                for customer in self._by_key.values()
                if customer.merchant == merchant
                and any(m.enabled and m.method_key == method_key for m in customer.methods)
            ),
            None,
        )

    def remove(self, customer: Customer) -> None:
        """Withdraw: methods, token and open codes die at once."""
        del self._by_key[(customer.merchant, customer.key)]
        self._codes = {k: code for k, code in self._codes.items() if code.customer is not customer}
        self._announcer.customer(customer, "REMOVED")

    def issue_code(self, customer: Customer, now: datetime) -> str:
        self.join(customer)
        code = self._ids.code()
        self._codes[code] = Code(customer=customer, expires_at=now + CODE_LIFETIME)
        return code

    def take_code(self, code: str, merchant: Merchant, key: str, now: datetime) -> Customer | None:
        """The customer a code was issued for, once; None when it is not this one's or too old."""
        found = self._codes.get(code)
        if found is None or found.customer.merchant != merchant or found.customer.key != key:
            return None
        del self._codes[code]
        return found.customer if now <= found.expires_at else None

    def grant(self, customer: Customer, now: datetime, *, renew: bool) -> None:
        """Give a token, or extend the one there is; `renew` replaces both tokens."""
        if renew or customer.access_token is None:
            customer.access_token = self._ids.token()
            customer.refresh_token = self._ids.token()
        customer.token_expires_at = now + TOKEN_LIFETIME

    def register(
        self,
        customer: Customer,
        kind: MethodType,
        now: datetime,
        details: dict[str, Any] | None = None,
    ) -> Method:
        """Register a card or account: the given one (masked), or the next sample."""
        samples = CARDS if kind == "card" else ACCOUNTS
        count = sum(method.type == kind for method in customer.methods)
        method = Method(
            type=kind,
            id=self._ids.method_id("m" if kind == "card" else "b"),
            method_key=self._ids.method_key(),
            alias="",
            details=details or dict(samples[count % len(samples)]),
            registered_at=now,
        )
        self.join(customer)
        customer.methods.append(method)
        customer.identified = True
        self._announcer.method(customer, method, "ENABLED")
        return method

    def join(self, customer: Customer) -> None:
        """UNCERTAIN: when exactly a customer counts as created."""
        if not customer.joined:
            customer.joined = True
            self._announcer.customer(customer, "CREATED")

    def disable(self, customer: Customer, method: Method) -> None:
        method.enabled = False
        self._announcer.method(customer, method, "DISABLED")

    def rename(self, customer: Customer, method: Method, alias: str) -> None:
        method.alias = alias
        self._announcer.method(customer, method, "ALIAS_UPDATED")

    def set_password(self, customer: Customer, password: str) -> None:
        """Keep the payment password's hash; the first one is part of joining, and not told."""
        changed, customer.password = customer.password is not None, passwords.hashed(password)
        if changed:
            self._announcer.customer(customer, "PASSWORD_CHANGED")

    def set_one_touch(self, customer: Customer, on: bool) -> None:
        customer.one_touch = on
        self._announcer.customer(customer, "ONE_TOUCH_ACTIVATED" if on else "ONE_TOUCH_DEACTIVATED")
