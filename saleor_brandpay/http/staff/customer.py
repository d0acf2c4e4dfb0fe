"""A customer's wallet, for staff: what is known here, without asking Toss and without any key."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from ...adapters.saleor.staff_token import StaffReader, pk_of
from ...core.messages.payment_line import title
from ...core.messages.staff import staff_text
from ...core.wallet import method_cache
from ...core.wallet.method import StoredMethod
from ...models import Attempt, Customer
from .order import moment
from .page import rendered

_USED = 50
"""Payments among which the cards and accounts used are looked for."""
_NONE = ("이 고객에게는 브랜드페이 지갑이 없습니다.", "This customer has no Brandpay wallet.")


def body(reader: StaffReader, customer_id: str) -> SafeString:
    user_pk = pk_of(customer_id, "User")
    rows = Customer.objects.filter(user_pk=user_pk, is_guest=False).select_related("merchant")
    if reader.channel_pks is not None:
        # A wallet is one MID's: it is theirs to know of once it was used in their channels.
        here = Attempt.objects.filter(customer=OuterRef("pk"), channel_pk__in=reader.channel_pks)
        rows = rows.filter(Exists(here))
    wallets = list(rows.order_by("pk")) if user_pk is not None else []
    if not wallets:
        return rendered("said.html", text=staff_text(*_NONE))
    return rendered(
        "customer.html",
        wallets=[_wallet(one, reader) for one in wallets],
        note=staff_text(
            "등록된 결제수단의 지금 목록과 자동결제 동의는 토스페이먼츠가 가지고 있습니다.",
            "Toss holds the present list of methods, and the consent to one-touch payments.",
        ),
    )


def _wallet(customer: Customer, reader: StaffReader) -> dict[str, object]:
    kept = method_cache.get(customer) or ()
    used, touched = _used(customer, reader)
    state = ("해지됨", "Closed") if customer.withdrawn_at else ("사용 중", "Open")
    return {
        "state": staff_text(*state),
        "test": staff_text("테스트", "TEST") if customer.merchant.is_test else "",
        "since": staff_text(
            f"{moment(customer.created_at)}부터", f"since {moment(customer.created_at)}"
        ),
        "lists": [
            (name, methods)
            for name, methods in (
                (
                    staff_text("등록된 결제수단(1분 이내)", "Registered (a minute ago)"),
                    [_name(one) for one in kept],
                ),
                (staff_text("최근 결제에 쓴 수단", "Used in recent payments"), used),
            )
            if methods
        ],
        "touched": staff_text(
            f"원터치(자동결제) 마지막 결제: {touched}", f"Last one-touch payment: {touched}"
        )
        if touched
        else staff_text("원터치(자동결제) 결제 없음", "No one-touch payment so far"),
    }


def _name(method: StoredMethod) -> str:
    """And its digits, such as `신한카드 000*`."""
    return staff_text(*(f"{method.name(one)} {method.last_digits}" for one in ("ko", "en")))


def _used(customer: Customer, reader: StaffReader) -> tuple[list[str], str]:
    """Of payments in the reader's channels: what was used, and when without the window."""
    rows = Attempt.objects.filter(customer=customer, approved_at__isnull=False)
    if reader.channel_pks is not None:
        rows = rows.filter(channel_pk__in=reader.channel_pks)
    newest = list(rows.order_by("-pk")[:_USED])
    titles = dict.fromkeys(title(one.method) for one in newest if one.method)
    touched = next((moment(one.approved_at) for one in newest if one.method_id), "")
    return [text for text in titles if text], touched
