"""The pages of the window, one function per step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import ending, identity, manage, methods, paying

if TYPE_CHECKING:
    from ..flow import Step
    from ..html import Html
    from .view import View

SCREENS: dict[Step, Callable[[View], Html]] = {
    "terms": identity.terms,
    "phone": identity.phone,
    "code": identity.code,
    "register": methods.register,
    "redirect": ending.redirect,
    "new_password": identity.new_password,
    "choose": paying.choose,
    "password": paying.password,
    "change_password": manage.change_password,
    "one_touch": manage.one_touch,
    "settings": manage.settings,
    "billing": manage.billing,
    "expired": ending.expired,
    "end": ending.end,
}
