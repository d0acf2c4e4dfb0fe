"""Short words for tests of webhooks: payments that Saleor does not know of, and what it knows."""

from typing import Any

from .storefront import Storefront
from .toss import Toss


def no_answers(toss: Toss) -> None:
    """Toss approves, and nobody here learns of it."""
    toss.fault("confirm", "drop_after", times=None)
    blind(toss)


def blind(toss: Toss) -> None:
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)


def unseen(storefront: Storefront, toss: Toss) -> dict[str, Any]:
    """A checkout that Toss has approved, while Saleor could not learn it; the return data."""
    storefront.fill().payment_create()
    returned = toss.buyer(storefront.complete().data)
    no_answers(toss)
    assert storefront.complete(returned).order is None
    toss.mend()
    return returned


def reads(toss: Toss) -> int:
    """How often the plugin has asked Toss for a payment since requests were forgotten."""
    return sum(call["method"] == "GET" for call in toss.requests("payments"))


def delivered(toss: Toss) -> list[int | None]:
    """Send what is due; how each was answered."""
    return [sent["attempts"][-1]["status"] for sent in toss.deliver()]


def events() -> list[tuple[str, bool]]:
    """Type of each event that is kept, and whether it is done with."""
    from saleor_brandpay.models import Event

    rows = Event.objects.order_by("pk")
    return [(event.event_type, event.done_at is not None) for event in rows]


def all_done() -> bool:
    return all(done for _, done in events())


def sweep() -> None:
    """What Celery beat does every minute."""
    from saleor_brandpay.tasks import sweep

    sweep()
