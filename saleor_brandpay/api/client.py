"""Toss's HTTP API, one method per call (sections 2, 4 and 5 of its reference).

Nothing is retried here: what may be repeated, and with which key, is for the caller to say. The
one exception is a pooled connection found dead (see `transport`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import checks
from saleor_brandpay.api.answer import Parser
from saleor_brandpay.api.caller import Caller
from saleor_brandpay.api.customer_calls import CustomerCalls
from saleor_brandpay.api.merchant_calls import MerchantCalls
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from saleor_brandpay.api.answer import Answer
    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.api.transport import Transport

API_URL = "https://api.tosspayments.com"


class BrandpayClient(CustomerCalls, MerchantCalls):
    """The API as one merchant's secret key sees it. Cheap to make: connections are shared.

    Every method takes a deadline for the whole call and raises an error of `errors`; ValueError
    means that the arguments can never be right and nothing was sent.
    """

    def __init__(
        self,
        secret_key: Secret | str,
        *,
        base_url: str = API_URL,
        test_code: str | None = None,
        transport: Transport | None = None,
        before_post: Callable[[], None] | None = None,
    ) -> None:
        """`before_post` is called before everything but a read, and may raise Withheld."""
        secret_key = Secret.of(secret_key)
        self._caller = Caller(
            secret_key,
            base_url,
            test_code=test_code,
            transport=transport,
            before_post=before_post,
        )

    def confirm(
        self,
        *,
        payment_key: str,
        order_id: str,
        amount: int,
        customer_key: Secret | str,
        idempotency_key: str,
        deadline: Deadline,
    ) -> Answer[Payment]:
        """Take the money of an authenticated payment: `amount` won, once per payment key.

        An error whose `is_unknown` is true does not mean that nothing was taken.

        UNCERTAIN: whether the customer key is required (the guide leaves it out), whether the core
        confirm would do, and whether an amount may be text, as in the example.
        """
        payment_key = checks.payment_key(payment_key)
        body = {
            "paymentKey": payment_key,
            "orderId": checks.order_id(order_id),
            "amount": checks.won("amount", amount),
            "customerKey": checks.customer_key(Secret.of(customer_key)),
        }
        return self._caller.post(
            "/v1/brandpay/payments/confirm",
            _PAYMENT,
            body=body,
            idempotency_key=idempotency_key,
            deadline=deadline,
        )

    def auto_payment(
        self,
        *,
        customer_key: Secret | str,
        method_key: Secret | str,
        amount: int,
        order_id: str,
        order_name: str,
        tax_free_amount: int = 0,
        culture_expense: bool = False,
        card_installment_plan: int | None = None,
        use_card_point: bool | None = None,
        discount_code: str | None = None,
        cash_receipt: Mapping[str, str] | None = None,
        customer_email: str | None = None,
        idempotency_key: str,
        deadline: Deadline,
    ) -> Answer[Payment]:
        """Charge a registered method `amount` won, without a window: there is no payment key yet.

        Only the idempotency key makes a repeat the same charge, for 15 days. An error whose
        `is_unknown` is true does not mean that nothing was taken; Toss may work on it for a
        minute. Needs a contract with Toss, and the customer's agreement in `requestBillingAuth`.

        UNCERTAIN: `taxFreeAmount` and `cultureExpense` are called required and left out of the
        example; `customerEmail` is called an object; `cashReceipt` was in the documentation of
        2024 only.
        """
        body: dict[str, object] = {
            "customerKey": checks.customer_key(Secret.of(customer_key)),
            "methodKey": checks.method_key(Secret.of(method_key)),
            "amount": checks.won("amount", amount),
            "orderId": checks.order_id(order_id),
            "orderName": checks.order_name(order_name),
            # The reference calls both required, its own example leaves them out.
            "taxFreeAmount": checks.won("taxFreeAmount", tax_free_amount, least=0),
            "cultureExpense": culture_expense,
        }
        options = {
            "cardInstallmentPlan": checks.installment_plan(card_installment_plan),
            "useCardPoint": use_card_point,
            "discountCode": discount_code,
            "cashReceipt": None if cash_receipt is None else dict(cash_receipt),
            "customerEmail": customer_email,
        }
        body |= {name: value for name, value in options.items() if value is not None}
        return self._caller.post(
            "/v1/brandpay/payments",
            _PAYMENT,
            body=body,
            idempotency_key=idempotency_key,
            deadline=deadline,
        )

    def payment(self, payment_key: str, *, deadline: Deadline) -> Answer[Payment]:
        """The payment as it is now, approved or not."""
        payment_key = checks.payment_key(payment_key)
        return self._caller.get(
            "/v1/payments/{paymentKey}",
            _PAYMENT,
            named={"paymentKey": payment_key},
            deadline=deadline,
        )

    def payment_by_order_id(self, order_id: str, *, deadline: Deadline) -> Answer[Payment]:
        """The payment of an order id. UNCERTAIN: which one, if there are several."""
        return self._caller.get(
            "/v1/payments/orders/{orderId}",
            _PAYMENT,
            named={"orderId": checks.order_id(order_id)},
            deadline=deadline,
        )

    def cancel(
        self,
        payment_key: str,
        *,
        reason: str,
        amount: int | None = None,
        refundable_amount: int | None = None,
        currency: str | None = None,
        tax_free_amount: int | None = None,
        tax_exemption_amount: int | None = None,
        refund_receive_account: Mapping[str, str] | None = None,
        idempotency_key: str,
        deadline: Deadline,
    ) -> Answer[Payment]:
        """Refund `amount` won, or all that is left.

        With `refundable_amount` Toss acts only if the balance is exactly that. The refund account
        is for virtual accounts only: `bank`, `accountNumber`, `holderName`.
        """
        payment_key = checks.payment_key(payment_key)
        amounts = {
            "cancelAmount": (amount, 1),
            "refundableAmount": (refundable_amount, 0),
            "taxFreeAmount": (tax_free_amount, 0),
            "taxExemptionAmount": (tax_exemption_amount, 0),
        }
        body: dict[str, object] = {"cancelReason": checks.cancel_reason(reason)}
        for name, (value, least) in amounts.items():
            if value is not None:
                body[name] = checks.won(name, value, least=least)
        if currency is not None:
            body["currency"] = currency
        if refund_receive_account is not None:
            body["refundReceiveAccount"] = dict(refund_receive_account)
        return self._caller.post(
            "/v1/payments/{paymentKey}/cancel",
            _PAYMENT,
            named={"paymentKey": payment_key},
            body=body,
            idempotency_key=idempotency_key,
            deadline=deadline,
        )

    def transactions(
        self,
        *,
        start: datetime,
        end: datetime,
        starting_after: str | None = None,
        limit: int | None = None,
        deadline: Deadline,
    ) -> Answer[list[Transaction]]:
        """The movements of money between two aware times, in whole seconds, `end` rounded up.

        `starting_after` is the transaction key that the last page ended with; a page has at most
        `limit` rows (1 to 5000, by default 100). Toss may take a minute for it.
        """
        if limit is not None and not 1 <= limit <= 5000:
            raise ValueError("limit must be 1 to 5000")
        query = {
            "startDate": checks.korean_time(start),
            "endDate": checks.korean_time(end + timedelta(microseconds=999_999)),
        }
        if starting_after is not None:
            query["startingAfter"] = starting_after
        if limit is not None:
            query["limit"] = str(limit)
        return self._caller.get("/v1/transactions", _TRANSACTIONS, query=query, deadline=deadline)


def _transactions(rows: Any) -> list[Transaction]:
    return [Transaction.parse(row) for row in rows]


_PAYMENT = Parser(Payment.parse)
_TRANSACTIONS = Parser(_transactions, shape=list)
