"""The tests' side of the forked Saleor: workers that die where they are told to."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.saleor.crash_points import CrashPoint


def frozen_at() -> str | None:
    """Where the test's clock stands, if it does: its workers live by the same one."""
    from saleor_brandpay import clock

    current = clock.set_clock(clock.Clock())
    clock.set_clock(current)
    return current.now().isoformat() if isinstance(current, clock.FrozenClock) else None


@dataclass
class Worker:
    pid: int
    mark: Path
    url: str = ""
    status: int | None = None

    @property
    def struck(self) -> bool:
        """Whether it came to the moment that it was to die at."""
        return self.mark.exists()


@dataclass
class Workers:
    """Forks of one loaded Saleor, all on the test's database."""

    public_url: str
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="brandpay-")))
    count: int = 0

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.saleor.forked_saleor"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == {"ready": True}, "the forked Saleor did not start"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    @contextmanager
    def serving(
        self, crash_point: CrashPoint | None, *, first: str | None = None, **job: Any
    ) -> Iterator[Worker]:
        """A Saleor that answers at `url` until its moment; buried afterwards.

        `first` names a function (`module:function`) that it calls before it serves; `settings`
        and `environ` are its own.
        """
        worker = self._fork(crash_point, first=first, **job)
        try:
            yield worker
        finally:
            worker.status = self._ask(kill=worker.pid)["status"]

    def run(
        self, function: str, *args: Any, crash_point: CrashPoint | None = None, **job: Any
    ) -> Worker:
        """A function in a worker of its own; `status` is 0, 1 for an exception, or -9."""
        worker = self._fork(crash_point, run=function, args=args, **job)
        worker.status = self._ask(wait=worker.pid)["status"]
        return worker

    def _fork(self, crash_point: CrashPoint | None, **job: Any) -> Worker:
        self.count += 1
        mark = self.folder / str(self.count)
        words = crash_point.words() if crash_point else None
        common = {"crash_point": words, "mark": str(mark), "public_url": self.public_url}
        made = self._ask(**{**common, "at": frozen_at(), **job})
        return Worker(pid=made["pid"], url=made.get("url", ""), mark=mark)

    def _ask(self, **job: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the forked Saleor is gone"
        answer: dict[str, Any] = json.loads(line)
        return answer
