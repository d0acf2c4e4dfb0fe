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
            "toss_order_id": sign.order_id,
            "toss_payment_key": sign.payment_key,
            "toss_trace_id": sign.trace_id,
            "toss_won": sign.won,
        },
    )
