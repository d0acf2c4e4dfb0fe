"""The names that `generate_shapes.py` looks up in a Saleor; importing this needs nothing."""

from .saleor_hooks import HOOKS
from .saleor_models import MODELS

__all__ = ["CONSTANTS", "DATACLASSES", "FUNCTIONS", "HOOKS", "MODELS"]

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
    "saleor.order.fetch:OrderLineInfo",
]

# None: every value.
CONSTANTS: dict[str, list[str] | None] = {
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
    "saleor.order:OrderStatus": None,
    "saleor.payment:ChargeStatus": None,
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
    "saleor.checkout.calculations:fetch_checkout_data",
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
    "saleor.order.calculations:fetch_order_prices_if_expired",
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
