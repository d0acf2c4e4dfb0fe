"""The columns of Saleor's tables that the mini host has."""

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
    "saleor.app.models:AppProblem": [
        *("app", "created_at", "updated_at", "message", "key", "count", "is_critical"),
        *("dismissed", "dismissed_by_user_email", "dismissed_by_user"),
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
        *("last_automatic_completion_attempt", "price_expiration", "tax_error"),
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
        *("should_refresh_prices", "tax_error"),
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
