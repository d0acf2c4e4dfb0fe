"""What the endpoints answer, as JSON Schemas: the tests hold every answer against them."""

from __future__ import annotations

from typing import Any

from ..messages.english import VALUES
from ..toss.codes import STATUS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
WON: Schema = {"type": "integer", "minimum": 0}
TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$"}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
NULL: Schema = {"type": "null"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}


def every(**fields: Schema) -> Schema:
    """An object that has all of these fields."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def array(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def one_of(name: str, *others: str) -> Schema:
    """Korean, or English where that is asked for."""
    return {"enum": [*VALUES[name], *VALUES[name].values(), *others]}


_PROMOTION = {"dueDate": DAY, "minimumPaymentAmount": WON}
_DISCOUNT = {
    **_PROMOTION,
    "discountAmount": WON,
    "balance": WON,
    "discountCode": TEXT,
    "maximumPaymentAmount": WON,
}
_KRW: Schema = {"const": "KRW"}
_METHOD = {
    "id": TEXT,
    "methodKey": TEXT,
    "alias": TEXT,
    "registeredAt": TIME,
    "status": {"enum": ["ENABLED", "DISABLED"]},
    "icon": TEXT,
    "iconUrl": TEXT,
    "color": every(background=TEXT, text=TEXT),
}


def _promotion(**kinds: Schema) -> Schema:
    """One of a method's: the objects of the other kinds are null."""
    names = ("cardDiscount", "cardInterestFree", "cardPoint", "bankDiscount")
    return every(
        payType={"const": "NORMAL"},
        type={"enum": [_TYPES[name] for name in kinds]},
        **{name: maybe(kinds[name]) if name in kinds else NULL for name in names},
    )


_TYPES = {
    "cardDiscount": "CARD_DISCOUNT",
    "cardInterestFree": "CARD_INTEREST_FREE",
    "cardPoint": "CARD_POINT",
    "bankDiscount": "BANK_DISCOUNT",
}
_MONTHS = array({"type": "integer"})
_OF_CARD = _promotion(
    cardDiscount=every(issuerCode=TEXT, currency=_KRW, **_DISCOUNT),
    cardInterestFree=every(
        issuerCode=TEXT, currency=_KRW, installmentFreeMonths=_MONTHS, **_PROMOTION
    ),
    cardPoint=every(issuerCode=TEXT, currency=_KRW, **_PROMOTION),
)
_OF_ACCOUNT = _promotion(bankDiscount=every(bankCode=TEXT, currency=_KRW, **_DISCOUNT))
_RECEIPT_TYPE: Schema = {"enum": [*VALUES["type"], *VALUES["type"].values()]}

_TRANSFER = maybe(every(bankCode=TEXT, settlementStatus={"enum": ["INCOMPLETED", "COMPLETED"]}))

SCHEMAS: dict[str, Schema] = {
    "Error": every(code={"enum": sorted(STATUS)}, message=TEXT),
    "FrameworkError": every(timestamp=TIME, status={"type": "integer"}, error=TEXT, path=TEXT),
    "Token": every(
        accessToken=TEXT,
        refreshToken=TEXT,
        tokenType={"const": "bearer"},
        expiresIn={"type": "integer"},
    ),
    "Terms": every(
        id={"type": "integer"}, title=TEXT, version=TEXT, url=TEXT, required=FLAG, agreed=FLAG
    ),
    "TermsList": array(ref("Terms")),
    "Code": every(code=TEXT),
    "CardPromotions": every(
        discountCards=array(every(companyCode=TEXT, **_DISCOUNT)),
        interestFreeCards=array(
            every(companyCode=TEXT, installmentFreeMonths=_MONTHS, **_PROMOTION)
        ),
        pointCards=array(every(companyCode=TEXT, **_PROMOTION)),
    ),
    "BankPromotions": every(discountBanks=array(every(bankCode=TEXT, currency=_KRW, **_DISCOUNT))),
    "Card": every(
        cardName=TEXT,
        cardNumber=TEXT,
        issuerCode=TEXT,
        acquirerCode=TEXT,
        ownerType=one_of("ownerType"),
        cardType=one_of("cardType"),
        installmentMinimumAmount=WON,
        cardImgUrl=TEXT,
        promotions=array(_OF_CARD),
        **_METHOD,
    ),
    "Account": every(
        accountName=TEXT,
        accountNumber=TEXT,
        bankCode=TEXT,
        promotions=array(_OF_ACCOUNT),
        **_METHOD,
    ),
    "Methods": every(
        isIdentified=FLAG,
        selectedMethodId=maybe(TEXT),
        cards=array(ref("Card")),
        accounts=array(ref("Account")),
    ),
    "Removed": every(customerKey=TEXT, success=FLAG),
    "Cancel": every(
        cancelAmount=WON,
        cancelReason=TEXT,
        taxFreeAmount=WON,
        taxExemptionAmount=WON,
        refundableAmount=WON,
        cardDiscountAmount=WON,
        transferDiscountAmount=WON,
        easyPayDiscountAmount=WON,
        canceledAt=TIME,
        transactionKey=TEXT,
        receiptKey=maybe(TEXT),
        cancelStatus={"enum": ["DONE", "IN_PROGRESS", "ABORTED"]},
        cancelRequestId=maybe(TEXT),
    ),
    "PaymentCard": every(
        amount=WON,
        issuerCode=TEXT,
        acquirerCode=maybe(TEXT),
        number=TEXT,
        installmentPlanMonths=WON,
        approveNo=TEXT,
        useCardPoint=FLAG,
        cardType=one_of("cardType"),
        ownerType=one_of("ownerType"),
        acquireStatus={"enum": ["READY", "REQUESTED", "COMPLETED", "CANCEL_REQUESTED", "CANCELED"]},
        isInterestFree=FLAG,
        interestPayer={"enum": ["BUYER", "CARD_COMPANY", "MERCHANT", None]},
    ),
    "CashReceipt": every(
        type=_RECEIPT_TYPE,
        receiptKey=TEXT,
        issueNumber=TEXT,
        receiptUrl=TEXT,
        amount=WON,
        taxFreeAmount=WON,
    ),
    "IssuedReceipt": every(
        receiptKey=TEXT,
        orderId=TEXT,
        orderName=TEXT,
        type=_RECEIPT_TYPE,
        issueNumber=TEXT,
        receiptUrl=TEXT,
        businessNumber=TEXT,
        transactionType={"enum": ["CONFIRM", "CANCEL"]},
        amount=WON,
        taxFreeAmount=WON,
        issueStatus={"enum": ["IN_PROGRESS", "COMPLETED", "FAILED"]},
        failure=maybe(every(code=TEXT, message=TEXT)),
        customerIdentityNumber=TEXT,
        requestedAt=TIME,
    ),
    "Payment": every(
        mId=TEXT,
        version=TEXT,
        paymentKey=TEXT,
        status={
            "enum": [
                "READY",
                "IN_PROGRESS",
                "DONE",
                "CANCELED",
                "PARTIAL_CANCELED",
                "ABORTED",
                "EXPIRED",
            ]
        },
        type={"const": "BRANDPAY"},
        transactionKey=maybe(TEXT),
        lastTransactionKey=maybe(TEXT),
        orderId=TEXT,
        orderName=TEXT,
        requestedAt=TIME,
        approvedAt=maybe(TIME),
        useEscrow=FLAG,
        cultureExpense=FLAG,
        card=maybe(ref("PaymentCard")),
        virtualAccount=NULL,
        transfer=_TRANSFER,
        mobilePhone=NULL,
        giftCertificate=NULL,
        cashReceipt=maybe(ref("CashReceipt")),
        cashReceipts=maybe(array(ref("IssuedReceipt"))),
        discount=maybe(every(amount=WON)),
        cancels=maybe({**array(ref("Cancel")), "minItems": 1}),
        secret=maybe(TEXT),
        easyPay=NULL,
        country={"const": "KR"},
        failure=maybe(every(code=TEXT, message=TEXT)),
        isPartialCancelable=FLAG,
        receipt=maybe(every(url=TEXT)),
        checkout=maybe(every(url=TEXT)),
        currency=_KRW,
        totalAmount=WON,
        balanceAmount=WON,
        suppliedAmount=WON,
        vat=WON,
        taxFreeAmount=WON,
        taxExemptionAmount=WON,
        metadata=maybe({"type": "object"}),
        method={"enum": [*VALUES["method"], *VALUES["method"].values(), None]},
    ),
    "Transaction": every(
        mId=TEXT,
        transactionKey=TEXT,
        paymentKey=TEXT,
        orderId=TEXT,
        method=one_of("method"),
        customerKey=maybe(TEXT),
        useEscrow=FLAG,
        receiptUrl=maybe(TEXT),
        status={"enum": ["DONE", "CANCELED", "PARTIAL_CANCELED"]},
        transactionAt=TIME,
        currency=TEXT,
        amount={"type": "number"},
    ),
    "Transactions": array(ref("Transaction")),
    "Settlement": every(
        mId=TEXT,
        paymentKey=TEXT,
        transactionKey=TEXT,
        orderId=TEXT,
        currency=TEXT,
        method=one_of("method"),
        amount=NUMBER,
        interestFee=NUMBER,
        fee=NUMBER,
        fees=array(every(type=TEXT, fee=NUMBER)),
        supplyAmount=NUMBER,
        suppliedAmount=NUMBER,
        vat=NUMBER,
        payOutAmount=NUMBER,
        approvedAt=TIME,
        soldDate=DAY,
        paidOutDate=DAY,
        card=maybe(ref("PaymentCard")),
        easyPay=NULL,
        giftCertificate=NULL,
        mobilePhone=NULL,
        transfer=_TRANSFER,
        virtualAccount=NULL,
        cancel=maybe(ref("Cancel")),
    ),
    "Settlements": array(ref("Settlement")),
}
