"""What a host's process remembers; a worker that dies takes it along."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field

import pytest

from saleor_brandpay.api import caller
from saleor_brandpay.api.transport import Transport
from saleor_brandpay.core.confirm import sent_keys


@dataclass(eq=False)
class Host:
    name: str
    sent: dict[str, str] = field(default_factory=dict)
    transport: Transport = field(default_factory=Transport)

    def forget_if(self, died: object) -> None:
        """A killed process starts over with no memory and no connections."""
        if died:
            self.transport._session.close()
            self.sent, self.transport = {}, Transport()


class _Sent(MutableMapping[str, str]):
    """`sent._sent` of the host that the present worker runs on."""

    def __init__(self, elsewhere: Host) -> None:
        self._elsewhere = elsewhere

    @property
    def _now(self) -> dict[str, str]:
        return host_here(self._elsewhere).sent

    def __getitem__(self, key: str) -> str:
        return self._now[key]

    def __setitem__(self, key: str, value: str) -> None:
        self._now[key] = value

    def __delitem__(self, key: str) -> None:
        del self._now[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)


def host_here(elsewhere: Host) -> Host:
    from .actors import current

    actor = current()
    return actor.host if actor else elsewhere


def separate(patch: pytest.MonkeyPatch) -> None:
    """Give each host its own memory; threads that are no worker share one more."""
    elsewhere = Host("elsewhere")
    patch.setattr(sent_keys, "_sent", _Sent(elsewhere))
    patch.setattr(caller, "shared", lambda: host_here(elsewhere).transport)
