"""The name under which Saleor knows the gateway: it stands in every Payment, for ever."""

PLUGIN_ID = "tosspayments.brandpay"
