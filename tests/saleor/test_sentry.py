"""What Sentry is told when one of our hooks fails: no key, with Saleor's own options."""

import json

import pytest

from .helpers import pay
from .toss import SECRET_KEY

sentry_sdk = pytest.importorskip("sentry_sdk")
if not hasattr(sentry_sdk, "get_isolation_scope"):
    pytest.skip("Saleor 3.20 has Sentry 1.x", allow_module_level=True)

from sentry_sdk.scrubber import EventScrubber  # noqa: E402
from sentry_sdk.transport import Transport  # noqa: E402


class Kept(Transport):
    def __init__(self):
        super().__init__()
        self.items = []

    def capture_envelope(self, envelope):
        self.items += [item.payload.json for item in envelope.items]


@pytest.fixture
def kept():
    transport = Kept()
    sentry_sdk.init(
        "http://key@127.0.0.1:9/1",
        send_default_pii=False,
        event_scrubber=EventScrubber(recursive=True),
        traces_sample_rate=1.0,
        transport=transport,
    )
    yield transport
    sentry_sdk.init()


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
