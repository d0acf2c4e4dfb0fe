"""What a finding means and what to do about it, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

from ....models import Finding, Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    ko: str
    en: str

    def filled(self, **values: str) -> Words:
        return Words(ko=self.ko.format(**values), en=self.en.format(**values))


KINDS = {
    Kind.PAID_WITHOUT_ORDER: Words(ko="결제됨, 주문 없음", en="Paid without order"),
    Kind.ORDER_WITHOUT_PAYMENT: Words(ko="주문 있음, 결제 없음", en="Order without payment"),
    Kind.AMOUNT_DRIFT: Words(ko="금액 불일치", en="Amounts differ"),
    Kind.REFUND_ONLY_THERE: Words(ko="토스에만 있는 환불", en="Refund only at Toss"),
    Kind.REFUND_ONLY_HERE: Words(ko="Saleor에만 있는 환불", en="Refund only in Saleor"),
    Kind.STILL_UNKNOWN: Words(ko="결과 미확인", en="Still unknown"),
    Kind.OVERCHARGED: Words(ko="초과 결제", en="Charged more than owed"),
    Kind.LOST: Words(ko="기록이 사라진 결제", en="Lost here"),
    Kind.FOREIGN: Words(ko="다른 시스템의 결제", en="Of another system"),
}

_WHAT = {
    "not_booked": Words(
        ko="토스에 {toss}원이 결제되어 있으나 Saleor에는 기록이 없습니다.",
        en="Toss holds {toss} won that Saleor knows nothing of.",
    ),
    "no_order": Words(
        ko="Saleor에 결제가 기록되어 있으나 주문이 없습니다(토스 잔액 {toss}원).",
        en="Saleor has booked the payment, but there is no order (Toss holds {toss} won).",
    ),
    "nowhere": Words(
        ko="Saleor에 결제가 기록되어 있으나 체크아웃도 주문도 남아 있지 않습니다"
        "(토스 잔액 {toss}원).",
        en="Saleor has booked the charge, but neither its checkout nor an order is left "
        "(Toss holds {toss} won).",
    ),
    "approved": Words(
        ko="토스의 결제 금액은 {toss}원, Saleor의 금액은 {shop}원입니다.",
        en="Toss took {toss} won, Saleor has booked {shop} won.",
    ),
    "booked_twice": Words(
        ko="한 결제({toss}원)가 Saleor에 두 번 기록되었습니다(합계 {shop}원).",
        en="One payment of {toss} won is booked more than once in Saleor ({shop} won in all).",
    ),
    "refund": Words(
        ko="같은 환불의 금액이 토스 {toss}원, Saleor {shop}원으로 다릅니다.",
        en="One refund is {toss} won at Toss and {shop} won in Saleor.",
    ),
    "console": Words(
        ko="토스에서 {toss}원이 환불되었으나 Saleor에는 없습니다.",
        en="Toss has refunded {toss} won that Saleor does not know of.",
    ),
    "unreadable": Words(
        ko="토스가 이 결제를 보여 주지 않아 확인하지 못했습니다.",
        en="Toss did not show this payment, so that it could not be compared.",
    ),
    "row": Words(
        ko="토스 거래 목록에서 이 결제의 행을 읽을 수 없어 결제를 직접 조회했습니다.",
        en="A row of this payment in Toss's list cannot be read; the payment was read singly.",
    ),
    "open": Words(
        ko="결제창이 끝났을 시간이 지났으나 토스가 끝내지 않았습니다({shop}원).",
        en="Its window is past its time, but Toss has not ended it ({shop} won).",
    ),
    "unknown": Words(
        ko="승인 요청을 보냈으나 결과를 모릅니다({shop}원).",
        en="A confirm was sent and its outcome is not known ({shop} won).",
    ),
    "superseded": Words(
        ko="다른 결제로 대체된 시도를 토스가 아직 끝내지 않았습니다({shop}원).",
        en="Another attempt took its place, but Toss has not ended this one ({shop} won).",
    ),
    "refunding": Words(
        ko="돌려주어야 할 {shop}원이 아직 토스에 있습니다.",
        en="{shop} won that must go back to the buyer are still at Toss.",
    ),
    "refund_asked": Words(
        ko="{shop}원의 환불을 요청했으나 결과를 모르며, 토스에는 그 환불이 없습니다.",
        en="A refund of {shop} won was asked for; its outcome is not known, and Toss shows none.",
    ),
    "request": Words(
        ko="{shop}원의 환불 요청이 토스로 보내지지 않았고, 요청한 직원은 답을 받지 못했습니다.",
        en="Staff asked for a refund of {shop} won that was never sent to Toss, and got no answer.",
    ),
    "overcharged": Words(
        ko="주문 금액은 {shop}원인데 {toss}원이 결제되어 있습니다({over}원 초과).",
        en="{toss} won are charged for this order, which owes {shop} won: {over} too much.",
    ),
    "checkout_overcharged": Words(
        ko="체크아웃 금액은 {shop}원인데 {toss}원이 결제되어 있습니다({over}원 초과).",
        en="{toss} won are charged for this checkout, which owes {shop} won: {over} too much.",
    ),
    "ended_order": Words(
        ko="취소되거나 만료된 뒤에 이 주문이 결제되었습니다({toss}원).",
        en="This order was charged after it had been cancelled or had expired ({toss} won).",
    ),
    "other_system": Words(
        ko="우리 주문 번호가 아닙니다. 같은 상점아이디(MID)를 쓰는 다른 시스템의 결제입니다.",
        en="Not an order id of ours: another system takes payments under the same MID.",
    ),
    "other_currency": Words(
        ko="원화가 아닌 결제입니다. 같은 상점아이디(MID)를 쓰는 다른 시스템의 결제입니다.",
        en="Not in won: another system takes payments under the same MID. No won are counted.",
    ),
    "other_shape": Words(
        ko="우리 결제가 아니며 모르는 형식의 행입니다. 같은 상점아이디(MID)를 쓰는 다른 시스템의 "
        "결제입니다.",
        en="A row of a form that is not known and that names nothing of ours: another system's "
        "under the same MID.",
    ),
    "lost": Words(
        ko="이 상점이 받은 결제인데 데이터베이스에 기록이 없습니다(토스 잔액 {toss}원). "
        "데이터베이스를 예전 백업으로 되돌렸을 수 있습니다.",
        en="This very shop took it, and its database knows nothing of it (Toss holds {toss} won): "
        "the database was set back to an older state, perhaps.",
    ),
    "other_installation": Words(
        ko="같은 상점아이디(MID)를 쓰는 다른 설치(사본이나 원래 상점)의 결제입니다.",
        en="Of another installation under the same MID: a copy of this shop, or the shop that "
        "this one was copied from.",
    ),
}
_HERE = {
    Kind.ORDER_WITHOUT_PAYMENT: Words(
        ko="Saleor에 {shop}원이 결제된 것으로 되어 있으나 토스에는 승인된 결제가 없습니다.",
        en="Saleor counts {shop} won as paid, but Toss shows no approved payment.",
    ),
    Kind.REFUND_ONLY_HERE: Words(
        ko="Saleor에 {shop}원의 환불이 있으나 토스에는 없습니다.",
        en="Saleor has a refund of {shop} won that Toss does not show.",
    ),
}

_HEAL = Words(
    ko="--heal로 다시 실행하면 바로잡습니다.", en="Run it again with --heal: it mends this."
)
_TRIED = Words(
    ko="자동으로 바로잡지 못했습니다({left}). 토스페이먼츠 상점관리자와 비교해 직접 처리하세요.",
    en="It could not be mended by itself ({left}). Compare with the Toss console and decide.",
)
_HEALED = Words(ko="바로잡았습니다({left}).", en="Mended ({left}).")
_AGREES = Words(
    ko="결제를 직접 조회하여 확인했습니다.", en="The payment was read singly: it is accounted for."
)
_SETTLED = Words(ko="그사이 해결되었습니다.", en="Settled meanwhile.")
_NEXT = {
    "no_record": Words(
        ko="우리 기록이 없어 자동으로 처리하지 못합니다({reference}). 상점관리자와 비교해 직접 "
        "처리하세요.",
        en="Our own record of it is gone, so that nothing is done by itself ({reference}). "
        "Compare with the Toss console and decide.",
    ),
    Kind.ORDER_WITHOUT_PAYMENT: Words(
        ko="상품을 보내지 마세요. 상점관리자에서 결제를 확인하고, 없으면 주문을 취소하세요. 시크릿 "
        "키가 그 결제를 받은 상점의 것인지도 확인하세요.",
        en="Do not ship. Look for the payment in the Toss console and cancel the order if there "
        "is none; check that the secret key is the one of the merchant that took it.",
    ),
    Kind.OVERCHARGED: Words(
        ko="결제 뒤에 수정한 기록이 없습니다. 예전 금액이 결제되었을 수 있습니다. Saleor는 배송 "
        "방법과 가격의 변경, 체크아웃의 변경은 기록하지 않으니 구매자와의 약속과 비교하고, "
        "초과한 금액은 Saleor에서 환불하세요. 자동으로 환불하지 않습니다.",
        en="Nothing says that it was edited after the payment: an old price may have been charged. "
        "Saleor keeps no trace of new shipping, new prices or changes of a checkout, so compare "
        "with what the buyer agreed to, and refund what is too much in Saleor. It is never done "
        "by itself.",
    ),
    Kind.LOST: Words(
        ko="자동으로 환불하거나 기록하지 않습니다. 구매자에게 확인한 뒤, 돌려주려면 manage.py "
        "brandpay_lost {order_id} 를 실행하세요.",
        en="It is never refunded or booked by itself. Ask the buyer, and to give it back run "
        "manage.py brandpay_lost {order_id}.",
    ),
    "row": Words(
        ko="결제를 직접 조회한 결과는 다른 항목에 있으며, 없으면 Saleor와 일치합니다. "
        "상점관리자에서 이 결제를 확인하고, 반복되면 토스페이먼츠에 문의하세요.",
        en="What reading it singly has shown stands beside this, and where nothing does it agrees "
        "with Saleor. Look at it in the Toss console, and ask Toss if it happens again.",
    ),
}
_NEXT |= dict.fromkeys(
    ("other_system", "other_currency", "other_shape", "other_installation"),
    Words(ko="할 일이 없습니다.", en="Nothing to do."),
)


def what(finding: Finding) -> Words:
    reason = "refund_asked" if _is_asked_refund(finding) else finding.reason
    words = _HERE.get(Kind(finding.kind)) or _WHAT[reason]
    over = (finding.toss_won or 0) - (finding.shop_won or 0)
    return words.filled(toss=won(finding.toss_won), shop=won(finding.shop_won), over=won(over))


def next_step(finding: Finding, *, heal: bool) -> Words:
    """What was done about it, or what is to be done."""
    if finding.healed_at and finding.reason == "row":
        return _AGREES
    if finding.healed_at:
        return _HEALED.filled(left=finding.left) if finding.left else _SETTLED
    special = _NEXT.get(finding.reason) or _NEXT.get(finding.kind)
    if special:
        return special.filled(order_id=finding.order_id)
    if finding.attempt_pk is None:
        return _NEXT["no_record"].filled(reference=reference(finding))
    if heal or finding.left:
        return _TRIED.filled(left=finding.left or "-")
    return _HEAL


def reference(finding: Finding) -> str:
    """Whom it was paid to, as the shop's own pages call it."""
    if finding.transaction_token:
        return f"transaction {finding.transaction_token}"
    return f"Payment {finding.payment_pk or '?'}"


def won(amount: int | None) -> str:
    return "0" if amount is None else f"{amount:,}"


def _is_asked_refund(finding: Finding) -> bool:
    return finding.kind == Kind.STILL_UNKNOWN and finding.reason == "refund"
