"""Settings of this app, read lazily from Django's settings, then from the environment."""

from __future__ import annotations

import datetime
import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from django.conf import settings


class Settings:
    """Shadow Django's settings: Saleor's images are configured by environment variables."""

    RETENTION_DAYS: Final = (7, 36500)
    """The least and the most; a hundred years are as good as for ever."""
    OFF: Final = frozenset({"0", "false", "no", "off"})
    BUYER_CALLS: Final = 8
    WORKER_CALLS: Final = 4
    READ_BACK_RESERVE: Final = 4.0
    """Seconds of a hook's deadline that are kept for reading a payment back."""

    def _text(self, name: str, default: str = "") -> str:
        value = getattr(settings, name, None)
        if value is None:
            value = os.environ.get(name)
        return default if value is None or value == "" else str(value).strip()

    @property
    def api_url(self) -> str:
        return self._text("BRANDPAY_API_URL", "https://api.tosspayments.com").rstrip("/")

    @property
    def sandbox_over_http(self) -> bool:
        """BRANDPAY_API_URL may be http:// of another machine (a sandbox), with test keys only."""
        return self._text("BRANDPAY_SANDBOX_OVER_HTTP").lower() in {"1", "true", "yes", "on"}

    @property
    def outgoing_proxy(self) -> str:
        """The proxy through which Toss is called; empty: none. May hold a password: show it never.

        Nothing is taken from HTTPS_PROXY: Saleor's other calls are no reason to send keys there.
        """
        return self._text("BRANDPAY_OUTGOING_PROXY")

    @property
    def ca_bundle(self) -> str:
        """Path of the CA certificates (PEM) that are believed; empty: those of certifi."""
        return self._text("BRANDPAY_CA_BUNDLE")

    @property
    def sdk_url(self) -> str:
        return self._text("BRANDPAY_SDK_URL", "https://js.tosspayments.com/v2/standard")

    @property
    def encryption_keys(self) -> tuple[str, ...]:
        """Fernet keys; the first one encrypts. Empty: derived from SECRET_KEY."""
        value = getattr(settings, "BRANDPAY_ENCRYPTION_KEYS", None)
        if isinstance(value, (list, tuple)):
            return tuple(str(key).strip() for key in value if str(key).strip())
        text = self._text("BRANDPAY_ENCRYPTION_KEYS")
        return tuple(key.strip() for key in text.split(",") if key.strip())

    @property
    def deadline(self) -> float:
        """Seconds that one hook may take for all of its HTTP."""
        return float(self._text("BRANDPAY_DEADLINE", "18"))

    @property
    def read_back_reserve(self) -> float:
        """Seconds kept for the read-back; less when the whole deadline is short."""
        return min(self.READ_BACK_RESERVE, self.deadline * 2 / 9)

    @property
    def refund_guard(self) -> float:
        """Seconds in which the same refund again is taken for a slip. 0: never."""
        return float(self._text("BRANDPAY_REFUND_GUARD", "60"))

    @property
    def retention(self) -> datetime.timedelta:
        """How long people stand in what has ended. Raises ValueError on anything but whole days.

        Not less than a week: Toss repeats webhooks for four days, and the nightly comparison looks
        at the last eight.
        """
        days = int(self._text("BRANDPAY_RETENTION_DAYS", "90"))
        if not self.RETENTION_DAYS[0] <= days <= self.RETENTION_DAYS[1]:
            raise ValueError("outside of its limits")
        return datetime.timedelta(days=days)

    @property
    def staff_language(self) -> str:
        """What staff read: `ko`, `en` or `both`; a system check names anything else."""
        return self._text("BRANDPAY_STAFF_LANGUAGE", "both").lower()

    @property
    def withdrawals_a_day(self) -> int:
        """Wallets of deleted users that are closed within a day without a person's word."""
        return int(self._text("BRANDPAY_WITHDRAWALS_A_DAY", "20"))

    @property
    def webhook_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Where webhooks may come from, in CIDR notation, comma-separated. Empty: anywhere.

        Raises ValueError on anything else.
        """
        value = getattr(settings, "BRANDPAY_WEBHOOK_NETWORKS", None)
        if not isinstance(value, (list, tuple)):
            value = self._text("BRANDPAY_WEBHOOK_NETWORKS").split(",")
        return tuple(ip_network(str(item).strip()) for item in value if str(item).strip())

    @property
    def proxies(self) -> int:
        """Proxies of the shop's own in front of Saleor, each adding to X-Forwarded-For."""
        return int(self._text("BRANDPAY_PROXIES", "0"))

    @property
    def installation(self) -> str:
        """The operator's own name of this shop, to tell it from its copies (M19)."""
        return self._text("BRANDPAY_INSTALLATION")[:64]

    @property
    def buyer_calls(self) -> int:
        """Buyers and staff who wait for Toss at one time in a process (M21). 0: any number."""
        return int(self._text("BRANDPAY_BUYER_CALLS", str(self.BUYER_CALLS)))

    @property
    def worker_calls(self) -> int:
        """The same of workers, counted apart."""
        return int(self._text("BRANDPAY_WORKER_CALLS", str(self.WORKER_CALLS)))

    @property
    def celery_queue(self) -> str | None:
        """Where tasks go; None: where Celery puts what names no queue, with all of Saleor's."""
        return self._text("BRANDPAY_CELERY_QUEUE") or None

    @property
    def calls_per_buyer(self) -> int:
        """Calls to Toss in ten minutes that one customer key, or one checkout, may cost. 0: any."""
        return int(self._text("BRANDPAY_CALLS_PER_BUYER", "100"))

    @property
    def calls_per_address(self) -> int:
        """The same of one address, where it is known: many buyers may share one. 0: any."""
        return int(self._text("BRANDPAY_CALLS_PER_ADDRESS", "1000"))

    @property
    def report_to(self) -> tuple[str, ...]:
        """E-mail addresses that get the report of the night; a system check names wrong ones."""
        value = getattr(settings, "BRANDPAY_REPORT_TO", None)
        if not isinstance(value, (list, tuple)):
            value = self._text("BRANDPAY_REPORT_TO").split(",")
        return tuple(dict.fromkeys(str(one).strip() for one in value if str(one).strip()))

    @property
    def report_when(self) -> str:
        """`differences`: only when something is left for people; `always`."""
        return self._text("BRANDPAY_REPORT_WHEN", "differences").lower()

    @property
    def dashboard_url(self) -> str:
        """Address of Saleor's dashboard, without a slash at its end; empty: not known.

        Saleor's own variable names the host at times, below which the dashboard's image stands at
        /dashboard/.
        """
        given = self._text("BRANDPAY_DASHBOARD_URL").rstrip("/")
        of_saleor = self._text("DASHBOARD_URL").rstrip("/")
        if given or not of_saleor:
            return given
        return of_saleor if of_saleor.count("/") > 2 else f"{of_saleor}/dashboard"

    @property
    def app_problems(self) -> bool:
        """Whether staff see in the dashboard what the doctor finds."""
        return self.switch("BRANDPAY_APP_PROBLEMS") not in self.OFF

    @property
    def staff_pages(self) -> bool:
        """Whether staff read our pages inside of the dashboard."""
        return self.switch("BRANDPAY_STAFF_PAGES") not in self.OFF

    def switch(self, name: str) -> str:
        """What a setting says that is on unless it says otherwise; a system check names others."""
        return self._text(name).lower()

    @property
    def test_code(self) -> str | None:
        """Value of the TossPayments-Test-Code header; the client sends it with test keys only."""
        return self._text("BRANDPAY_TEST_CODE") or None


conf = Settings()
