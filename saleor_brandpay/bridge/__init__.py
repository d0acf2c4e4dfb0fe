"""The one place, besides the plugins, that knows Saleor's models and functions."""

from .books import ShopDesk, keep_receipt, note
from .checkouts import (
    Completed,
    endpoint_url,
    finish_checkout,
    is_storefront_url,
    order_of_payment,
    return_url_of_payment,
)
from .ids import PLUGIN_ID
from .office import ShopOffice
from .payment_facts import Facts, facts
from .writing import writes

__all__ = [
    "PLUGIN_ID",
    "Completed",
    "Facts",
    "ShopDesk",
    "ShopOffice",
    "endpoint_url",
    "facts",
    "finish_checkout",
    "is_storefront_url",
    "keep_receipt",
    "note",
    "order_of_payment",
    "return_url_of_payment",
    "writes",
]
