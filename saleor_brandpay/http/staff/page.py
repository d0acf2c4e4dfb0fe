"""The frame of every page for staff: nothing in it runs, and nothing of it is kept."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from django.http import HttpResponse
from django.template import Context, Engine
from django.utils.safestring import SafeString

from . import tags

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "saleor_brandpay" / "staff"
_ENGINE = Engine(
    dirs=[str(_TEMPLATES), str(_TEMPLATES.parent)], builtins=[tags.__name__], autoescape=True
)
"""Not the shop's: its loaders and settings are its own."""
_STYLE = "".join(
    (_TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "overview.css")
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_ORIGIN = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?"
)


def page(
    title: str,
    body: SafeString,
    language: str,
    *,
    status: int = 200,
    framed_by: str = "",
    is_own_tab: bool = False,
) -> HttpResponse:
    """`framed_by`: the origin of the dashboard that asks, which may show it in a frame.

    `is_own_tab`: it stands in no frame, and its buttons post to its own address.
    """
    html = rendered(
        "base.html",
        title=title,
        body=body,
        language="en" if language == "en" else "ko",
        style=SafeString(_STYLE),
    )
    response = HttpResponse(html, status=status)
    is_framed = not is_own_tab and _ORIGIN.fullmatch(framed_by)
    ancestors = framed_by if is_framed else "'none'"
    forms, action = (" allow-forms", "'self'") if is_own_tab else ("", "'none'")
    response["Content-Security-Policy"] = (
        # Sandboxed, it is not even of the API's origin.
        f"sandbox allow-popups allow-popups-to-escape-sandbox{forms}; default-src 'none'; "
        f"style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action {action}; "
        f"frame-ancestors {ancestors}"
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def rendered(name: str, **values: object) -> SafeString:
    """A template of `templates/saleor_brandpay/staff/`; what stands in it is escaped."""
    context = Context(values, use_l10n=False, use_tz=False)
    return SafeString(_ENGINE.get_template(name).render(context))
