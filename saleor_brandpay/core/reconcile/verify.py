"""Nothing is said of a payment before it and all that is booked around it were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ...api.payment import Payment
from ...models import Attempt, Kind, Merchant, PaymentReference, belonging_to
from ..shop import Shop
from ..shop_records import RecordedPayment
from .compare import Difference, compare
from .toss_reader import TossReader, Unread


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    differences: tuple[Difference, ...]
    payment_keys: tuple[str, ...]
    """All that were asked for."""
    payments: tuple[Payment, ...] = ()
    """Those of them that Toss has shown."""


@dataclass(frozen=True, kw_only=True)
class Verifier:
    toss: TossReader
    shop: Shop

    def payment(self, merchant: Merchant, payment_key: str, order_id: str) -> Verdict:
        """A payment that Toss has shown, to this merchant or in this attempt."""
        attempt = (
            Attempt.objects.filter(order_id=order_id)
            .only("payment_pk", "transaction_token")
            .first()
        )
        pk = attempt.reference_or_none if attempt else None
        pks = set() if pk is None else {pk}
        if not payment_key:
            try:
                shown = self.toss.payment_of_order(merchant, order_id)
            except Unread as unread:
                return Verdict(differences=(_unread("", order_id, [], unread),), payment_keys=())
            payment_key = shown.payment_key if shown else ""
        named_keys = {payment_key: merchant} if payment_key else {}
        return self._group(named_keys, {payment_key: order_id}, pks)

    def recorded(self, reference: PaymentReference, merchants: Iterable[Merchant]) -> Verdict:
        """A Payment or TransactionItem; `merchants` are asked where no attempt says whose it is."""
        recorded_payments = self.shop.recorded_payments((), {reference})
        tokens = {capture.token for recorded in recorded_payments for capture in recorded.captures}
        ours = Attempt.objects.filter(belonging_to(reference), payment_key__in=tokens)
        keys: dict[str, Merchant] = {}
        for token in sorted(tokens - set(ours.values_list("payment_key", flat=True))):
            for merchant in merchants:
                keys[token] = merchant
                if self._is_at_toss(merchant, token):
                    break
        return self._group(keys, {}, {reference})

    def _is_at_toss(self, merchant: Merchant, payment_key: str) -> bool:
        try:
            return self.toss.payment(merchant, payment_key) is not None
        except Unread:
            return True  # read again below, where it is reported

    def _group(
        self,
        keys: dict[str, Merchant],
        names: dict[str, str],
        references: Collection[PaymentReference],
    ) -> Verdict:
        """Also the other payments of the same accounts: refunds do not say whose they are."""
        recorded_payments = self._recorded_payments(keys, references)
        pks = {recorded.reference for recorded in recorded_payments} | set(references)
        attempts = (
            Attempt.objects.filter(belonging_to(*pks))
            .exclude(payment_key="")
            .select_related("merchant__current_secret", "merchant__installation")
            .order_by("pk")
        )
        asked = {one.payment_key: one.merchant for one in attempts} | keys
        names = {one.payment_key: one.order_id for one in attempts} | names
        payments: dict[str, Payment | None] = {}
        for key, merchant in asked.items():
            try:
                payments[key] = self.toss.payment(merchant, key)
            except Unread as unread:
                found = [_unread(key, names.get(key, ""), recorded_payments, unread)]
                return Verdict(differences=tuple(found), payment_keys=(key,))
        found = compare(payments, recorded_payments, names)
        if found:
            # What the shop has booked since then is no difference; nor is what was not there yet.
            later = compare(payments, self._recorded_payments(keys, references), names)
            found = [one for one in found if _name(one) in map(_name, later)]
        shown = tuple(payment for payment in payments.values() if payment)
        return Verdict(differences=tuple(found), payment_keys=tuple(asked), payments=shown)

    def _recorded_payments(
        self, keys: Collection[str], pks: Collection[PaymentReference]
    ) -> list[RecordedPayment]:
        """Those named, and all that hold the same captures, were one booked more than once."""
        named = self.shop.recorded_payments((), pks)
        held = {capture.token for recorded in named for capture in recorded.captures}
        others = self.shop.recorded_payments(held | set(keys), ())
        known = {recorded.reference for recorded in named}
        return named + [recorded for recorded in others if recorded.reference not in known]


def _name(difference: Difference) -> tuple[str, str, str]:
    return difference.kind, difference.order_id, difference.payment_key


def _unread(
    key: str, order_id: str, recorded_payments: list[RecordedPayment], unread: Unread
) -> Difference:
    recorded = recorded_payments[0] if recorded_payments else None
    return Difference(
        kind=Kind.STILL_UNKNOWN,
        reason="unreadable",
        order_id=order_id,
        payment_key=key,
        reference=recorded.reference if recorded else None,
        order=recorded.order if recorded else "",
    )
