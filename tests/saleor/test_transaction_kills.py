"""Workers that are killed, or lose their database, in the midst of a transaction."""

import pytest

from tests.saleor.crash_points import CLIENT, PLUGIN, both, each_moment

from .backoffice import Backoffice
from .helpers import held, refunded
from .hooks import sweep
from .lengthy import lengthy
from .test_one_touch import one_touch, stored  # noqa: F401
from .transacting import Transacting, events, item, try_request

pytestmark = [pytest.mark.usefixtures("brandpay"), lengthy]

SESSIONS = "saleor_brandpay.transactions.plugin:BrandpayTransactionsPlugin"
LEASE = 60


def ends_in_one_order(buying, charged, later) -> None:
    """Paid once; where Saleor's worker died between writing the charge and counting it, by ours."""
    assert len(events(charged, "CHARGE_SUCCESS")) == 1
    if not buying.complete().order:
        later(200)
        sweep()
        assert buying.complete().order


@both
def test_while_a_transaction_is_begun(crashing, member, buyer, staff, toss, later, how):
    def suffer(crash_point) -> bool:
        before = held(toss)
        member.fill()

        def begin(other) -> tuple[int, bytes]:
            other.checkout = member.checkout
            return Transacting(other).try_initialize(key=member.checkout)

        reached = crashing(crash_point, buyer, begin)
        buying = Transacting(member)
        session = buying.initialize(key=member.checkout, amount=15000)
        if not session.window:
            later(LEASE)
            session = buying.initialize(key=member.checkout, amount=15000)
        answer = buying.process(session, toss.buyer(session.data))
        assert answer.type == "CHARGE_SUCCESS", answer
        assert held(toss) - before == 15000
        assert buying.complete().order
        return reached

    each_moment([(f"{SESSIONS}.transaction_initialize_session", "after")], how, suffer)


@both
def test_while_a_transaction_is_processed(crashing, member, buyer, staff, toss, later, how):
    def suffer(crash_point) -> bool:
        before = held(toss)
        buying = Transacting(member.fill())
        session = buying.initialize()
        returned = toss.buyer(session.data)

        def process(other) -> tuple[int, bytes]:
            return Transacting(other).try_process(session, returned)

        reached = crashing(crash_point, buyer, process)
        later(LEASE)
        answer = buying.process(session, returned)
        assert answer.type == "CHARGE_SUCCESS", answer
        assert held(toss) - before == 15000
        ends_in_one_order(buying, item(staff, session), later)
        return reached

    moments = [
        (f"{CLIENT}.confirm", "before"),
        (f"{CLIENT}.confirm", "after"),
        (f"{SESSIONS}.transaction_process_session", "after"),
    ]
    each_moment(moments, how, suffer)


@both
@pytest.mark.usefixtures("webhooks")
def test_while_a_stored_method_is_charged(
    crashing,
    member,
    stored,  # noqa: F811
    buyer,
    staff,
    toss,
    later,
    how,
):
    """One-touch in one call; the page goes on as it would after any answer that was lost."""

    def suffer(crash_point) -> bool:
        before = held(toss)
        member.fill()

        def begin(other) -> tuple[int, bytes]:
            other.checkout = member.checkout
            return Transacting(other).try_initialize({"methodId": stored}, key=member.checkout)

        reached = crashing(crash_point, buyer, begin)
        buying = Transacting(member)
        session = buying.initialize({"methodId": stored}, key=member.checkout, amount=15000)
        for _ in range(3):
            if session.type == "CHARGE_SUCCESS":
                break
            later(LEASE)
            ready = (session.data or {}).get("charge")
            session = buying.process(session, {"charge": ready} if ready else None)
        assert session.type == "CHARGE_SUCCESS", session
        assert held(toss) - before == 15000
        ends_in_one_order(buying, item(staff, session), later)
        return reached

    moments = [
        (f"{CLIENT}.auto_payment", "before"),
        (f"{CLIENT}.auto_payment", "after"),
        (f"{SESSIONS}.transaction_initialize_session", "after"),
    ]
    each_moment(moments, how, suffer)


@both
def test_while_staff_refund(crashing, member, staff, toss, later, how):
    from saleor.account.models import User

    from saleor_brandpay.tasks import reconcile_daily

    boss = User.objects.get(email="staff@example.com")

    def suffer(crash_point) -> bool:
        buying = Transacting(member.fill())
        session = buying.initialize()
        buying.process(session, toss.buyer(session.data))
        assert buying.complete().order
        before, given = held(toss), refunded(toss)

        def click(other) -> tuple[int, bytes]:
            return try_request(Backoffice(other.api), session, amount=5000)

        reached = crashing(crash_point, boss, click)
        for _ in range(3):
            later(400)
            sweep()
        # A request that died before it came to us is found by the nightly comparison.
        reconcile_daily()
        one = item(staff, session)
        asked = events(one, "REFUND_REQUEST")
        ended = events(one, "REFUND_SUCCESS", "REFUND_FAILURE")
        # Each request has exactly one end, and the money moved when it says so.
        assert len(ended) == len(asked) <= 1, one["events"]
        amount = 5000 if ended and ended[0]["type"] == "REFUND_SUCCESS" else 0
        assert one["refundedAmount"]["amount"] == amount
        assert before - held(toss) == amount
        assert refunded(toss) == [*given, *([amount] if amount else [])]
        return reached

    moments = [
        (f"{CLIENT}.cancel", "before"),
        (f"{CLIENT}.cancel", "after"),
        (f"{PLUGIN}.transaction_refund_requested", "after"),
    ]
    each_moment(moments, how, suffer)
