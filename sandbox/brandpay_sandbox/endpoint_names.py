"""What faults and tests call the endpoints."""

from typing import Literal, get_args

EndpointName = Literal[
    "access-token",
    "confirm",
    "auto",
    "terms",
    "agree",
    "promotions-card",
    "promotions-bank",
    "methods",
    "remove-card",
    "remove-account",
    "remove-customer",
    "payment_by_order_id",
    "payment",
    "cancel",
    "transactions",
    "settlements",
]

NAMES: frozenset[str] = frozenset(get_args(EndpointName))
"""What a fault's `path` may say, besides `*`."""
