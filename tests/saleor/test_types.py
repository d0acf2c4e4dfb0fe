"""What we read of Saleor's objects (adapters/saleor/types.py) is there, under the same names."""

import dataclasses
import inspect

import pytest

from saleor_brandpay.adapters.saleor import types

IN_INTERFACE = {
    "TransactionData": types.PaymentTransaction,
    "RefundData": types.RefundData,
    "PaymentData": types.PaymentData,
    "PaymentGatewayData": types.PaymentGatewayData,
    "TransactionSessionData": types.TransactionSessionData,
    "TransactionProcessActionData": types.TransactionProcessActionData,
    "TransactionActionData": types.TransactionActionData,
    "ListStoredPaymentMethodsRequestData": types.StoredMethodsRequest,
    "StoredPaymentMethodRequestDeleteData": types.DeleteRequest,
    "PaymentGatewayInitializeTokenizationRequestData": types.InitializeTokenization,
    "PaymentMethodInitializeTokenizationRequestData": types.InitializeTokenization,
    "PaymentMethodProcessTokenizationRequestData": types.ProcessTokenization,
}
MODELS = {
    "payment.TransactionItem": types.TransactionItem,
    "payment.TransactionEvent": types.TransactionRequest,
    "checkout.Checkout": types.SourceObject,
    "order.Order": types.SourceObject,
    "channel.Channel": types.Channel,
    "app.App": types.AppOwner,
}


def names_of(protocol):
    return {name for base in protocol.__mro__ for name in inspect.get_annotations(base)}


@pytest.mark.parametrize("name", IN_INTERFACE)
def test_interface_has_what_is_read(name):
    from saleor.payment import interface

    fields = {field.name for field in dataclasses.fields(getattr(interface, name))}
    wanted = names_of(IN_INTERFACE[name])
    assert wanted
    assert wanted <= fields


@pytest.mark.parametrize("label", MODELS)
def test_model_has_what_is_read(label):
    from django.apps import apps

    model = apps.get_model(label)
    assert all(hasattr(model, name) for name in names_of(MODELS[label]))
