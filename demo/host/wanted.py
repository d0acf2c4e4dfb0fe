"""What the mini host wants to know of a Saleor: imported by `generate_shapes.py`, needs nothing."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

# What a version lacks is left out of its section.

DATACLASSES = [
    "saleor.payment.interface:AddressData",
    "saleor.payment.interface:CustomerSource",
    "saleor.payment.interface:GatewayResponse",
    "saleor.payment.interface:ListStoredPaymentMethodsRequestData",
    "saleor.payment.interface:PaymentData",
    "saleor.payment.interface:PaymentGateway",
    "saleor.payment.interface:PaymentGatewayData",
    "saleor.payment.interface:PaymentGatewayInitializeTokenizationRequestData",
    "saleor.payment.interface:PaymentGatewayInitializeTokenizationResponseData",
    "saleor.payment.interface:PaymentMethodCreditCardInfo",
    "saleor.payment.interface:PaymentMethodData",
    "saleor.payment.interface:PaymentMethodInfo",
    "saleor.payment.interface:PaymentMethodInitializeTokenizationRequestData",
    "saleor.payment.interface:PaymentMethodProcessTokenizationRequestData",
    "saleor.payment.interface:PaymentMethodTokenizationResponseData",
    "saleor.payment.interface:RefundData",
    "saleor.payment.interface:StoredPaymentMethodRequestDeleteData",
    "saleor.payment.interface:StoredPaymentMethodRequestDeleteResponseData",
    "saleor.payment.interface:TransactionActionData",
    "saleor.payment.interface:TransactionData",
    "saleor.payment.interface:TransactionProcessActionData",
    "saleor.payment.interface:TransactionSessionData",
    "saleor.payment.interface:TransactionSessionResult",
    "saleor.order:FulfillmentLineData",
    "saleor.order.fetch:OrderLineInfo",
]

# None: every value.
CONSTANTS: dict[str, list[str] | None] = {
    "saleor.app.types:AppType": None,
    "saleor.channel:MarkAsPaidStrategy": None,
    "saleor.channel:TransactionFlowStrategy": None,
    "saleor.checkout:CheckoutAuthorizeStatus": None,
    "saleor.checkout:CheckoutChargeStatus": None,
    "saleor.checkout.error_codes:CheckoutErrorCode": [
        *("CHECKOUT_NOT_FULLY_PAID", "INACTIVE_PAYMENT", "INSUFFICIENT_STOCK", "NOT_FOUND"),
        *("NO_LINES", "PAYMENT_ERROR", "REQUIRED", "INVALID", "CHANNEL_INACTIVE"),
    ],
    "saleor.order.error_codes:OrderErrorCode": [
        *("CANNOT_REFUND", "PAYMENT_ERROR", "PAYMENT_MISSING", "ZERO_QUANTITY", "NOT_FOUND"),
    ],
    "saleor.order:FulfillmentStatus": None,
    "saleor.order:OrderAuthorizeStatus": None,
    "saleor.order:OrderChargeStatus": None,
    "saleor.order:OrderEvents": [
        *("PLACED", "PAYMENT_FAILED", "PAYMENT_REFUNDED", "EXTERNAL_SERVICE_NOTIFICATION"),
        *("TRANSACTION_CHARGE_REQUESTED", "TRANSACTION_REFUND_REQUESTED"),
        "TRANSACTION_CANCEL_REQUESTED",
    ],
    "saleor.order:OrderGrantedRefundStatus": None,
    "saleor.payment:ChargeStatus": None,
    "saleor.payment:PaymentMethodType": None,
    "saleor.payment:TransactionAction": None,
    "saleor.payment:TransactionEventType": None,
    "saleor.payment:TransactionKind": None,
    "saleor.payment.error_codes:PaymentErrorCode": [
        *("CHECKOUT_COMPLETION_IN_PROGRESS", "INVALID", "NOT_FOUND", "NOT_SUPPORTED_GATEWAY"),
        *("NO_CHECKOUT_LINES", "PARTIAL_PAYMENT_NOT_ALLOWED", "REQUIRED"),
        "CHECKOUT_HAS_TRANSACTION",
    ],
    **{
        f"saleor.payment.error_codes:{name}ErrorCode": None
        for name in (
            "PaymentGatewayInitialize",
            "PaymentGatewayInitializeTokenization",
            "PaymentMethodInitializeTokenization",
            "PaymentMethodProcessTokenization",
            "StoredPaymentMethodRequestDelete",
            "TransactionInitialize",
            "TransactionProcess",
            "TransactionRequestAction",
            "TransactionRequestRefundForGrantedRefund",
        )
    },
    "saleor.payment.interface:PaymentGatewayInitializeTokenizationResult": None,
    "saleor.payment.interface:PaymentMethodTokenizationResult": None,
    "saleor.payment.interface:StorePaymentMethodEnum": None,
    "saleor.payment.interface:StoredPaymentMethodRequestDeleteResult": None,
    "saleor.permission.enums:AccountPermissions": None,
    "saleor.permission.enums:PaymentPermissions": None,
    "saleor.plugins.base_plugin:ConfigurationTypeField": None,
    "saleor.plugins.error_codes:PluginErrorCode": None,
}

FUNCTIONS = [
    "saleor.checkout.actions:transaction_amounts_for_checkout_updated",
    "saleor.checkout.complete_checkout:complete_checkout",
    "saleor.checkout.fetch:fetch_checkout_info",
    "saleor.checkout.fetch:fetch_checkout_lines",
    "saleor.checkout.payment_utils:update_refundable_for_checkout",
    "saleor.checkout.tasks:trigger_automatic_checkout_completion_task",
    "saleor.checkout.utils:activate_payments",
    "saleor.checkout.utils:cancel_active_payments",
    "saleor.core.db.connection:allow_writer",
    "saleor.core.utils.url:validate_storefront_url",
    "saleor.core.utils:build_absolute_uri",
    "saleor.order.actions:order_refunded",
    "saleor.order.events:external_notification_event",
    "saleor.order.utils:calculate_order_granted_refund_status",
    "saleor.order.utils:updates_amounts_for_order",
    "saleor.payment.gateway:request_cancelation_action",
    "saleor.payment.gateway:request_charge_action",
    "saleor.payment.gateway:request_refund_action",
    "saleor.payment.lock_objects:get_checkout_and_transaction_item_locked_for_update",
    "saleor.payment.lock_objects:get_order_and_transaction_item_locked_for_update",
    "saleor.payment.lock_objects:transaction_item_qs_select_for_update",
    "saleor.payment.tasks:transaction_release_funds_for_checkout_task",
    "saleor.payment.transaction_item_calculations:recalculate_transaction_amounts",
    "saleor.payment.utils:create_failed_transaction_event",
    "saleor.payment.utils:create_transaction",
    "saleor.payment.utils:create_transaction_event_for_transaction_session",
    "saleor.payment.utils:create_transaction_event_from_request_and_webhook_response",
    "saleor.payment.utils:gateway_postprocess",
    "saleor.payment.utils:handle_transaction_initialize_session",
    "saleor.payment.utils:handle_transaction_process_session",
    "saleor.payment.utils:process_order_or_checkout_with_transaction",
    "saleor.payment.utils:recalculate_refundable_for_checkout",
    "saleor.plugins.base_plugin:BasePlugin.__init__",
    "saleor.plugins.base_plugin:BasePlugin._update_config_items",
    "saleor.plugins.base_plugin:BasePlugin.pre_save_plugin_configuration",
    "saleor.plugins.base_plugin:BasePlugin.resolve_plugin_configuration",
    "saleor.plugins.base_plugin:BasePlugin.validate_plugin_configuration",
    "saleor.plugins.manager:get_plugins_manager",
]

_CHANNEL = SimpleNamespace(slug="krw")
_SOURCE = SimpleNamespace(channel=_CHANNEL)
_REQUEST = SimpleNamespace(path="/plugins/channel/krw/spy/callback")


def _payment(hook: str) -> Callable[[Any], Any]:
    return lambda manager: getattr(manager, hook)("spy", None, channel_slug="krw")


def _given(hook: str, **data: Any) -> Callable[[Any], Any]:
    return lambda manager: getattr(manager, hook)(SimpleNamespace(**data))


def _requested(hook: str) -> Callable[[Any], Any]:
    return lambda manager: getattr(manager, hook)(None, channel_slug="krw")


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
    "list_payment_sources": (
        lambda manager: manager.list_payment_sources("spy", "customer", channel_slug="krw")
    ),
    "payment_gateway_initialize_session": (
        lambda manager: manager.payment_gateway_initialize_session(1, [], _SOURCE)
    ),
    **{
        f"transaction_{step}_session": _given(f"transaction_{step}_session", source_object=_SOURCE)
        for step in ("initialize", "process")
    },
    **{
        f"transaction_{action}_requested": _requested(f"transaction_{action}_requested")
        for action in ("charge", "refund", "cancelation")
    },
    **{
        hook: _given(hook, channel=_CHANNEL)
        for hook in (
            "list_stored_payment_methods",
            "payment_gateway_initialize_tokenization",
            "payment_method_initialize_tokenization",
            "payment_method_process_tokenization",
            "stored_payment_method_request_delete",
        )
    },
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
    "saleor.app.models:App": [
        *("uuid", "name", "identifier", "created_at", "is_active", "removed_at", "type"),
        *("about_app", "data_privacy", "data_privacy_url", "homepage_url", "support_url"),
        *("configuration_url", "app_url", "manifest_url", "version", "audience"),
        *("is_installed", "author", "permissions", *_METADATA),
    ],
    "saleor.permission.models:Permission": ["name", "codename"],
    "saleor.channel.models:Channel": [
        *("name", "slug", "is_active", "currency_code", "default_country"),
        *("allow_unpaid_orders", "order_mark_as_paid_strategy"),
        *("default_transaction_flow_strategy", "automatically_complete_fully_paid_checkouts"),
        *("automatic_completion_delay", "automatic_completion_cut_off_date"),
        *("release_funds_for_expired_checkouts", "checkout_ttl_before_releasing_funds"),
        "checkout_release_funds_cut_off_date",
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
        *("shipping_method", *_PRICE, *_SHIPPING, "charge_status", "authorize_status"),
        *("last_transaction_modified_at", "automatically_refundable"),
        "last_automatic_completion_attempt",
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
        *("authorize_status", "total_authorized_amount", "updated_at"),
    ],
    "saleor.order.models:OrderLine": [
        *("order", "created_at", "variant", "product_name", "variant_name", "quantity"),
        *("quantity_fulfilled", "currency", "unit_price_net_amount", "unit_price_gross_amount"),
    ],
    "saleor.order.models:OrderEvent": ["order", "user", "date", "type", "parameters"],
    "saleor.order.models:OrderGrantedRefund": [
        *("created_at", "amount_value", "currency", "reason", "user", "app", "order"),
        *("shipping_costs_included", "transaction_item", "status"),
    ],
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
        *("token", "use_old_id", "created_at", "modified_at", "idempotency_key", "name", "message"),
        *("psp_reference", "available_actions", "currency", "external_url", "checkout", "order"),
        *("charged_value", "authorized_value", "refunded_value", "canceled_value"),
        *("charge_pending_value", "authorize_pending_value", "refund_pending_value"),
        *("cancel_pending_value", "user", "app", "app_identifier", "last_refund_success"),
        *("payment_method_type", "payment_method_name", "cc_brand", "cc_first_digits"),
        *("cc_last_digits", "cc_exp_month", "cc_exp_year", *_METADATA),
    ],
    "saleor.payment.models:TransactionEvent": [
        *("created_at", "idempotency_key", "psp_reference", "message", "transaction"),
        *("external_url", "currency", "type", "amount_value", "user", "app", "app_identifier"),
        *("include_in_calculations", "related_granted_refund"),
    ],
    "saleor.plugins.models:PluginConfiguration": [
        *("identifier", "name", "description", "active", "channel", "configuration"),
    ],
}
