"""The page in the dashboard's navigation: what the commands tell, for staff without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.safestring import SafeString

from .asked import Asked, Reader
from .page import rendered
from .parts import days, doctor, events, reconciling, settlements

_PARTS: dict[str, tuple[tuple[str, str], Callable[[Reader, Asked], dict[str, Any]]]] = {
    "doctor": (("상태", "State"), doctor.values),
    "days": (("일별 합계", "Per day"), days.values),
    "reconciling": (("대사", "Reconciling"), reconciling.values),
    "events": (("웹훅", "Webhooks"), events.values),
    "settlements": (("정산", "Settlements"), settlements.values),
}


def body(reader: Reader, form: Mapping[str, str]) -> SafeString:
    """The part that the form asks for, the state first. Nothing is asked of Toss."""
    asked = Asked.of(form, list(_PARTS))
    _, values = _PARTS[asked.part]
    return rendered(
        "overview.html",
        language=reader.language,
        asked=asked,
        parts=[(name, *title) for name, (title, _) in _PARTS.items()],
        is_of_channels=reader.channel_pks is not None,
        template=f"overview_{asked.part}.html",
        **values(reader, asked),
    )
