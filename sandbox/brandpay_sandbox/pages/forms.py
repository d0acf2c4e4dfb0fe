"""What the buyer types, checked: a message for each field that is wrong.

Any digits pass where their number is right: nobody should type a real card into a sandbox.
Only the masked form of a number leaves this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..control.samples import account_details, card_details
from ..toss.clock import KST
from ..toss.organisations import bank, company_of
from ..toss.passwords import is_password

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Form = dict[str, str]
Errors = dict[str, str]
"""Field to the word of `words.py` that says what is wrong."""

TEST_CODE = "000000"
"""UNCERTAIN: it is that of the window of billing."""


def phone(form: Form) -> Errors:
    errors = {}
    if not 1 <= len(form.get("name", "").strip()) <= 50:
        errors["name"] = "name_wrong"
    if re.fullmatch(r"01\d{8,9}", digits(form, "phone")) is None:
        errors["phone"] = "phone_wrong"
    return errors


def code(form: Form) -> Errors:
    return {} if digits(form, "code") == TEST_CODE else {"code": "code_wrong"}


def card(form: Form, now: datetime) -> tuple[Errors, dict[str, Any]]:
    """The errors, else what is kept of the card."""
    errors = {}
    number = digits(form, "number")
    if not 14 <= len(number) <= 16:
        errors["number"] = "number_wrong"
    if not _is_valid_until(digits(form, "expiry"), now):
        errors["expiry"] = "expiry_wrong"
    if len(digits(form, "birth")) not in {6, 10}:
        errors["birth"] = "birth_wrong"
    if re.fullmatch(r"\d\d", form.get("pin", ""), re.ASCII) is None:
        errors["pin"] = "pin_wrong"
    if errors:
        return errors, {}
    company = company_of(number)
    kept = f"{number[:8]}{'*' * (len(number) - 12)}{number[-4:-1]}*"
    return {}, card_details(company.code, company.korean, kept, "신용", "", company.acquirer)


def account(form: Form) -> tuple[Errors, dict[str, Any]]:
    """The errors, else what is kept of the account."""
    errors = {}
    chosen = bank(form.get("bank", ""))
    if chosen is None:
        errors["bank"] = "bank_wrong"
    number = digits(form, "account")
    if len(number) not in (chosen.digits if chosen else range(10, 15)):
        errors["account"] = "account_wrong"
    if errors or chosen is None:
        return errors, {}
    kept = f"{number[:3]}***{number[-4:]}"
    return {}, account_details(chosen.code, f"{chosen.korean} 계좌", kept, "")


def new_password(form: Form) -> Errors:
    """A new password, typed twice."""
    if not is_password(form.get("new")):
        return {"new": "password_form"}
    if form.get("again") != form["new"]:
        return {"again": "password_differs"}
    return {}


def digits(form: Mapping[str, str], name: str) -> str:
    """A field without the spaces, dashes and slashes that people type; "" if anything is left."""
    value = re.sub(r"[\s\-/.]", "", form.get(name, ""))
    return value if re.fullmatch(r"\d*", value, re.ASCII) else ""


def _is_valid_until(expiry: str, now: datetime) -> bool:
    """MMYY, this month or later."""
    if len(expiry) != 4 or not 1 <= int(expiry[:2]) <= 12:
        return False
    today = now.astimezone(KST)
    return (2000 + int(expiry[2:]), int(expiry[:2])) >= (today.year, today.month)
