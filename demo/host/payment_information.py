"""What a gateway is told of a payment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .ids import to_global_id
from .interface import AddressData, PaymentData, StorePaymentMethodEnum, TransactionData
from .models import CheckoutMetadata
from .money import quantize


def create_payment_information(
    payment: Any,
    payment_token: str | None = None,
    amount: Decimal | None = None,
    customer_id: str | None = None,
    store_source: bool = False,
    refund_data: Any = None,
    additional_data: Any = None,
) -> Any:
    """Everything that a gateway is told, the rows that are committed or in this transaction."""
    checkout, order = payment.checkout, payment.order
    holder = checkout or order
    metadata = CheckoutMetadata.objects.filter(checkout=checkout).first() if checkout else None
    if checkout:
        email, token = checkout.get_customer_email(), str(checkout.token)
    elif order:
        email, token = order.user_email, order.checkout_token
    else:
        email, token = payment.billing_email, ""
    user_pk = holder.user_id if holder else None
    return PaymentData(
        gateway=payment.gateway,
        token=payment_token,
        amount=amount or payment.total,
        currency=payment.currency,
        billing=address_data(holder.billing_address) if holder else None,
        shipping=address_data(holder.shipping_address) if holder else None,
        # The text "None" before there is an order, as in Saleor.
        order_id=str(order.pk if order else None),
        order_channel_slug=order.channel.slug if order else None,
        payment_id=payment.pk,
        graphql_payment_id=to_global_id("Payment", payment.pk),
        customer_ip_address=payment.customer_ip_address,
        customer_id=customer_id,
        customer_email=email,
        reuse_source=store_source,
        data=additional_data or {},
        graphql_customer_id=to_global_id("User", user_pk) if user_pk else None,
        store_payment_method=StorePaymentMethodEnum[payment.store_payment_method.upper()],
        checkout_token=token,
        checkout_metadata=metadata.metadata if metadata else None,
        payment_metadata=payment.metadata,
        psp_reference=payment.psp_reference,
        refund_data=refund_data,
        transactions=[transaction_data(row) for row in payment.transactions.all()],
    )


def address_data(address: Any) -> Any:
    if address is None:
        return None
    names = [name for name in AddressData.__dataclass_fields__ if hasattr(address, name)]
    unknown: dict[str, Any] = {"metadata": {}, "private_metadata": {}}
    return AddressData(**{**unknown, **{name: getattr(address, name) for name in names}})


def transaction_data(row: Any) -> Any:
    amount = {"amount": str(quantize(row.amount, row.currency)), "currency": row.currency}
    return TransactionData(
        token=row.token,
        is_success=row.is_success,
        kind=row.kind,
        gateway_response=row.gateway_response,
        amount=amount,
    )
