"""How a payment was made, in one line: all of it that Saleor's dashboard shows."""

from __future__ import annotations

from typing import Any

from .staff import staff_text

_BANKS = {"TOSSBANK": "토스뱅크", "KAKAOBANK": "카카오뱅크", "KBANK": "케이뱅크"}
"""Toss calls them 토스, 카카오 and 케이, which are other companies' names to a reader."""
_PARTS = {
    "approveNo": ("승인번호 {}", "approval no. {}"),
    "installmentMonths": ("할부 {}개월", "{} instalments"),
    "discount": ("즉시할인 {:,}원", "instant discount {:,} won"),
}


def method_name(method: dict[str, Any]) -> str:
    """The card company, or the account with its digits where they are known."""
    return staff_text(*_names(method))


def title(method: dict[str, Any], *, is_test: bool = False) -> str:
    """The card or account, such as `신한 000*`; of what was kept of a payment."""
    return staff_text(*_titles(method, is_test=is_test))


def payment_line(method: dict[str, Any], *, is_test: bool = False) -> str:
    """And what staff are asked about, such as `신한 000*, 승인번호 00001234, 할부 3개월`."""
    lines = [[one] for one in _titles(method, is_test=is_test)]
    for name, texts in _PARTS.items():
        if value := method.get(name):
            _add(lines, *(text.format(value) for text in texts))
    if number := (method.get("cashReceipt") or {}).get("issueNumber"):
        _add(lines, f"현금영수증 {number}", f"cash receipt {number}")
    return staff_text(*(", ".join(filter(None, line)) for line in lines))


def _add(lines: list[list[str]], *texts: str) -> None:
    for line, text in zip(lines, texts, strict=True):
        line.append(text)


def _titles(method: dict[str, Any], *, is_test: bool) -> list[str]:
    names = _names(method)
    if method.get("type") == "card" and (last4 := method.get("last4")):
        names = [f"{name} {last4}" for name in names]
    marks = ("[테스트]", "[TEST]") if is_test else ("", "")
    return [" ".join(filter(None, pair)) for pair in zip(marks, names, strict=True)]


def _names(method: dict[str, Any]) -> list[str]:
    korean = method.get("name") or method.get("method") or ""
    brand = method.get("brand") or ""
    english = brand.replace("_", " ") or korean
    if method.get("type") != "account":
        return [korean, english]
    last4 = method.get("last4") or ""
    bank = _BANKS.get(brand, korean)
    return [f"{bank} 계좌 {last4}".strip(), f"{english} account {last4}".strip()]
