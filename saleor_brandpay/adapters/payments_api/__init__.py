"""The Payments API: checkoutPaymentCreate, checkoutComplete, orderRefund."""
