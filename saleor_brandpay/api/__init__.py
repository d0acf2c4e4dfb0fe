"""The Toss Payments Brandpay API as Python. Knows no Django and no Saleor; usable alone."""

from saleor_brandpay.api.answer import Answer
from saleor_brandpay.api.cash_receipt import CashReceipt
from saleor_brandpay.api.client import API_URL, BrandpayClient
from saleor_brandpay.api.codes import BANKS, CARD_COMPANIES, Organisation, bank, card_company
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.error_codes import Kind, kind_of
from saleor_brandpay.api.errors import (
    ApiError,
    BrandpayError,
    IdempotencyConflict,
    InProgress,
    KeyRejected,
    MalformedAnswer,
    NoAnswer,
    NotFound,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Refused,
    ServerError,
    TossBusy,
    Withheld,
)
from saleor_brandpay.api.limits import Limits
from saleor_brandpay.api.method_used import Card, Transfer
from saleor_brandpay.api.methods import AccountMethod, CardMethod, PaymentMethods
from saleor_brandpay.api.payment import Cancel, Failure, Payment, PaymentStatus
from saleor_brandpay.api.promotions import (
    BankPromotions,
    CardPromotions,
    Discount,
    InterestFree,
    Points,
)
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.settlement import Settlement
from saleor_brandpay.api.terms import Terms
from saleor_brandpay.api.token import AccessToken, CustomerIdentity
from saleor_brandpay.api.transaction import Transaction
from saleor_brandpay.api.transport import Transport, shared
from saleor_brandpay.api.way_out import WayOut
from saleor_brandpay.api.withdrawal import Withdrawal

__all__ = [
    "API_URL",
    "BANKS",
    "CARD_COMPANIES",
    "AccessToken",
    "AccountMethod",
    "Answer",
    "ApiError",
    "BankPromotions",
    "BrandpayClient",
    "BrandpayError",
    "Cancel",
    "Card",
    "CardMethod",
    "CardPromotions",
    "CashReceipt",
    "CustomerIdentity",
    "Deadline",
    "Discount",
    "Failure",
    "IdempotencyConflict",
    "InProgress",
    "InterestFree",
    "KeyRejected",
    "Kind",
    "Limits",
    "MalformedAnswer",
    "NoAnswer",
    "NotFound",
    "NotSent",
    "Organisation",
    "OutcomeUnknown",
    "Payment",
    "PaymentMethods",
    "PaymentStatus",
    "Points",
    "RateLimited",
    "Refused",
    "Secret",
    "ServerError",
    "Settlement",
    "Terms",
    "TossBusy",
    "Transaction",
    "Transfer",
    "Transport",
    "WayOut",
    "Withdrawal",
    "Withheld",
    "bank",
    "card_company",
    "kind_of",
    "shared",
]
