"""At which step of a rotation the shop is (M20).

A new key is added behind the present one in every process; then it is moved to the front in
every process; then everything is re-encrypted under it; then the old one goes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from ...clock import now
from ...models import EncryptionKey
from . import crypto, encrypted, key_views
from .key_views import View


class Step(Enum):
    UNKNOWN_KEY = "unknown key"
    """Something is kept under a key that this process does not have."""
    DERIVED = "derived"
    """No key is configured."""
    ADDED_BEHIND = "added behind"
    """A new key stands behind the one that writes; nothing is kept under it yet."""
    IN_FRONT = "in front"
    """The first key writes; something is still kept under older ones."""
    OLD_MAY_GO = "old may go"
    """Everything is kept under the first key, and older ones are still listed."""
    AT_REST = "at rest"
    """One key is configured, and everything is kept under it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyState:
    step: Step
    names: View
    """Of the keys of this process, the derived ones last."""
    configured: View
    kept: dict[str, Counter[str]]
    """By kind: how many values under which key."""
    new: View
    """Configured keys under which nothing was ever kept."""

    @property
    def first(self) -> str:
        return self.names[0]

    def under(self, *names: str) -> dict[str, int]:
        """How many of each kind are kept under any of these keys."""
        found = {kind: sum(by[name] for name in names) for kind, by in self.kept.items()}
        return {kind: count for kind, count in found.items() if count}

    @property
    def older(self) -> View:
        """Keys other than the first under which something is kept, and which are here."""
        return tuple(name for name in self.names[1:] if self.under(name))

    @property
    def unknown(self) -> View:
        """Keys under which something is kept, and which are not here."""
        found = {name for by in self.kept.values() for name in by}
        return tuple(sorted(found - set(self.names)))


def look() -> KeyState:
    """Raises crypto.BadKeys."""
    configured = tuple(map(crypto.key_name, crypto.configured_keys()))
    used = set(EncryptionKey.objects.values_list("name", flat=True))
    kept = encrypted.kept_under()
    used.update(name for by in kept.values() for name in by)
    new = tuple(name for name in configured[1:] if name not in used)
    state = KeyState(
        step=Step.AT_REST, names=crypto.key_names(), configured=configured, kept=kept, new=new
    )
    return KeyState(step=_step(state), names=state.names, configured=configured, kept=kept, new=new)


def _step(state: KeyState) -> Step:
    if state.unknown:
        return Step.UNKNOWN_KEY
    if not state.configured:
        return Step.DERIVED
    if state.older:
        return Step.IN_FRONT
    if state.new:
        return Step.ADDED_BEHIND
    return Step.OLD_MAY_GO if len(state.configured) > 1 else Step.AT_REST


def remember() -> None:
    """The first key of this process has come into use."""
    EncryptionKey.objects.bulk_create(
        [EncryptionKey(name=crypto.key_names()[0], first_at=now())], ignore_conflicts=True
    )


def lacking() -> list[View]:
    """Lists of keys of other processes, heard of lately, that lack the key written with here."""
    return key_views.lacking(crypto.key_names()[0])
