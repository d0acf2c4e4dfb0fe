"""What each part of the run came to, and the summary at the end."""

import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

NOTHING_CHOSEN = 5
"""How pytest ends when no test is left."""


@dataclass(kw_only=True)
class Result:
    """One line of the summary."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = [f"{self.passed} passed"]
        if self.failed:
            counts.append(f"{self.failed} FAILED")
        if self.skipped:
            counts.append(f"{self.skipped} skipped")
        return f"{self.name:<28} {', '.join(counts):<24} {'; '.join(self.notes)}".rstrip()


def check(name: str, code: int) -> Result:
    """A command that either passes or fails."""
    return Result(name=name, passed=int(code == 0), failed=int(code != 0))


def error(name: str, reason: str) -> Result:
    """Something that should have run and could not."""
    return Result(name=name, failed=1, notes=[reason])


def pytest_result(name: str, report: Path, code: int) -> Result:
    """Counts of a pytest run from its JUnit report; a run without a report is one failure."""
    if not report.exists():
        return error(name, f"pytest ended with {code} and no report")
    suite = ET.parse(report).getroot().find("testsuite")
    counts = suite.attrib if suite is not None else {}
    total, skipped, failed = (
        sum(int(counts.get(key, 0)) for key in keys)
        for keys in (("tests",), ("skipped",), ("failures", "errors"))
    )
    result = Result(name=name, passed=total - skipped - failed, failed=failed, skipped=skipped)
    if code == NOTHING_CHOSEN:
        result.notes.append("no such test")
    elif code and not failed:
        result.failed = 1
        result.notes.append(f"pytest ended with {code}")
    return result


def merged(results: Iterable[Result]) -> list[Result]:
    """One line for the shards of a suite, which have its name."""
    found: dict[str, Result] = {}
    for result in results:
        whole = found.setdefault(result.name, Result(name=result.name))
        whole.passed += result.passed
        whole.failed += result.failed
        whole.skipped += result.skipped
        whole.notes += [note for note in result.notes if note not in whole.notes]
    return list(found.values())


def summarise(results: list[Result], remarks: list[str]) -> int:
    """Print the summary. Returns the exit status, which is not 0 when nothing has run."""
    sys.stdout.flush()
    print("\n" + " summary ".center(78, "="))
    for line in [*map(str, results), *remarks]:
        print(line)
    failed = sum(result.failed for result in results)
    passed = sum(result.passed for result in results)
    print(f"{passed} passed, {failed} failed", flush=True)
    return int(failed > 0 or passed == 0)
