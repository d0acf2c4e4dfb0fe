"""What Sentry is told when one of our hooks fails: no key, with Saleor's own options."""

import json

import pytest

from .helpers import pay
from .toss import SECRET_KEY

sentry_sdk = pytest.importorskip("sentry_sdk")
if not hasattr(sentry_sdk, "get_isolation_scope"):
    pytest.skip("Saleor 3.20 has Sentry 1.x", allow_module_level=True)

from tests.sentry_events import as_saleor_has_it  # noqa: E402


@pytest.fixture
def kept():
    with as_saleor_has_it() as kept:
        yield kept


@pytest.mark.parametrize("place", ["read_back", "states"])
def test_a_hook_that_fails_tells_no_key(brandpay, member, toss, kept, monkeypatch, place):
    from saleor_brandpay.core.attempts import states
    from saleor_brandpay.core.confirm import outcome

    def broken(*args, **kwargs):
        raise RuntimeError("a bug of ours")

    if place == "states":
        monkeypatch.setattr(states, "to_approved", broken)
    else:
        monkeypatch.setattr(outcome, "judge", broken)
    brandpay()
    pay(member.fill(), toss)
    (payment,) = toss.payments()
    events = [item for item in kept.items if "exception" in item]
    assert events, "the failure is told"
    seen = json.dumps(kept.items, default=str)
    for name, value in (("payment key", payment["paymentKey"]), ("secret key", SECRET_KEY)):
        at = seen.find(value)
        assert at < 0, (name, seen[max(at - 300, 0) : at + 80])


def test_page_for_staff_that_fails_tells_no_token(brandpay, saleor, kept, monkeypatch):
    from saleor_brandpay.adapters.saleor import app_extensions, app_row
    from saleor_brandpay.http.staff import order

    from .staff_pages import clerk, post

    if not app_extensions.exist():
        pytest.skip("this Saleor's dashboard has no place for widgets")

    def broken(*args, **kwargs):
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(order, "body", broken)
    brandpay()
    app_row.repair()
    token = clerk(saleor.url, "seller@example.com", "manage_orders").token()
    page = post(saleor.url, "order", {"accessToken": token, "orderId": "T3JkZXI6MQ=="})
    assert page.status == 500
    assert [item for item in kept.items if "exception" in item], "the failure is told"
    seen = json.dumps(kept.items, default=str)
    at = seen.find(token)
    assert at < 0, seen[max(at - 300, 0) : at + 80]
