"""The language in which staff read: a setting of the shop, since nothing tells us theirs."""

from __future__ import annotations

from ...conf import conf


def staff_text(korean: str, english: str) -> str:
    """In the language of BRANDPAY_STAFF_LANGUAGE; in both while it names none."""
    if conf.staff_language == "ko" or korean == english:
        return korean
    return english if conf.staff_language == "en" else f"{korean} / {english}"
