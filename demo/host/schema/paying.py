"""checkoutPaymentCreate and checkoutComplete."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import json
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from django.db import transaction

from ..addresses import validate_storefront_url
from ..checkout_fetch import fetch_checkout_info, fetch_checkout_lines, left_to_pay, read
from ..complete_checkout import complete_checkout
from ..ids import pk_of
from ..models import Checkout as CheckoutRow
from ..models import Order as OrderRow
from ..models import Payment as PaymentRow
from ..names import AccountPermissions, CheckoutErrorCode, PaymentErrorCode
from .base import Context, Mutation, fault, node
from .checkouts import Checkout
from .common import MetadataInput
from .orders import Order
from .payments import Payment
from .scalars import PositiveDecimal

# Since 3.22 one checkout is not paid through both APIs.
_CODES = {code.name for code in PaymentErrorCode}


class PaymentInput(graphene.InputObjectType):
    gateway = graphene.String(required=True)
    token = graphene.String()
    amount = PositiveDecimal()
    return_url = graphene.String()
    metadata = graphene.List(graphene.NonNull(MetadataInput))


class CheckoutPaymentCreate(Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        input = PaymentInput(required=True)

    checkout = graphene.Field(Checkout)
    payment = graphene.Field(Payment)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        given = data["input"]
        checkout = node(CheckoutRow, data["id"], PaymentErrorCode.NOT_FOUND)
        if checkout.payment_transactions.exists() and "CHECKOUT_HAS_TRANSACTION" in _CODES:
            text = "Mixing Payments and Transactions within one Checkout object is not allowed."
            raise fault(None, text, PaymentErrorCode.CHECKOUT_HAS_TRANSACTION)
        _check_gateway(context, checkout, given)
        if url := given.get("return_url"):
            try:
                validate_storefront_url(url)
            except ValidationError as error:
                code = PaymentErrorCode.INVALID
                raise fault("redirect_url", error.messages[0], code) from error
        if not checkout.lines.exists():
            text = "Cannot create payment for checkout without lines."
            raise fault("lines", text, PaymentErrorCode.NO_CHECKOUT_LINES)
        read(checkout)
        total = left_to_pay(checkout)
        if given.get("amount", total) != total:
            text = "Partial payments are not allowed, amount should be equal checkout's total."
            raise fault("amount", text, PaymentErrorCode.PARTIAL_PAYMENT_NOT_ALLOWED)
        return {"checkout": checkout, "payment": _create(context, checkout, given, total)}


def _check_gateway(context: Context, checkout: Any, given: Any) -> None:
    slug, gateway = checkout.channel.slug, given.gateway
    plugin = context.manager.get_plugin(gateway, slug)
    if plugin is None or not plugin.active:
        text = f"The gateway {gateway} is not available for this checkout."
        raise fault("gateway", text, PaymentErrorCode.NOT_SUPPORTED_GATEWAY)
    needs_token = context.manager.token_is_required_as_payment_input(gateway, slug)
    if needs_token and not given.get("token"):
        raise fault("token", f"Token is required for {gateway}.", PaymentErrorCode.REQUIRED)


def _create(context: Context, found: Any, given: Any, total: Any) -> Any:
    """The new payment; those before it are no longer active. Nothing is asked of a gateway."""
    with transaction.atomic():
        checkout = CheckoutRow.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
        if checkout is None:
            raise fault(None, "Checkout doesn't exist anymore.", PaymentErrorCode.NOT_FOUND)
        if checkout.is_checkout_locked():
            text = "Payment cannot be created - the checkout completion is currently in progress."
            raise fault(None, text, PaymentErrorCode.CHECKOUT_COMPLETION_IN_PROGRESS)
        checkout.payments.filter(is_active=True).update(is_active=False)
        if not total:
            return None
        meta = context.request.META
        return PaymentRow.objects.create(
            checkout=checkout,
            gateway=given.gateway,
            token=given.get("token") or "",
            total=total,
            currency=checkout.currency,
            billing_email=checkout.get_customer_email() or "",
            return_url=given.get("return_url"),
            customer_ip_address=meta.get("REMOTE_ADDR"),
            extra_data=json.dumps({"customer_user_agent": meta.get("HTTP_USER_AGENT")}),
            psp_reference="",
            metadata={item.key: item.value for item in given.get("metadata") or ()},
        )


class CheckoutComplete(Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        payment_data = graphene.JSONString()
        redirect_url = graphene.String()
        store_source = graphene.Boolean(default_value=False)

    order = graphene.Field(Order)
    confirmation_needed = graphene.Boolean(required=True, default_value=False)
    confirmation_data = graphene.JSONString()

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        pk = pk_of(data["id"], "Checkout")
        checkout = CheckoutRow.objects.filter(pk=pk).first()
        if checkout is None:
            order = OrderRow.objects.get_by_checkout_token(pk)
            if order is None:
                raise fault("id", "Couldn't resolve to a node.", CheckoutErrorCode.NOT_FOUND)
            # Asked again after the order was made.
            return {"order": order, "confirmation_needed": False, "confirmation_data": {}}
        lines, unavailable = fetch_checkout_lines(checkout)
        if unavailable or not lines:
            text = "Cannot complete checkout without lines, or some are unavailable."
            raise fault("lines", text, CheckoutErrorCode.NO_LINES)
        order, action_required, action_data = complete_checkout(
            manager=context.manager,
            checkout_info=fetch_checkout_info(checkout, lines, context.manager),
            lines=lines,
            payment_data=data.get("payment_data") or {},
            store_source=data["store_source"],
            user=_customer(context, checkout),
            app=context.app,
            redirect_url=data.get("redirect_url"),
        )
        return {
            "order": order,
            "confirmation_needed": action_required,
            "confirmation_data": action_data,
        }


def _customer(context: Context, checkout: Any) -> Any:
    requestor = context.requestor
    if requestor and requestor.has_perm(AccountPermissions.IMPERSONATE_USER):
        return checkout.user
    return context.user
