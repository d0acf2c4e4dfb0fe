"""Each channel: whether the plugin works there, and what its page needs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ...adapters.configuration import channels_configured, webhook_url
from ...adapters.configuration.channels_configured import ConfiguredChannel
from ...adapters.configuration.keys import Keys, keys_faults
from ...adapters.configuration.validation import channel_fault, redirect_fault
from ...adapters.ids import PLUGIN_ID
from ...models import Attempt, AttemptStatus, Event
from ..dates import shown
from .finding import Finding, Level
from .secrets import asked

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
        )


def _page(page: ConfiguredChannel, *, online: bool) -> Iterator[Finding]:
    about = f"channel {page.slug}"
    if not page.is_active:
        yield _inactive(page, about)
        return
    keys = Keys.typed(page.values.get("client_key", ""), page.values.get("secret_key", ""))
    currency = channel_fault(page.currency)
    redirect = redirect_fault(page.values.get("redirect_url", ""))
    faults = [
        *([currency] if currency else []),
        *keys_faults(keys),
        *([redirect] if redirect else []),
    ]
    if faults:
        yield from (Finding(Level.ERROR, about, fault.text) for fault in faults)
        return
    yield Finding(Level.OK, about, _summary(page, keys))
    if online:
        yield from asked(keys, about)
    yield _flow(page, about)
    if page.allow_unpaid_orders:
        yield _unpaid_orders(page, about)
    yield from _webhook(page, keys, about)


def _inactive(page: ConfiguredChannel, about: str) -> Finding:
    held = Attempt.objects.filter(
        channel_pk=page.channel_pk,
        transaction_token__isnull=False,
        status=AttemptStatus.APPROVED,
        balance__gt=0,
    ).count()
    if not held:
        return Finding(Level.NOTE, about, "the plugin is not active here")
    return Finding(
        Level.WARNING,
        about,
        f"the plugin is not active here: {held:,} of the Transactions API's payments cannot be "
        "refunded from Saleor; activate it, or refund them in the Toss console",
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
        )
    here = Event.objects.filter(channel_pk=page.channel_pk)
    last = here.order_by("-received_at").values_list("received_at", flat=True).first()
    if last:
        yield Finding(Level.OK, about, f"webhook URL {url}; the last one came {shown(last)}")
        return
    paid = Attempt.objects.filter(channel_pk=page.channel_pk, approved_at__isnull=False).exists()
    level = Level.WARNING if paid else Level.NOTE
    yield Finding(
        level,
        about,
        f"no webhook has come so far: register {url} in the Developer Center > webhooks",
    )
