"""The books of the shop in `situations.py`: days of trade, and what the commands make of them."""

import datetime
import io
from pathlib import Path
from typing import Any

from django.core.management import call_command

from .helpers import pay
from .situations import Situations

DAYS = 9
"""Days of trade before today."""


class Books(Situations):
    def traded(self) -> None:
        """Some days of orders; a refund in the console, and a payment of another system."""
        from saleor_brandpay import clock
        from saleor_brandpay.models import Installation

        today = clock.now()
        began = today - datetime.timedelta(days=DAYS)
        Installation.objects.update(created_at=began)
        with clock.use(clock.FrozenClock(began)) as frozen:
            self.toss.call("POST", "clock", {"at": began.isoformat()})
            for day in range(DAYS):
                order = self._sold({"cup": 1 + day % 3, "saucer": 1 + day % 2})
                frozen.advance(200)
                if day % 4 == 1:
                    self.staff.refund(order, 5000)
                if day == 4:
                    self.toss.console_refund(self.toss.payments()[2]["paymentKey"], amount=1000)
                    self.toss.foreign_row()
                frozen.advance(86000)
                self.toss.call("POST", "clock", {"at": frozen.now().isoformat()})
        self.toss.call("POST", "clock", {"at": clock.now().isoformat()})

    def _sold(self, lines: dict[str, int]) -> str:
        return str(pay(self.storefront().fill(lines), self.toss).order["id"])

    def reconciled(self, folder: str) -> dict[str, str]:
        """The report of the command in `folder`, as HTML, mail and CSV; what there is of it."""
        from saleor_brandpay import clock

        since = f"{clock.now() - datetime.timedelta(days=DAYS + 1):%Y-%m-%d}"
        made = {}
        with clock.use(clock.FrozenClock(clock.now() + datetime.timedelta(seconds=200))):
            for name in ("html", "csv"):
                path = Path(folder) / f"reconcile.{name}"
                if self._ran("brandpay_reconcile", "--since", since, f"--{name}", str(path)):
                    made[name] = str(path)
        if mail := self._mail():
            made["mail"] = str(Path(folder) / "mail.html")
            Path(made["mail"]).write_text(mail, encoding="utf-8")
        return made

    def _mail(self) -> str | None:
        try:
            from saleor_brandpay.adapters.shop import SaleorShop
            from saleor_brandpay.core.reconcile.report import as_mail, report
        except ImportError:
            return None
        from saleor_brandpay.models import Reconciliation

        run = Reconciliation.objects.latest("pk")
        return str(as_mail.compose(report.build(run, SaleorShop().orders)).html)

    def settled(self, folder: str) -> str | None:
        """The month before today's, as HTML; None where there is no such command."""
        from saleor_brandpay import clock

        month = f"{clock.now() - datetime.timedelta(days=DAYS):%Y-%m}"
        path = Path(folder) / "settlements.html"
        is_made = self._ran("brandpay_settlements", "--month", month, "--html", str(path))
        return str(path) if is_made else None

    @staticmethod
    def _ran(*words: str) -> bool:
        """Whether there is a command that takes these words; 1 says that differences are left."""
        from django.core.management import CommandError

        options: Any = {"stdout": io.StringIO()}
        try:
            call_command(*words, **options)
        except SystemExit as ended:
            return ended.code in (0, 1)
        except CommandError:
            return False
        return True
