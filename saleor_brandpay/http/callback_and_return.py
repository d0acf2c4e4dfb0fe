"""The plugin's own addresses: `callback` for Toss's SDK, `return/<order_id>` for the buyer."""

from __future__ import annotations

import logging

import graphene
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import escape

from ..adapters import caller, urls
from ..adapters.payments_api import complete_checkout
from ..adapters.stored_methods import registration
from ..adapters.transactions_api import process
from ..api import asking
from ..api.deadline import Deadline
from ..conf import conf
from ..core.attempts import order_ids, queries, states
from ..core.messages.ours import OURS
from ..core.messages.toss_codes import buyer_problem
from ..core.wallet.token_exchange import Exchange
from ..models import Attempt, AttemptStatus
from .sender import buyer_of

logger = logging.getLogger(__name__)

# No 5xx: it is not this server that has failed, and the SDK only asks whether it is a 2xx.
_EXCHANGED = {
    Exchange.DONE: (204, ""),
    Exchange.BAD_REQUEST: (400, "code and customerKey are needed"),
    Exchange.UNKNOWN_CUSTOMER: (404, "this shop did not issue that customerKey"),
    Exchange.ENDED: (410, "the payment of this guest is over"),
    Exchange.REFUSED: (400, "Toss Payments refused the code"),
    Exchange.TOO_MANY: (429, "too many tries; please try again in ten minutes"),
    Exchange.FROZEN: (409, "the copied shop of this customerKey sends nothing to Toss Payments"),
    Exchange.FAILED: (424, "Toss Payments gave no answer; please try again"),
}
_PAGE_DONE = "인증이 완료되었습니다. 이 창을 닫아 주세요. / Done. You may close this page."
_UNDECIDED = (AttemptStatus.UNKNOWN, AttemptStatus.REFUNDING)
_UNSURE = (*_UNDECIDED, AttemptStatus.APPROVED)


def callback(request: HttpRequest) -> HttpResponse:
    """The redirect URL: the SDK calls it across origins; nothing of the token is answered.

    UNCERTAIN: whether the SDK calls it in the background or the buyer visits it: either works.
    """
    if request.method == "OPTIONS":
        return _open_to_all(HttpResponse(status=204))
    if request.method != "GET":
        return _not_allowed("GET, OPTIONS")
    with asking.visitor():
        result = registration.exchange(
            request.GET.get("customerKey", ""),
            request.GET.get("code", ""),
            Deadline.after(conf.deadline),
            buyer_of(request),
        )
    status, text = _EXCHANGED[result]
    if request.headers.get("Sec-Fetch-Mode") == "navigate":
        text = text or _PAGE_DONE
        return _page(text, 200 if status == 204 else status)
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    if status == 204:
        response = HttpResponse(status=204)
    return _open_to_all(response)


def returned(request: HttpRequest, order_id: str) -> HttpResponse:
    """Finish the payment here, then send the buyer on with the order's id and a status only."""
    if request.method != "GET":
        return _not_allowed("GET")
    ours = order_ids.installation_of(order_id) is not None
    attempt = queries.all_attempts().filter(order_id=order_id).first() if ours else None
    if attempt is None:
        return _page("알 수 없는 결제입니다. / Unknown payment.", 404)
    order_pk, status = _order_of(attempt), "success"
    # A transaction may pay an order that exists already: that says nothing of the payment.
    if order_pk is None or (attempt.is_transaction and attempt.status != AttemptStatus.APPROVED):
        order_pk, status = _finish(attempt, request)
    return_url = urls.return_url(_return_url_of(attempt), attempt.reference)
    query = {"status": status}
    if order_pk:
        query["order"] = graphene.Node.to_global_id("Order", order_pk)
    if return_url is None:
        return _page(f"{query['status']} {query.get('order', '')}", 200)
    return _private(HttpResponseRedirect(urls.with_query(return_url, query)))


def _order_of(attempt: Attempt) -> str | None:
    if attempt.transaction_token is not None:
        return process.order_of_transaction(attempt.transaction_token)
    return complete_checkout.order_of_payment(attempt.payment_pk or 0)


def _return_url_of(attempt: Attempt) -> str:
    """A Payment has one of its own; a transaction's stands in what the storefront said first."""
    if attempt.payment_pk is None:
        return str(attempt.storefront_data.get("returnUrl", ""))
    return complete_checkout.return_url_of_payment(attempt.payment_pk)


def _finish(attempt: Attempt, request: HttpRequest) -> tuple[str | None, str]:
    given = request.GET.dict()
    if "paymentKey" not in given:
        code = buyer_problem(given.get("code", "UNKNOWN")).code
        if attempt.status == AttemptStatus.OPEN and code not in OURS:
            states.note_failure(attempt, code)
        # Whatever a buyer reports: an order id that is used up often means "already paid" (M5).
        return None, "checking" if attempt.status in _UNSURE else "failed"
    data = {key: given.get(key, "") for key in ("paymentKey", "orderId", "amount")}
    if data["orderId"] != attempt.order_id:
        return None, "failed"
    try:
        if attempt.transaction_token is not None:
            status = process.process_transaction(attempt.transaction_token, data)
            attempt.refresh_from_db(fields=["status"])
            if status == "failed" and attempt.status in _UNDECIDED:
                status = "checking"
            return _order_of(attempt), status
        completed = complete_checkout.finish_checkout(
            attempt.source_id, attempt.payment_pk or 0, data, caller.RETURN_ENDPOINT
        )
    except Exception:
        # The buyer stands at our door with a payment: a page of errors would help nobody.
        logger.exception("attempt %s: the checkout could not be completed", attempt.order_id)
        return None, "checking"
    if completed.order_pk:
        return completed.order_pk, "success"
    attempt.refresh_from_db(fields=["status"])
    return None, "checking" if attempt.status in _UNSURE else "failed"


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, OPTIONS"
    response["Access-Control-Allow-Headers"] = "*"
    return _private(response)


def _page(text: str, status: int) -> HttpResponse:
    return _private(HttpResponse(f"<!doctype html><p>{escape(text)}</p>", status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Codes and payment keys stand in these addresses: keep them out of caches and referrers."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _not_allowed(methods: str) -> HttpResponse:
    response = HttpResponse(status=405)
    response["Allow"] = methods
    return response


def unlogged(response: HttpResponse) -> HttpResponse:
    """Keep Django from logging a refused request, whose address holds codes, keys or a token.

    Saleor's JSON log prints the request with its query. What went wrong is in our own log.
    """
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
