"""A file in which a run leaves its state, for the next one to go on with (`--state`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..toss.saved import load, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..toss.state import Sandbox, State


def go_on(sandbox: Sandbox, path: Path, then: Callable[[State], None]) -> None:
    """Take up what is left there, if anything, and bring that on by `then`. Raises ValueError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from None
    try:
        saved = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{path}: no JSON: {error}") from None

    def restore(state: State) -> None:
        try:
            load(state, saved)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
        then(state)

    sandbox.load(restore)


def leave(sandbox: Sandbox, path: Path) -> None:
    """Whole or not at all. Raises OSError."""
    text = json.dumps(save(sandbox.state), ensure_ascii=False)
    draft = path.with_name(path.name + ".new")
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)
