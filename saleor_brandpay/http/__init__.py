"""The plugin's own addresses below /plugins/channel/<slug>/tosspayments.brandpay/."""
