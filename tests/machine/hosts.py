"""What a host's process remembers; a worker that dies takes it along."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from saleor_brandpay.api import caller
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.transport import Transport
from saleor_brandpay.core.confirm import sent_keys
from saleor_brandpay.core.installation import sightings
from saleor_brandpay.core.merchants import crypto, merchants


@dataclass(eq=False)
class Host:
    name: str
    keys: tuple[str, ...] = ()
    """BRANDPAY_ENCRYPTION_KEYS of its processes."""
    sent: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, Secret] = field(default_factory=dict)
    """Keys of Toss's that were saved here."""
    sighted: dict[Any, Any] = field(default_factory=dict)
    transport: Transport = field(default_factory=Transport)

    def forget_if(self, died: object) -> None:
        """A killed process starts over with no memory and no connections."""
        if died:
            self.transport._session.close()
            self.sent, self.secrets, self.sighted, self.transport = {}, {}, {}, Transport()


ELSEWHERE = Host("elsewhere")
"""That of threads which are no worker's: it knows every key."""


class _OfHost(MutableMapping[Any, Any]):
    """A module's memory, of the host that the present worker runs on."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def _now(self) -> dict[Any, Any]:
        memory: dict[Any, Any] = getattr(host_here(), self._name)
        return memory

    def __getitem__(self, key: Any) -> Any:
        return self._now[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._now[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._now[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)


def host_here() -> Host:
    from .actors import current

    actor = current()
    return actor.host if actor else ELSEWHERE


def separate(patch: pytest.MonkeyPatch) -> None:
    """Give each host its own memory and keys."""
    patch.setattr(sent_keys, "_sent", _OfHost("sent"))
    patch.setattr(merchants, "_HELD", _OfHost("secrets"))
    patch.setattr(sightings, "_noted", _OfHost("sighted"))
    patch.setattr(caller, "shared", lambda: host_here().transport)
    patch.setattr(crypto, "configured_keys", lambda: host_here().keys)
