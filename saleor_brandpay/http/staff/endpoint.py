"""`staff/…` below the companion plugin: pages that staff read inside of the dashboard.

The dashboard posts a form with a token that Saleor made for the page and the person. Nothing else
opens them: no cookie, no query, no Authorization header. They are read only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import UnreadablePostError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ...adapters.saleor import app_extensions, staff_token
from ...adapters.saleor.staff_token import Refusal, StaffReader
from ...conf import conf
from ...core.messages.staff import staff_text
from .. import sentry
from .page import page
from .refused import ForbiddenError

Form = Mapping[str, str]
_LARGEST = 64 * 1024
_TITLE = "브랜드페이", "Brandpay"
_REFUSALS = {
    Refusal.NOBODY: (
        401,
        "이 화면은 Saleor 대시보드 안에서만 열립니다.",
        "This page opens inside the Saleor dashboard only.",
    ),
    Refusal.EXPIRED: (
        401,
        "열람 시간이 지났습니다. 대시보드를 새로고침(F5)하세요.",
        "This view has expired. Reload the dashboard (F5).",
    ),
    Refusal.FORBIDDEN: (
        403,
        "이 내용을 볼 권한이 없습니다.",
        "You have no permission to see this.",
    ),
}


def _order(reader: StaffReader, form: Form) -> SafeString:
    from . import order  # noqa: PLC0415 - Saleor's orders

    return order.body(reader, form.get("orderId", ""))


def _customer(reader: StaffReader, form: Form) -> SafeString:
    from . import customer  # noqa: PLC0415

    return customer.body(reader, form.get("customerId", ""))


def _overview(reader: StaffReader, form: Form) -> SafeString:
    from . import overview  # noqa: PLC0415

    return overview.body(reader, form)


PAGES: dict[str, tuple[tuple[str, str], Callable[[StaffReader, Form], SafeString]]] = {
    "order": (("브랜드페이 결제", "Brandpay payment"), _order),
    "customer": (("브랜드페이 지갑", "Brandpay wallet"), _customer),
    "overview": (("브랜드페이 현황", "Brandpay overview"), _overview),
}
"""By path: the title, and what makes the body."""


def answer(request: HttpRequest, path: str) -> HttpResponse:
    """`path`: below `staff/`."""
    if path not in PAGES or not (conf.staff_pages and app_extensions.exist()):
        return HttpResponseNotFound()
    if request.method != "POST":
        response = HttpResponse(status=405)
        response["Allow"] = "POST"
        return response
    origin = request.headers.get("Origin", "")
    form = _form(request)
    if form is None:
        return _refused(Refusal.NOBODY, origin, status=400)
    token = form.get("accessToken", "")
    sentry.hide_token(token)
    reader = staff_token.read(token, path)
    if isinstance(reader, Refusal):
        return _refused(reader, origin)
    title, body = PAGES[path]
    try:
        html = body(reader, form)
    except ForbiddenError:
        return _refused(Refusal.FORBIDDEN, origin)
    return page(
        staff_text(*title),
        html,
        reader.language,
        framed_by=origin,
        is_own_tab=path == app_extensions.OVERVIEW.page,
    )


def _form(request: HttpRequest) -> Form | None:
    """The fields of the form, none of them from a file or from the address."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != "application/x-www-form-urlencoded":
        return None
    if not length.isdecimal() or int(length) > _LARGEST:
        return None
    try:
        return {name: request.POST.get(name, "") for name in request.POST}
    except (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError, ValueError, LookupError):
        return None


def _refused(refusal: Refusal, origin: str, *, status: int | None = None) -> HttpResponse:
    usual, *texts = _REFUSALS[refusal]
    html = format_html('<p class="state">{}</p>', staff_text(*texts))
    return page(
        staff_text(*_TITLE), html, conf.staff_language, status=status or usual, framed_by=origin
    )
