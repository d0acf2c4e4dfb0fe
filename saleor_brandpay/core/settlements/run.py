"""A month of settlements, merchant by merchant."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...api.errors import BrandpayError, KeyRejected, NotFound, NotSent, Refused
from ...api.settlement import DateType
from ...clock import now
from ...models import Merchant
from ..installation.frozen import why_frozen
from ..installation.words import short
from ..linked import Orders, no_orders
from ..merchants.crypto import Unreadable
from ..reconcile.same_mid import askable, newest, same
from ..reconcile.toss_reader import TossReader
from ..shop import Shop
from .compare import Comparison
from .ledger import Ledger
from .missing import Missing, paid
from .month import DAY, Month, day_of
from .toss_list import pages

AROUND = 10 * DAY
"""What was paid at the end of a month may have been sold, as Toss counts it, days later."""
LIVE_ONLY = "Toss has settlements for live keys only, and this one is a test key"


@dataclass
class Settled:
    """What came of it."""

    month: Month
    by: DateType
    at: datetime.datetime
    ledger: Ledger
    merchants: list[str] = field(default_factory=list)
    """Those that were compared."""
    merchant_pks: list[int] = field(default_factory=list)
    """All their rows."""
    left_out: list[str] = field(default_factory=list)
    """Those that it should have been, but could not be asked for."""
    notes: list[str] = field(default_factory=list)
    """Merchants that were left out, and why that does not matter."""
    errors: list[str] = field(default_factory=list)
    """Merchants that could not be compared."""
    orders: Orders = no_orders
    """The shop's, for links."""

    @property
    def agrees(self) -> bool:
        return not self.errors and not self.ledger.differences


@dataclass(kw_only=True)
class Run:
    month: Month
    by: DateType = "soldDate"
    shop: Shop
    toss: TossReader
    tell: Callable[[int], None] = lambda _: None
    """Called with the number of lines after each page."""
    _mids: set[tuple[str, bool]] = field(default_factory=set, init=False)
    """Whose lists were read. Of a merchant that never took a payment we do not know its MID: it
    comes last, and is left out where its list is that of another one."""

    def settle(self, merchants: Sequence[Merchant]) -> Settled:
        """Compare the month for each MID. Raises NotSent where there is no way to Toss."""
        at = now()
        settled = Settled(self.month, self.by, at, Ledger(day_of(at)), orders=self.shop.orders)
        excused: list[str] = []
        chosen = newest(merchants)
        has_live = any(not one.is_test for one in chosen)
        for merchant in sorted(chosen, key=lambda one: (one.is_test, not one.mid)):
            held = why_frozen(merchant.installation)
            if held is not None:
                settled.notes.append(f"merchant {merchant} was not asked for: {short(held)}")
                settled.left_out.append(str(merchant))
            elif error := self._try(merchant, settled):
                is_idle = (merchant.is_test and has_live) or not self._is_ours(merchant)
                (excused if is_idle else settled.errors).append(_told(merchant, error))
                if not is_idle:
                    settled.left_out.append(str(merchant))
        # What was refused does not matter beside others, but alone it is no answer.
        (settled.notes if settled.merchants else settled.errors).extend(excused)
        return settled

    def _try(self, merchant: Merchant, settled: Settled) -> str:
        """Empty, or why it could not be compared."""
        try:
            self._merchant(merchant, settled)
        except NotSent:
            raise
        except Unreadable:
            return "its secret key is kept under an encryption key that this process does not have"
        except KeyRejected as error:
            return f"Toss refuses its secret key: {error}"
        except (NotFound, Refused) as error:
            return f"Toss refuses to list its settlements: {error}"
        except BrandpayError as error:
            return str(error)
        return ""

    def _is_ours(self, merchant: Merchant) -> bool:
        """Whether this merchant took anything of ours in the month."""
        return paid(same(merchant, askable()), self.month).exists()

    def _merchant(self, merchant: Merchant, settled: Settled) -> None:
        ledger, before = settled.ledger, settled.ledger.lines
        rows_of_mid = same(merchant, askable())
        comparison = Comparison(name=str(merchant), merchants=rows_of_mid, shop=self.shop)
        first, last = self.month.first, self.month.last
        for rows in pages(self.toss, merchant, first, last, self.by):
            mid = (rows[0].m_id, merchant.is_test)
            if ledger.lines == before and mid[0]:
                if mid in self._mids:
                    settled.notes.append(f"merchant {merchant} has the list of {mid[0]} above")
                    settled.merchant_pks.extend(one.pk for one in rows_of_mid)
                    return
                self._mids.add(mid)
            for line in comparison.lines(rows):
                ledger.add(line)
            self.tell(ledger.lines)
        settled.merchants.append(str(merchant))
        settled.merchant_pks.extend(one.pk for one in rows_of_mid)
        if ledger.lines == before and merchant.is_test:
            settled.notes.append(f"merchant {merchant} has no rows: {LIVE_ONLY}")
        elif self.by == "soldDate":
            self._missing(merchant, comparison, settled)

    def _missing(self, merchant: Merchant, comparison: Comparison, settled: Settled) -> None:
        missing, ledger = Missing(comparison, self.month), settled.ledger
        if missing.is_any():
            first, last = self.month.first, self.month.last
            behind = min(last + AROUND, day_of(settled.at))
            for start, end in ((first - AROUND, first - DAY), (last + DAY, behind)):
                for rows in pages(self.toss, merchant, start, end, self.by) if start <= end else ():
                    comparison.note(rows)
                    self.tell(ledger.lines)
        for line in missing.lines():
            ledger.add(line, is_listed=False)
        ledger.counted += missing.counted


def _told(merchant: Merchant, error: str) -> str:
    return f"merchant {merchant}: {error}" + (f" ({LIVE_ONLY})" if merchant.is_test else "")
