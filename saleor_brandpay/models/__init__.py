"""What must outlive a request.

Saleor's rows are named by their primary keys, not by foreign keys: Saleor deletes checkouts,
and a payment must be found after that.
"""

from .events import Event
from .installations import Installation
from .merchants import Customer, EncryptionKey, Merchant, MerchantSecret
from .payment_reference import PaymentReference, belonging_to
from .payments import Attempt, AttemptStatus, Refund, RefundStatus, SourceType
from .reconciling import Finding, Kind, Phase, Reconciliation, ReportMail, Sighting, Stretch
from .settlements import SettledLine, SettledMonth

__all__ = [
    "Attempt",
    "AttemptStatus",
    "Customer",
    "EncryptionKey",
    "Event",
    "Finding",
    "Installation",
    "Kind",
    "Merchant",
    "MerchantSecret",
    "PaymentReference",
    "Phase",
    "Reconciliation",
    "Refund",
    "RefundStatus",
    "ReportMail",
    "SettledLine",
    "SettledMonth",
    "Sighting",
    "SourceType",
    "Stretch",
    "belonging_to",
]
