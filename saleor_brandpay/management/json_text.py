"""JSON for programs, which people read too."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

_CONTROLS = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def json_text(answer: Any) -> str:
    """Korean as it is; escaped what moves a cursor, which JSON allows and forged events hold."""
    text = json.dumps(answer, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
