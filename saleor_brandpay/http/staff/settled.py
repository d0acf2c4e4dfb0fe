"""What Toss pays out for a payment or a refund, in words for staff."""

from __future__ import annotations

from ...clock import now
from ...core.messages.staff import staff_text
from ...core.settlements.month import day_of
from ...core.settlements.of_payment import Known, NotYet, PaidOut
from .figures import moment, won

_TEST = "테스트 결제는 정산되지 않음", "none for test payments"
_UNKNOWN = "아직 알 수 없음 (매일 밤 읽음)", "not known yet (read each night)"


def words(known: Known, *, is_test: bool = False, is_given_back: bool = False) -> str:
    """When it is paid out, how much, and what Toss keeps of it; else why that is not known."""
    if isinstance(known, PaidOut):
        return staff_text(*_paid_out(known))
    if is_test:
        return staff_text(*_TEST)
    if not isinstance(known, NotYet):
        return staff_text(*_UNKNOWN)
    at = moment(known.as_of)
    # What went back in full before it was settled may never be (core/settlements/missing.py).
    maybe = (" · 전액 환불되어 정산되지 않을 수 있음", " · refunded: perhaps never")
    korean, english = maybe if is_given_back else ("", "")
    return staff_text(f"아직 정산되지 않음 ({at} 기준){korean}", f"not yet, as of {at}{english}")


def _paid_out(known: PaidOut) -> tuple[str, str]:
    is_back = (known.pay_out or 0) < 0
    korean, english = _day(known, is_back=is_back)
    if known.pay_out is None:
        return f"{korean} · 금액을 읽을 수 없음", f"{english} · its amounts cannot be read"
    fee, vat = (won(abs(one)) if one is not None else "–" for one in (known.fee, known.vat))
    kept = ("수수료 환급", "fee given back") if is_back else ("수수료", "fee")
    return (
        f"{korean} · {won(known.pay_out)} · {kept[0]} {fee} (부가세 {vat} 포함)",
        f"{english} · {won(known.pay_out)} · {kept[1]} {fee}, with VAT {vat}",
    )


def _day(known: PaidOut, *, is_back: bool) -> tuple[str, str]:
    """A refund is taken off what is paid out on that day."""
    on = known.on
    if on is None:
        return "입금일 미정", "no day of payout yet"
    korean, english = ("차감", "taken off") if is_back else ("입금", "paid out")
    if on > day_of(now()):
        return f"{on} {korean} 예정", f"to be {english} on {on}"
    return f"{on} {korean}", f"{english} on {on}"
