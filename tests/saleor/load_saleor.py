"""Starts the Saleor of a load run and reads what it has measured."""

import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class LoadedSaleor:
    url: str
    notes: Path
    parents: list[int]
    """Processes whose children do the work."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def read(self) -> None:
        """What its processes have noted so far."""
        self.seconds.clear()
        self.errors.clear()
        for line in self.notes.read_text().splitlines():
            note = json.loads(line)
            if "hook" in note:
                self.seconds[note["hook"]].append(note["seconds"])
            else:
                self.errors.append(f"{note['logger']}: {note['error']}")

    def lines(self) -> list[str]:
        return [
            f"  {name}: {len(all_)} calls, median {statistics.median(all_) * 1000:.0f} ms, "
            f"95 % within {sorted(all_)[int(len(all_) * 0.95)]:.2f} s, longest {max(all_):.2f} s"
            for name, all_ in sorted(self.seconds.items())
        ]


@contextmanager
def loaded_saleor(folder: Path, *, processes: int, **settings: str) -> Iterator[LoadedSaleor]:
    """Saleor in processes of its own; `settings` go into their environment."""
    notes = folder / "saleor.jsonl"
    notes.touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.saleor.load_server", str(processes), str(notes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **settings},
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, "Saleor did not start"
        yield LoadedSaleor(url, notes, [process.pid])
    finally:
        process.communicate(timeout=30)
