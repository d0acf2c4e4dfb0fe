"""The names under which Saleor knows us: they stand in its rows, for ever."""

PLUGIN_ID = "tosspayments.brandpay"
"""The gateway, in every Payment; and the App, in every TransactionItem."""
COMPANION_ID = f"{PLUGIN_ID}.transactions"
