"""What `brandpay_doctor` finds, on our App in the dashboard: read without a command line."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from django.core.cache import cache

from . import sweeping
from .adapters.saleor import app_extensions, app_problems, app_row
from .adapters.saleor.app_problems import LONGEST, Problem
from .api.text import cut
from .conf import conf
from .core.messages.staff import staff_text
from .management.doctor import Finding, Level, kept
from .management.doctor.korean import TEXTS

logger = logging.getLogger(__name__)

EVERY = kept.EVERY
NOTES = frozenset({"test_keys"})
"""Nobody has to do anything, and staff should know all the same."""
_MARK = "saleor_brandpay:app-problems"
_NAMED = 5
_LANGUAGE = LONGEST // 2 - 2
"""Of a message, for each of two languages."""


def tell() -> None:
    """At the end of a sweep; what fails here stops none."""
    if not (app_extensions.exist() or app_problems.exist()):
        return
    if not sweeping.safely(lambda: cache.add(_MARK, 1, EVERY), failed=True):
        return
    try:
        app_row.renew_pages()
    except Exception:
        logger.exception("the pages for staff were not renewed")
    try:
        if app_problems.exist():
            _tell()
    except Exception:
        logger.exception("what brandpay_doctor finds was not written to our App")


def _tell() -> None:
    if not conf.app_problems:
        app_problems.write({}, are_all=True)
        return
    found = kept.examined()
    is_whole = all(finding.code != "not_examined" for finding in found)
    app_problems.write(problems(found), are_all=is_whole)


def problems(found: Iterable[Finding]) -> dict[str, Problem]:
    """One for each code, whichever channels it is true of."""
    of: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.is_trouble or finding.code in NOTES:
            of.setdefault(finding.code, []).append(finding)
    return {code: _problem(code, findings) for code, findings in of.items()}


def _problem(code: str, findings: Sequence[Finding]) -> Problem:
    named = findings[:_NAMED]
    more = len(findings) - len(named)
    channels = [one.about.removeprefix("channel ") for one in named if one.is_of_channel]
    where = f" (채널: {', '.join(channels)}{f' 외 {more:,}' if more else ''})" if channels else ""
    korean = f"{TEXTS[code]}{where}" if code in TEXTS else ""
    english = ". ".join(f"{one.about}: {one.shareable}" for one in named)
    if more:
        english += f". And {more:,} more: brandpay_doctor"
    korean, english = cut(korean, _LANGUAGE), cut(english, _LANGUAGE)
    return Problem(
        message=staff_text(korean, english) if korean else english,
        count=sum(one.cases for one in findings),
        is_critical=any(one.level is Level.ERROR for one in findings),
    )
