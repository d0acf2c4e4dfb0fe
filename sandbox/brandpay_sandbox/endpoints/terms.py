"""GET /v1/brandpay/terms and POST /v1/brandpay/terms/agree, for merchants with their own pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..http.validation import CUSTOMER_KEY, Items, Shape, Text, invalid

if TYPE_CHECKING:
    from .call import Call

SCOPES = frozenset({"REGISTER", "ACCOUNT", "BILLING", "CARD"})
QUERY: Shape = {
    "customerKey": Text(required=True, maximum=50, pattern=CUSTOMER_KEY),
    "scope": Items(of=str, required=True, choices=tuple(sorted(SCOPES)), maximum=2),
}
BODY: Shape = {**QUERY, "termsId": Items(of=int)}
PAGES = "https://pages.tosspayments.com/terms"


@dataclass(frozen=True, slots=True)
class Terms:
    id: int
    title: str
    page: str
    scopes: frozenset[str]
    required: bool = True

    def to_json(self, *, agreed: bool) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "version": "1.0",
            "url": f"{PAGES}/{self.page}",
            "required": self.required,
            "agreed": agreed,
        }


ALL = (
    Terms(1, "브랜드페이 서비스 이용약관", "brandpay/service", frozenset({"REGISTER"})),
    Terms(2, "전자금융거래 기본약관", "user", frozenset({"REGISTER", "ACCOUNT", "BILLING"})),
    Terms(3, "개인정보 수집 및 이용 동의", "brandpay/privacy", SCOPES),
    Terms(4, "개인정보 제3자 제공 동의", "brandpay/privacy3", SCOPES, required=False),
    Terms(5, "자동결제 이용약관", "brandpay/billing", frozenset({"BILLING"})),
)
REGISTERING = tuple(one for one in ALL if "REGISTER" in one.scopes)
"""What a buyer agrees to who comes for the first time."""
BILLING = frozenset(one.id for one in ALL if one.required and one.scopes == {"BILLING"})
"""What automatic payments need. UNCERTAIN: title and address of these terms are invented."""


def terms(call: Call) -> list[dict[str, Any]]:
    """The terms of the scopes, and whether the customer agreed to them.

    UNCERTAIN: two scopes have been seen as repeated parameters and as a comma list; both work.
    """
    asked = call.asked
    scopes = _checked(asked["scope"])
    customer = call.state.customers.get(call.merchant, asked["customerKey"])
    agreed = customer.agreed_terms if customer else set()
    return [one.to_json(agreed=one.id in agreed) for one in ALL if one.scopes & scopes]


def agree(call: Call) -> dict[str, str]:
    """Agree, and get a `code` for an access token.

    UNCERTAIN: without termsId all terms of the scopes are agreed to; leaving a required one out
    is refused, with INVALID_REQUEST.
    """
    given = call.given
    scopes = _checked(given["scope"])
    offered = [one for one in ALL if one.scopes & scopes]
    ids = given["termsId"]
    if ids is None:
        ids = [one.id for one in offered]
    if not set(ids) <= {one.id for one in offered}:
        raise invalid("termsId holds terms that are not of these scopes")
    customer = call.state.customers.get_or_create(call.merchant, given["customerKey"])
    agreed = customer.agreed_terms | set(ids)
    if any(one.required and one.id not in agreed for one in offered):
        raise invalid("required terms are not agreed to")
    customer.agreed_terms = agreed
    return {"code": call.state.customers.issue_code(customer, call.now)}


def _checked(scopes: list[str]) -> frozenset[str]:
    """One scope, or two of different kinds.

    The documentation: a membership item and a payment method item. UNCERTAIN: which kind BILLING
    is of; it goes with either here.
    """
    found = frozenset(scopes)
    if len(found) < len(scopes) or found >= {"ACCOUNT", "CARD"}:
        raise invalid("scope must hold one value, or two of different kinds")
    return found
