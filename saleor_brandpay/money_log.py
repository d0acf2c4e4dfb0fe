"""One INFO line for each movement of money, with fields for whoever searches logs."""

from __future__ import annotations

import logging

from . import watch

logger = logging.getLogger("saleor_brandpay.money")


def listen(sign: watch.Sign) -> None:
    if not isinstance(sign, watch.MoneyMoved):
        return
    logger.info(
        "%s won %s: order id %s, payment %s, trace %s",
        f"{sign.won:,}",
        sign.what,
        sign.order_id,
        sign.payment_key,
        sign.trace_id or "-",
        extra={
            "order_id": sign.order_id,
            "payment_key": sign.payment_key,
            "trace_id": sign.trace_id,
            "won": sign.won,
        },
    )
