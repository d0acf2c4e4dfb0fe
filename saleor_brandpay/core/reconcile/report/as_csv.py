"""Every difference as CSV, for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice

from ....models import Attempt, Finding, Kind
from ...linked import AT_ONCE, ShopOrder
from ...messages.staff import staff_text
from ...spreadsheet import ENCODING, row
from .as_text import moment
from .explanations import KINDS, Words, next_step, reference, what
from .report import Report

__all__ = ["ENCODING", "pieces"]

_COLUMNS = (
    *("날짜 day", "시각 time", "종류 kind", "상태 state", "토스 금액 Toss", "Saleor 금액 Saleor"),
    *("주문 order", "주문 페이지 order page", "채널 channel", "결제 payment"),
    *("orderId", "paymentKey", "설명 explanation", "할 일 what to do"),
)
_HEALED = Words(ko="해결됨", en="mended")
_LEFT = Words(ko="남음", en="left")


def pieces(report: Report, channels: Callable[[], Mapping[int, str]]) -> Iterator[str]:
    """`channels`: the shop's slugs, by primary key."""
    yield row(_COLUMNS)
    slugs = channels()
    rows = (one for one in report.linked() if one[0].kind != Kind.FOREIGN)
    while part := list(islice(rows, AT_ONCE)):
        of_attempts = _channels({one.attempt_pk for one, _ in part if one.attempt_pk})
        for finding, order in part:
            pk = of_attempts.get(finding.attempt_pk or 0)
            channel = order.channel or slugs.get(pk or 0, "")
            yield row(_cells(finding, order, channel, heal=report.run.heal))


def _channels(pks: Collection[int]) -> dict[int, int | None]:
    return dict(Attempt.objects.filter(pk__in=pks).values_list("pk", "channel_pk"))


def _cells(
    finding: Finding, order: ShopOrder, channel: str, *, heal: bool
) -> list[str | int | None]:
    day, _, time = moment(finding.at).partition(" ") if finding.at else ("", "", "")
    has_payment = finding.payment_pk or finding.transaction_token
    return [
        *(day, time, _said(KINDS[Kind(finding.kind)])),
        _said(_HEALED if finding.healed_at else _LEFT),
        *(finding.toss_won, finding.shop_won, finding.order, order.url, channel),
        reference(finding) if has_payment else "",
        *(finding.order_id, finding.payment_key),
        *(_said(what(finding)), _said(next_step(finding, heal=heal))),
    ]


def _said(words: Words) -> str:
    return staff_text(words.ko, words.en)
