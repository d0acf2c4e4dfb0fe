"""What `brandpay_doctor` finds, worst first."""

from __future__ import annotations

from typing import Any

from ....core.reconcile.report.as_text import moment
from ..asked import Asked, Reader


def values(reader: Reader, asked: Asked) -> dict[str, Any]:
    """He tells of all channels together, and so only to those who may see all."""
    if reader.channel_pks is not None:
        return {"is_withheld": True}
    from ....management.doctor import Level, kept  # noqa: PLC0415 - Saleor
    from ....management.doctor.korean import TEXTS, title  # noqa: PLC0415

    last = kept.last()
    if last is None:
        return {"is_unknown": True}
    of = {level: [one for one in last.findings if one.level is level] for level in Level}
    return {
        "at": moment(last.at),
        "counts": {level.value: len(found) for level, found in of.items()},
        "troubles": [
            {
                "is_error": one.level is Level.ERROR,
                "korean": TEXTS.get(one.code, ""),
                "title": (title(one.about), one.about),
                "english": one.text,
                "code": one.code,
            }
            for one in (*of[Level.ERROR], *of[Level.WARNING])
        ],
        "others": [
            {
                "korean": TEXTS.get(one.code, "") if one.level is Level.NOTE else "",
                "title": (title(one.about), one.about),
                "english": one.text,
            }
            for one in (*of[Level.NOTE], *of[Level.OK])
        ],
    }
