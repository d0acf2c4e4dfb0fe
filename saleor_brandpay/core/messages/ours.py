"""Our own reasons by their codes, for one that was kept with an attempt."""

from __future__ import annotations

from . import problems, wallet_problems
from .problem import Problem

_OF_A_CODE_TWICE = (problems.BAD_REQUEST, problems.KEYS_ELSEWHERE, problems.PRICES_STALE)
OURS = {
    problem.code: problem
    for table in (problems, wallet_problems)
    for problem in vars(table).values()
    if isinstance(problem, Problem) and problem not in _OF_A_CODE_TWICE
}
