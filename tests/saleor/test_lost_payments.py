"""A backup is restored: Toss knows payments of which the shop knows nothing (M4, M9, M19)."""

import psycopg
import pytest

from .copies import LIVE_CLIENT, LIVE_SECRET, address, command
from .helpers import held, pay, refunded
from .hooks import sweep
from .reconciling import found, reconciler
from .snapshot import Snapshot

pytest_plugins = ["tests.saleor.copies"]
pytestmark = pytest.mark.usefixtures("live")


@pytest.fixture
def lost(_shop, member, toss, brandpay, later):
    """A's payment of 15,000 won, made after the backup; Saleor's Payment gets its number again."""
    from saleor.payment.models import Payment

    from saleor_brandpay.models import Attempt

    connection: psycopg.Connection = _shop[1]._connection
    connection.execute("drop schema if exists before_lost cascade")
    backup = Snapshot(connection, "before_lost")
    assert pay(member.fill(), toss).order
    number, order_id = Payment.objects.get().pk, Attempt.objects.get().order_id
    backup.restore()
    connection.execute(
        "select setval(pg_get_serial_sequence(%s, 'id'), %s, false)",
        (Payment._meta.db_table, number),
    )
    brandpay(client_key=LIVE_CLIENT, secret_key=LIVE_SECRET)
    later(3600)
    toss.forget_requests()
    return order_id


@pytest.mark.parametrize("way", ["sweep", "cancel", "duplicated", "pays"])
@pytest.mark.parametrize("amount", ["the same", "another"])
def test_nobody_gets_anothers_payment(
    way, amount, lost, storefront_of, other_buyer, staff, toss, later
):
    lines = None if amount == "the same" else {"saucer": 1}
    buying = storefront_of(other_buyer).fill(lines).payment_create()
    window = buying.complete()
    assert window.order_id != lost
    if way == "cancel":
        buying.complete({"code": "PAY_PROCESS_CANCELED", "message": "x"})
    elif way == "duplicated":
        code = "DUPLICATED_ORDER_ID"
        buying.complete({"code": code, "message": "x", "orderId": window.order_id})
    elif way == "pays":
        assert buying.complete(toss.buyer(window.data)).order
    later(400)
    sweep()
    assert len(staff.orders()) == (1 if way == "pays" else 0)
    (of_a,) = [one for one in toss.payments() if one["orderId"] == lost]
    assert of_a["balanceAmount"] == 15000
    assert refunded(toss) == []


def test_told_and_given_back_at_a_word_only(lost, toss, later):
    status, document = reconciler(later)("--heal")
    assert status == 1
    assert [kind for kind, _ in found(document)] == ["lost"]
    assert toss.calls() == []
    for _ in range(2):
        later(3600)
        sweep()
    assert held(toss) == 15000
    status, told = command("brandpay_lost", lost)
    assert status == 1
    assert "15,000 won held" in told
    assert command("brandpay_lost", lost, "--refund", 15000)[0] == 0
    assert refunded(toss) == [15000]
    status, document = reconciler(later)()
    assert (status, found(document)) == (0, [])


def test_word_in_a_copy_while_the_shop_goes_on(lost, saleor, move):
    """Toss shows payments of this shop that the copy has not: it warns, and asks for --force."""
    move()
    words = ("brandpay_moved", address(saleor.url))
    status, told = command(*words, "--dry-run")
    assert status == 0
    assert "not in this database: 1." in told
    status, told = command(*words, "--yes")
    assert status == 2
    assert "--force" in told
    assert command(*words, "--yes", "--force")[0] == 0
