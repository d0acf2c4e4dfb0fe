"""What must outlive a request.

Saleor's rows are named by their primary keys, not by foreign keys: Saleor deletes checkouts,
and a payment must be found after that.
"""

from .charges import Charge
from .debtors import Debtor, columns, owed_by
from .events import Event
from .merchants import Customer, Merchant, MerchantSecret
from .payments import Attempt, AttemptStatus, Refund, RefundStatus, SourceType
from .reconciling import Finding, Kind, Phase, Reconciliation, Sighting, Stretch

__all__ = [
    "Attempt",
    "AttemptStatus",
    "Charge",
    "Customer",
    "Debtor",
    "Event",
    "Finding",
    "Kind",
    "Merchant",
    "MerchantSecret",
    "Phase",
    "Reconciliation",
    "Refund",
    "RefundStatus",
    "Sighting",
    "SourceType",
    "Stretch",
    "columns",
    "owed_by",
]
