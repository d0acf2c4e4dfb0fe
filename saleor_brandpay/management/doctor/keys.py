"""Encryption keys: at which step of a rotation the shop is, and what is next (M20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...core.merchants import key_steps, key_views
from ...core.merchants.key_steps import KeyState, Step
from ...models import Event
from ..dates import shown
from .finding import Finding, Level

_ABOUT = "keys"


def findings() -> Iterator[Finding]:
    state = key_steps.look()
    yield _step(state)
    yield from _other_processes(state)
    yield from _webhooks(state)


def _step(state: KeyState) -> Finding:
    return _STEPS[state.step](state)


def _unknown_key(state: KeyState) -> Finding:
    return Finding(
        Level.ERROR,
        _ABOUT,
        f"{_counts(state.under(*state.unknown))} are kept under {_named(state.unknown)}, which "
        "this process does not have and leaves alone: put the key at the end of "
        "BRANDPAY_ENCRYPTION_KEYS here, or, where it was derived from an earlier SECRET_KEY, that "
        "one into SECRET_KEY_FALLBACKS. Is it gone for good, save the plugin's page with the "
        "secret key once more; customers get new tokens at their next payment",
        code="key_unknown",
    )


def _derived(state: KeyState) -> Finding:
    return Finding(
        Level.NOTE,
        _ABOUT,
        f"none is configured: all is kept under {_named((state.first,))}, derived from SECRET_KEY. "
        "To configure one, set BRANDPAY_ENCRYPTION_KEYS in every process, then run "
        "brandpay_rotate_keys; what the derived key has written stays readable meanwhile",
        code="key_derived",
    )


def _in_front(state: KeyState) -> Finding:
    kept = f"{_counts(state.under(*state.older))} are still kept under {_named(state.older)}"
    if any(view[0] != state.first for view in key_views.heard()):
        return Finding(
            Level.WARNING,
            _ABOUT,
            f"step 2 of 4: {_named((state.first,))} is in front here, but not in every process; "
            f"{kept}: move it to the front in the others, too",
            code="key_not_in_front_everywhere",
        )
    return Finding(
        Level.WARNING,
        _ABOUT,
        f"step 3 of 4: {_named((state.first,))} is in front, and {kept}: once every process has "
        "it in front, run brandpay_rotate_keys",
        code="key_rotation_waits",
    )


def _added_behind(state: KeyState) -> Finding:
    return Finding(
        Level.NOTE,
        _ABOUT,
        f"step 1 of 4: {_named(state.new)} is added behind {_named((state.first,))}: once every "
        "process has it there, move it to the front of BRANDPAY_ENCRYPTION_KEYS in every process",
        code="key_added",
    )


def _old_may_go(state: KeyState) -> Finding:
    return Finding(
        Level.NOTE,
        _ABOUT,
        f"step 4 of 4: everything is kept under {_named((state.first,))}. "
        f"{_named(state.configured[1:])} may go, once no webhook comes to a URL of it",
        code="key_old_may_go",
    )


def _at_rest(state: KeyState) -> Finding:
    return Finding(
        Level.OK, _ABOUT, f"everything is kept under {_named((state.first,))}", code="keys_at_rest"
    )


_STEPS = {
    Step.UNKNOWN_KEY: _unknown_key,
    Step.DERIVED: _derived,
    Step.IN_FRONT: _in_front,
    Step.ADDED_BEHIND: _added_behind,
    Step.OLD_MAY_GO: _old_may_go,
    Step.AT_REST: _at_rest,
}


def _other_processes(state: KeyState) -> Iterator[Finding]:
    """As far as the cache has heard of them: each says now and then which keys it has."""
    for view, at in key_views.heard().items():
        if view == state.names:
            continue
        has = f"a process heard of at {shown(at)} has the keys {', '.join(view)} in this order"
        if state.first in view:
            yield Finding(
                Level.NOTE,
                _ABOUT,
                f"{has}; this one has {', '.join(state.names)}",
                code="key_differs_elsewhere",
            )
        else:
            yield Finding(
                Level.ERROR,
                _ABOUT,
                f"{has}, and cannot read what this one writes under {state.first}: its buyers are "
                "told to try again. Put the key into BRANDPAY_ENCRYPTION_KEYS there, or restart it",
                code="key_missing_elsewhere",
            )


def _webhooks(state: KeyState) -> Iterator[Finding]:
    """The URL that is registered at Toss is good while its key is here (M15)."""
    last = Event.objects.exclude(url_key="").order_by("-received_at").first()
    if last is None or last.url_key == state.first:
        return
    derived = last.url_key not in state.configured
    stays = " It stays good: a derived key is read for ever" if derived else ""
    yield Finding(
        Level.NOTE,
        _ABOUT,
        f"the last webhook, of {shown(last.received_at)}, came to a URL of {last.url_key}: "
        f"register the one of the plugin's page before that key goes.{stays}",
        code="webhook_url_of_older_key",
    )


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    return f"{'key' if len(listed) == 1 else 'keys'} {', '.join(listed)}"


def _counts(of: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in of.items())
