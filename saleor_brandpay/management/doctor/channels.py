"""Each channel: whether the plugin works there, and what its page needs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from urllib.parse import urlsplit

from ...adapters.configuration import channels_configured, webhook_url
from ...adapters.configuration.channels_configured import ConfiguredChannel
from ...adapters.configuration.keys import Keys
from ...adapters.configuration.validation import page_faults, typed_keys
from ...adapters.ids import PLUGIN_ID
from ...clock import now
from ...core.attempts import queries
from ...core.webhooks import wrong_secrets
from ...models import Attempt, Event
from ..dates import shown
from .finding import Finding, Level
from .secrets import asked

SILENT = datetime.timedelta(hours=1)
"""Toss sends a webhook within seconds of a payment."""
CLOCKS = datetime.timedelta(minutes=5)
"""By how much ours and Toss's may differ."""
_TEST_KEYS = (
    "test keys are in use: buyers pay nothing in earnest, and their orders count as paid. Before "
    "the shop opens enter the live keys on the plugin's page"
)
_LOCAL = ("localhost", "127.0.0.1", "::1", None)


def findings(slug: str | None, *, online: bool) -> Iterator[Finding]:
    pages = channels_configured.configured_channels()
    for page in pages:
        if slug in (None, page.slug):
            yield from _page(page, online=online)
    if not any(page.is_active for page in pages):
        yield Finding(
            Level.WARNING,
            "channels",
            "the plugin is active in none: the dashboard lists it only once it is; open "
            f"/extensions/plugin/{PLUGIN_ID} there",
            code="active_nowhere",
        )


def _page(page: ConfiguredChannel, *, online: bool) -> Iterator[Finding]:
    about = f"channel {page.slug}"
    if not page.is_active:
        yield _inactive(page, about)
        return
    keys = typed_keys(page.values)
    faults = page_faults(page.currency, page.values)
    if faults:
        yield from (
            Finding(Level.ERROR, about, fault.english, code="channel_misconfigured")
            for fault in faults
        )
        return
    yield Finding(Level.OK, about, _summary(page, keys), code="channel_active")
    if keys.is_test:
        yield Finding(Level.NOTE, about, _TEST_KEYS, code="test_keys")
    if online:
        yield from asked(keys, about)
    yield _flow(page, about)
    if page.allow_unpaid_orders:
        yield _unpaid_orders(page, about)
    yield from _webhook(page, keys, about)


def _inactive(page: ConfiguredChannel, about: str) -> Finding:
    held = queries.refundable_transactions(page.channel_pk).count()
    if not held:
        return Finding(Level.NOTE, about, "the plugin is not active here", code="channel_inactive")
    return Finding(
        Level.WARNING,
        about,
        f"the plugin is not active here: {held:,} of the Transactions API's payments cannot be "
        "refunded from Saleor; activate it, or refund them in the Toss console",
        code="channel_inactive_holds_payments",
        cases=held,
    )


def _summary(page: ConfiguredChannel, keys: Keys) -> str:
    environment = "test" if keys.client_key.startswith("test_") else "live"
    secret = f", secret key from {keys.reference}" if keys.reference else ""
    closed = "" if page.is_open else "; the channel itself is not active"
    return f"active, {environment} keys {keys.client_key}{secret}{closed}"


def _unpaid_orders(page: ConfiguredChannel, about: str) -> Finding:
    """A shop that pays before it orders has not meant this; one that orders first has (M8)."""
    used = Attempt.objects.filter(channel_pk=page.channel_pk, payment_pk__isnull=False).exists()
    return Finding(
        Level.WARNING if used else Level.NOTE,
        about,
        "unpaid orders are allowed: Saleor makes orders without asking the Payments API, where "
        "Brandpay is therefore not offered; the Transactions API works, before and after the order",
        code="unpaid_orders",
    )


def _flow(page: ConfiguredChannel, about: str) -> Finding:
    strategy = page.flow_strategy.upper()
    charged = "" if strategy == "CHARGE" else " (Brandpay charges at once, and Saleor is told so)"
    who = "Saleor by itself" if page.completes_checkouts else "the storefront's checkoutComplete"
    return Finding(
        Level.NOTE,
        about,
        f"Transactions API: flow strategy {strategy}{charged}; the order of a paid checkout is "
        f"made by {who}",
        code="flow",
    )


def _webhook(page: ConfiguredChannel, keys: Keys, about: str) -> Iterator[Finding]:
    url = webhook_url.address(page.slug, page.channel_pk, keys.client_key)
    parts = urlsplit(url)
    if keys.client_key.startswith("live_") and (
        parts.scheme != "https" or parts.hostname in _LOCAL
    ):
        yield Finding(
            Level.ERROR,
            about,
            f"Toss cannot reach {parts.scheme}://{parts.netloc}: set PUBLIC_URL, or the site's "
            "domain and ENABLE_SSL, to Saleor's public https address",
            code="unreachable_from_outside",
        )
    yield _webhooks_come(page, url, about)
    wrong = wrong_secrets.counted(page.channel_pk)
    if wrong:
        yield Finding(
            Level.WARNING,
            about,
            f"{wrong:,} calls to the webhook address came with a wrong secret since yesterday: if "
            f"Toss sends them, the URL registered there is an old one; the present one is {url}",
            code="webhooks_with_wrong_secret",
            figures={"calls": wrong},
            hidden=parts.path.rpartition("/")[2],
        )


def _webhooks_come(page: ConfiguredChannel, url: str, about: str) -> Finding:
    events = Event.objects.filter(channel_pk=page.channel_pk)
    last = events.order_by("-received_at").values_list("received_at", flat=True).first()
    paid = Attempt.objects.filter(channel_pk=page.channel_pk, approved_at__isnull=False)
    age = int((now() - last).total_seconds()) if last else None

    def finding(level: Level, code: str, text: str) -> Finding:
        figures, secret = {"age_seconds": age}, url.rpartition("/")[2]
        return Finding(level, about, text, code=code, figures=figures, hidden=secret)

    if last is None:
        text = f"no webhook has come so far: register {url} in the Developer Center > webhooks"
        level = Level.WARNING if paid.exists() else Level.NOTE
        return finding(level, "webhooks_never_came", text)
    if paid.filter(approved_at__gt=last + CLOCKS, approved_at__lt=now() - SILENT).exists():
        text = (
            f"no webhook has come since {shown(last)}, though buyers have paid since: see in the "
            f"Developer Center > webhooks whether {url} is registered and what it is answered"
        )
        return finding(Level.WARNING, "webhooks_stale", text)
    text = f"webhook URL {url}; the last one came {shown(last)}"
    return finding(Level.OK, "webhooks_come", text)
