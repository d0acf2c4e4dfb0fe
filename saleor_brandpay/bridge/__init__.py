"""The one place, besides the plugins, that knows Saleor's models and functions."""

from .apps import working_app
from .checkouts import (
    Completed,
    endpoint_url,
    finish_checkout,
    is_storefront_url,
    order_of_payment,
    return_url_of_payment,
)
from .ids import COMPANION_ID, PLUGIN_ID
from .office import ShopOffice
from .payment_books import keep_receipt, note
from .payment_facts import Facts, facts
from .session_replies import action_required, charge_failure, charge_success
from .till import ShopTill
from .transaction_events import answer as answer_request
from .transaction_events import is_answered
from .transaction_facts import transaction_facts
from .transaction_locking import claiming
from .transaction_names import name as name_transaction
from .transaction_office import request_of
from .transaction_return import order_of_transaction, process_transaction
from .writing import writes

__all__ = [
    "COMPANION_ID",
    "PLUGIN_ID",
    "Completed",
    "Facts",
    "ShopOffice",
    "ShopTill",
    "action_required",
    "answer_request",
    "charge_failure",
    "charge_success",
    "claiming",
    "endpoint_url",
    "facts",
    "finish_checkout",
    "is_answered",
    "is_storefront_url",
    "keep_receipt",
    "name_transaction",
    "note",
    "order_of_payment",
    "order_of_transaction",
    "process_transaction",
    "request_of",
    "return_url_of_payment",
    "transaction_facts",
    "working_app",
    "writes",
]
