"""A report as a mail, for the morning and a phone; it names no buyer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ....api.secret import mask
from ....conf import conf
from ....models import Finding, Kind
from ...installation import frozen
from ...linked import ShopOrder
from ...messages.staff import staff_text
from .as_html import rendered
from .as_text import moment
from .explanations import KINDS, next_step, what, won
from .report import Report

SHOWN = 30
"""Of what is left, and of what was mended; the rest is in the report of the command."""
_say = staff_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Composed:
    subject: str
    text: str
    html: str


def compose(report: Report) -> Composed:
    context = _context(report)
    return Composed(
        subject=context["subject"],
        text=rendered("mail.txt", context, is_html=False),
        html=rendered("mail.html", context),
    )


def _context(report: Report) -> dict[str, Any]:
    run, tally = report.run, report.all_kinds
    day, totals = run.started_at, report.totals
    left, mended = (
        [_finding(*one, heal=run.heal) for one in report.differences(SHOWN, healed=healed)]
        for healed in (False, True)
    )
    state = _state(report)
    here = [installation.address for installation in frozen.in_force()]
    return {
        "language": "en" if conf.staff_language == "en" else "ko",
        "subject": f"[{_say('브랜드페이', 'Brandpay')}] {moment(day)[:10]} {state}",
        "title": _say("브랜드페이 대사", "Brandpay reconciliation"),
        "state": state,
        "agrees": report.agrees,
        "shop": here[-1].split(" ")[0] if here else "",
        "span": f"{moment(run.since)} – {moment(run.until)} ({_say('서울', 'Seoul')})",
        "errors": report.errors,
        "failed": _say(
            "비교하지 못한 것이 있습니다. 원인을 고친 뒤 manage.py brandpay_reconcile --heal을 "
            "다시 실행하세요.",
            "Not everything was compared. Mend the cause, then run manage.py brandpay_reconcile "
            "--heal again.",
        ),
        "days_title": _say("일별 합계", "Totals of each day"),
        "columns": {
            "date": _say("날짜", "day"),
            "sold": _say("승인", "sold"),
            "refunded": _say("여기서 환불", "refunded here"),
            "net": _say("순액", "net"),
            "won": _say("원", "won"),
        },
        "days": _days(report),
        "left_title": _say(f"남은 차이 {tally.left:,}건", f"Left for you: {tally.left:,}"),
        "left": left,
        "left_more": _more(tally.left - len(left)),
        "mended_title": _say(
            f"저절로 해결된 차이 {tally.healed:,}건", f"Mended by itself: {tally.healed:,}"
        ),
        "mended": mended,
        "mended_more": _more(tally.healed - len(mended)),
        "under_way": _under_way(totals["under_way"]),
        "foot": _say(
            "보내는 설정: BRANDPAY_REPORT_TO, BRANDPAY_REPORT_WHEN. 상점관리자에서는 orderId를 "
            "주문번호로 검색하세요.",
            "Sent because of BRANDPAY_REPORT_TO and BRANDPAY_REPORT_WHEN. In the Toss console "
            "(상점관리자) search for the orderId as 주문번호.",
        ),
    }


def _state(report: Report) -> str:
    left = report.all_kinds.left
    if left:
        return _say(f"차이 {left:,}건이 남았습니다", f"{left:,} differences are left")
    if report.errors:
        return _say("비교하지 못한 것이 있습니다", "not everything was compared")
    return _say("모두 일치합니다", "everything agrees")


def _days(report: Report) -> list[dict[str, Any]]:
    """Newest first. Our own rows, and where the run is of some merchants only, Toss's list."""
    here = report.here()
    days = [here.get(day.date, day) for day in reversed(report.days)]
    highest = max((max(day.approved_won, day.refunded_won) for day in days), default=0)
    return [
        {
            "date": day.date.strftime("%m-%d"),
            "sold": won(day.approved_won),
            "sold_count": f"{day.approved:,}",
            "sold_percent": _percent(day.approved_won, highest),
            "refunded": won(day.refunded_won),
            "refunded_count": f"{day.refunded:,}",
            "refunded_percent": _percent(day.refunded_won, highest),
            "net": won(day.approved_won - day.refunded_won),
        }
        for day in days
    ]


def _percent(part: int, of: int) -> int:
    """Something has a bar, however small."""
    return max(1, part * 100 // of) if part > 0 else 0


def _finding(finding: Finding, order: ShopOrder, *, heal: bool) -> dict[str, Any]:
    title, said = KINDS[Kind(finding.kind)], what(finding)
    todo = next_step(finding, heal=heal)
    return {
        "title": _say(title.ko, title.en),
        "at": moment(finding.at) if finding.at else "",
        "order": finding.order,
        "order_word": _say("주문", "order"),
        "order_url": order.url,
        "channel": order.channel,
        "order_id": finding.order_id,
        "payment_key": mask(finding.payment_key) if finding.payment_key else "",
        "what": _say(said.ko, said.en),
        "next": _say(todo.ko, todo.en),
    }


def _more(count: int) -> str:
    how = "manage.py brandpay_reconcile --csv FILE"
    return _say(f"외 {count:,}건: {how}", f"And {count:,} more: {how}") if count > 0 else ""


def _under_way(count: int) -> str:
    if not count:
        return ""
    return _say(
        f"지금 결제 중이거나 처리 중이어서 비교에서 뺀 결제: {count:,}건.",
        f"Left out, as they are being paid or worked on just now: {count:,}.",
    )
