"""`python -m tests.runner.mutants`: what `make mutants` has come to so far, module by module."""

import json
from collections import Counter
from typing import Any

from .commands import REPOSITORY

FOLDER = REPOSITORY / "mutants"
KILLED, BY_TYPES, SURVIVED, NO_TESTS = (1, 3), (37,), (0,), (33, 5)
NOT_TRIED = None
ROW = "{:44} {:>6} {:>7} {:>9} {:>6} {:>6} {:>10} {:>9}"
HEAD = ("module", "made", "killed", "by mypy", "left", "slow", "untested", "not tried")


def main() -> None:
    print(ROW.format(*HEAD))
    total: Counter[Any] = Counter()
    left: list[str] = []
    for path in sorted(FOLDER.glob("saleor_brandpay/**/*.meta")):
        ends = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        if not ends:
            continue
        codes = Counter(ends.values())
        total += codes
        left += [name for name, code in ends.items() if code in (*SURVIVED, *NO_TESTS)]
        print(row(str(path.relative_to(FOLDER)).removesuffix(".meta"), codes))
    print(row("all", total))
    print("\nleft (mutmut show NAME):", *left, sep="\n  ")


def row(name: str, codes: Counter[Any]) -> str:
    figures = [sum(codes[code] for code in kind) for kind in (KILLED, BY_TYPES, SURVIVED)]
    untested, not_tried = sum(codes[code] for code in NO_TESTS), codes[NOT_TRIED]
    slow = codes.total() - sum(figures) - untested - not_tried
    return ROW.format(name, codes.total(), *figures, slow, untested, not_tried)


if __name__ == "__main__":
    main()
