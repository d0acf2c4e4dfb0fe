"""A file that is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


class AtomicFile:
    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self._draft = self.path.parent / f".{self.path.name}.{os.getpid()}"

    def problem(self) -> str:
        """Why it could not be written; empty when it can be. Leaves nothing behind."""
        if self.path.exists() and not self.path.is_file():
            return "it is no regular file"
        try:
            self._draft.write_text("")
            self._draft.unlink()
        except (OSError, ValueError) as error:
            return getattr(error, "strerror", None) or str(error)
        return ""

    def write(self, pieces: Iterable[str], *, encoding: str = "utf-8") -> None:
        """Raises OSError; an earlier file of this name then stays as it was."""
        try:
            with self._draft.open("w", encoding=encoding, newline="") as draft:
                draft.writelines(pieces)
            self._draft.replace(self.path)
        finally:
            self._draft.unlink(missing_ok=True)
