"""What the settings page says of the installation: the shop itself, or frozen and how to go on."""

from __future__ import annotations

from ...core.installation import frozen, moved, words
from ...core.messages.staff import staff_text
from ..saleor.writer import writes


@writes
def shown() -> str:
    rows = frozen.survey()
    held = [frozen.why_frozen(row, rows) for row in rows]
    if not rows:
        return staff_text("키를 저장하면 시작됩니다.", "Begins when keys are saved.")
    if None not in held:
        last = held[-1]
        return staff_text(words.korean(last), words.english(last)) if last else ""
    here = next(row for row, one in zip(rows, held, strict=True) if one is None)
    if moved.waits_for_a_word():
        return staff_text(*_OTHER_DATABASE).format(old=here.address)
    return f"{here.code} ({here.address or '-'}): {staff_text('정상', 'in order')}"


_OTHER_DATABASE = (
    (
        "데이터베이스가 바뀌어 자동 환불과 탈퇴 처리가 기다리고 있습니다. 이 상점이 맞으면 "
        "manage.py brandpay_moved {old} 를 실행하세요."
    ),
    (
        "The database is another one: automatic refunds and withdrawals wait. If this is the "
        "shop, run manage.py brandpay_moved {old}."
    ),
)
