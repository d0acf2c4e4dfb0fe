"""What the mini host wants to know of a Saleor: imported by `generate_shapes.py`, needs nothing."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

DATACLASSES = [
    "saleor.payment.interface:AddressData",
    "saleor.payment.interface:GatewayResponse",
    "saleor.payment.interface:PaymentData",
    "saleor.payment.interface:PaymentGateway",
    "saleor.payment.interface:PaymentMethodInfo",
    "saleor.payment.interface:RefundData",
    "saleor.payment.interface:TransactionData",
    "saleor.order:FulfillmentLineData",
    "saleor.order.fetch:OrderLineInfo",
]

# None: every value.
CONSTANTS: dict[str, list[str] | None] = {
    "saleor.checkout.error_codes:CheckoutErrorCode": [
        *("CHECKOUT_NOT_FULLY_PAID", "INACTIVE_PAYMENT", "INSUFFICIENT_STOCK", "NOT_FOUND"),
        *("NO_LINES", "PAYMENT_ERROR", "REQUIRED", "INVALID", "CHANNEL_INACTIVE"),
    ],
    "saleor.order.error_codes:OrderErrorCode": [
        *("CANNOT_REFUND", "PAYMENT_ERROR", "PAYMENT_MISSING", "ZERO_QUANTITY", "NOT_FOUND"),
    ],
    "saleor.order:FulfillmentStatus": None,
    "saleor.order:OrderChargeStatus": None,
    "saleor.order:OrderEvents": [
        *("PLACED", "PAYMENT_FAILED", "PAYMENT_REFUNDED", "EXTERNAL_SERVICE_NOTIFICATION"),
    ],
    "saleor.payment:ChargeStatus": None,
    "saleor.payment:TransactionKind": None,
    "saleor.payment.error_codes:PaymentErrorCode": [
        *("CHECKOUT_COMPLETION_IN_PROGRESS", "INVALID", "NOT_FOUND", "NOT_SUPPORTED_GATEWAY"),
        *("NO_CHECKOUT_LINES", "PARTIAL_PAYMENT_NOT_ALLOWED", "REQUIRED"),
    ],
    "saleor.payment.interface:StorePaymentMethodEnum": None,
    "saleor.permission.enums:AccountPermissions": None,
    "saleor.plugins.base_plugin:ConfigurationTypeField": None,
    "saleor.plugins.error_codes:PluginErrorCode": None,
}

FUNCTIONS = [
    "saleor.checkout.complete_checkout:complete_checkout",
    "saleor.checkout.fetch:fetch_checkout_info",
    "saleor.checkout.fetch:fetch_checkout_lines",
    "saleor.core.db.connection:allow_writer",
    "saleor.core.utils.url:validate_storefront_url",
    "saleor.core.utils:build_absolute_uri",
    "saleor.order.actions:order_refunded",
    "saleor.order.events:external_notification_event",
    "saleor.payment.utils:create_transaction",
    "saleor.payment.utils:gateway_postprocess",
    "saleor.plugins.base_plugin:BasePlugin.__init__",
    "saleor.plugins.base_plugin:BasePlugin._update_config_items",
    "saleor.plugins.base_plugin:BasePlugin.pre_save_plugin_configuration",
    "saleor.plugins.base_plugin:BasePlugin.resolve_plugin_configuration",
    "saleor.plugins.base_plugin:BasePlugin.validate_plugin_configuration",
    "saleor.plugins.manager:get_plugins_manager",
]

_REQUEST = SimpleNamespace(path="/plugins/channel/krw/spy/callback")


def _payment(hook: str) -> Callable[[Any], Any]:
    return lambda manager: getattr(manager, hook)("spy", None, channel_slug="krw")


# How each hook is asked for at the manager; the shape is what then reaches the plugin.
HOOKS: dict[str, Callable[[Any], Any]] = {
    **{
        f"{verb}_payment": _payment(f"{verb}_payment")
        for verb in ("process", "confirm", "refund", "capture", "void", "authorize")
    },
    "get_payment_gateways": lambda manager: manager.list_payment_gateways(
        currency="KRW", channel_slug="krw"
    ),
    "token_is_required_as_payment_input": (
        lambda manager: manager.token_is_required_as_payment_input("spy", channel_slug="krw")
    ),
    "webhook": lambda manager: manager.webhook(_REQUEST, "spy", channel_slug="krw"),
}

_METADATA = ["metadata", "private_metadata"]
_PRICE = ["currency", "total_net_amount", "total_gross_amount"]
_SHIPPING = ["shipping_price_net_amount", "shipping_price_gross_amount"]

MODELS = {
    "saleor.account.models:Address": [
        *("first_name", "last_name", "company_name", "street_address_1", "street_address_2"),
        *("city", "city_area", "postal_code", "country", "country_area", "phone"),
    ],
    "saleor.account.models:User": [
        *("email", "password", "last_login", "first_name", "last_name", "is_staff", "is_active"),
        "language_code",
        *_METADATA,
    ],
    "saleor.app.models:App": ["name", "identifier", "is_active", *_METADATA],
    "saleor.channel.models:Channel": [
        *("name", "slug", "is_active", "currency_code", "default_country"),
        "allow_unpaid_orders",
    ],
    "saleor.product.models:Product": ["name", "slug"],
    "saleor.product.models:ProductVariant": ["product", "sku", "name"],
    "saleor.product.models:ProductVariantChannelListing": [
        *("variant", "channel", "currency", "price_amount", "discounted_price_amount"),
    ],
    "saleor.warehouse.models:Stock": ["product_variant", "quantity", "quantity_allocated"],
    "saleor.giftcard.models:GiftCard": [
        *("code", "is_active", "currency", "initial_balance_amount", "current_balance_amount"),
    ],
    "saleor.shipping.models:ShippingMethod": ["name"],
    "saleor.shipping.models:ShippingMethodChannelListing": [
        *("shipping_method", "channel", "currency", "price_amount"),
    ],
    "saleor.checkout.models:Checkout": [
        *("created_at", "last_change", "completing_started_at", "user", "email", "channel"),
        *("language_code", "billing_address", "shipping_address", "gift_cards"),
        *("shipping_method", *_PRICE, *_SHIPPING),
    ],
    "saleor.checkout.models:CheckoutLine": ["checkout", "created_at", "variant", "quantity"],
    "saleor.checkout.models:CheckoutMetadata": ["checkout", *_METADATA],
    "saleor.warehouse.models:Reservation": [
        *("checkout_line", "stock", "quantity_reserved", "reserved_until"),
    ],
    "saleor.order.models:Order": [
        *("number", "created_at", "status", "charge_status", "user", "user_email", "channel"),
        *("language_code", "billing_address", "shipping_address", "checkout_token"),
        *("total_charged_amount", *_PRICE, *_SHIPPING, *_METADATA),
    ],
    "saleor.order.models:OrderLine": [
        *("order", "created_at", "variant", "product_name", "variant_name", "quantity"),
        *("quantity_fulfilled", "currency", "unit_price_net_amount", "unit_price_gross_amount"),
    ],
    "saleor.order.models:OrderEvent": ["order", "user", "date", "type", "parameters"],
    "saleor.order.models:Fulfillment": ["order", "created_at", "status", "total_refund_amount"],
    "saleor.order.models:FulfillmentLine": ["fulfillment", "order_line", "quantity"],
    "saleor.payment.models:Payment": [
        *("gateway", "is_active", "to_confirm", "created_at", "modified_at", "charge_status"),
        *("token", "total", "captured_amount", "currency", "store_payment_method"),
        *("checkout", "order", "billing_email", "cc_brand", "cc_last_digits", "cc_exp_month"),
        *("cc_exp_year", "payment_method_type", "customer_ip_address", "extra_data"),
        *("return_url", "psp_reference", *_METADATA),
    ],
    "saleor.payment.models:Transaction": [
        *("payment", "created_at", "token", "kind", "is_success", "action_required"),
        *("action_required_data", "currency", "amount", "error", "customer_id"),
        *("gateway_response", "already_processed"),
    ],
    "saleor.payment.models:TransactionItem": [
        *("token", "created_at", "app_identifier", "psp_reference", "currency", "checkout"),
        *("order", "charged_value", "authorized_value", "refunded_value"),
        *("charge_pending_value", "authorize_pending_value"),
    ],
    "saleor.plugins.models:PluginConfiguration": [
        *("identifier", "name", "description", "active", "channel", "configuration"),
    ],
}
