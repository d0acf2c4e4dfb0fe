"""A customer's wallet, for staff, without any key: what is known here, and Toss's list of methods.

Toss is asked when the page is opened, and the page is there without its answer.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from ...adapters.saleor.staff_token import StaffReader, pk_of
from ...api.asking import piece_of_work, visitor
from ...api.deadline import Deadline
from ...conf import conf
from ...core.installation.frozen import why_frozen
from ...core.messages.payment_line import title
from ...core.messages.staff import staff_text
from ...core.wallet import list_methods
from ...core.wallet.method import StoredMethod
from ...models import Attempt, Customer
from .figures import moment
from .page import rendered

_USED = 50
"""Payments among which the cards and accounts used are looked for."""
_NOT_READ = (
    "읽지 못했습니다. 토스페이먼츠가 응답하지 않거나 너무 자주 물었습니다. 잠시 뒤에 다시 여세요.",
    "Not read: Toss does not answer, or was asked too often. Open it again in a moment.",
)
_COPY = (
    "읽지 않았습니다. 이 쇼핑몰의 것이 아니거나 쇼핑몰을 옮긴 뒤 확인하지 않았습니다.",
    "Not read: it belongs to another shop, or the shop has moved and nobody has said so.",
)
_NONE = ("이 고객에게는 브랜드페이 지갑이 없습니다.", "This customer has no Brandpay wallet.")


def body(reader: StaffReader, customer_id: str) -> SafeString:
    user_pk = pk_of(customer_id, "User")
    rows = Customer.objects.filter(user_pk=user_pk, is_guest=False).select_related(
        "merchant__current_secret", "merchant__installation"
    )
    if reader.channel_pks is not None:
        # A wallet is one MID's: it is theirs to know of once it was used in their channels.
        here = Attempt.objects.filter(customer=OuterRef("pk"), channel_pk__in=reader.channel_pks)
        rows = rows.filter(Exists(here))
    wallets = list(rows.order_by("pk")) if user_pk is not None else []
    if not wallets:
        return rendered("said.html", text=staff_text(*_NONE))
    with visitor(), piece_of_work():
        deadline = Deadline.after(min(conf.deadline, list_methods.PAGE_SECONDS))
        registered = [_registered(one, reader, deadline) for one in wallets]
    return rendered(
        "customer.html",
        wallets=[
            _wallet(one, reader, methods) for one, methods in zip(wallets, registered, strict=True)
        ],
        note=staff_text(
            "원터치(자동결제)에 동의했는지는 토스페이먼츠만 압니다.",
            "Whether there is consent to one-touch payments is known to Toss alone.",
        ),
    )


def _registered(customer: Customer, reader: StaffReader, deadline: Deadline) -> list[str]:
    """What is in it now; else why that is not known. Counted for who looks, not for the buyer."""
    if customer.withdrawn_at:
        return []
    if why_frozen(customer.merchant.installation):
        return [staff_text(*_COPY)]
    found = list_methods.look(customer, deadline, counted_for=f"staff:{reader.user_pk}")
    if found is None:
        return [staff_text(*_NOT_READ)]
    return [_method(one) for one in found] or [staff_text("없음", "none")]


def _method(one: StoredMethod) -> str:
    korean = f"{one.official_name('ko')} {one.last_digits}"
    english = f"{one.official_name('en')} {one.last_digits}"
    if one.is_default:
        korean, english = f"{korean} (기본)", f"{english} (default)"
    if not one.is_enabled:
        korean, english = f"{korean} (사용할 수 없음)", f"{english} (cannot be used)"
    return staff_text(korean, english)


def _wallet(customer: Customer, reader: StaffReader, registered: list[str]) -> dict[str, object]:
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
                (staff_text("등록된 결제수단", "Registered methods"), registered),
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


def _used(customer: Customer, reader: StaffReader) -> tuple[list[str], str]:
    """Of payments in the reader's channels: what was used, and when without the window."""
    rows = Attempt.objects.filter(customer=customer, approved_at__isnull=False)
    if reader.channel_pks is not None:
        rows = rows.filter(channel_pk__in=reader.channel_pks)
    newest = list(rows.order_by("-pk")[:_USED])
    titles = dict.fromkeys(title(one.method) for one in newest if one.method)
    touched = next((moment(one.approved_at) for one in newest if one.method_id), "")
    return [text for text in titles if text], touched
