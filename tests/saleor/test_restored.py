"""The database goes back in time: Payments get primary keys that others had before (M4)."""

import pytest
from psycopg import sql

from .helpers import approved, held, pay
from .hooks import sweep
from .snapshot import Snapshot
from .test_one_touch import charge, one_touch, stored  # noqa: F401

pytestmark = pytest.mark.usefixtures("webhooks")


@pytest.fixture
def backup(_shop):
    """Taken when it is called; what it returns puts the database back to that moment."""
    _, states = _shop
    connection = states._connection

    def take():
        from saleor.payment.models import Payment

        kept = Snapshot(connection, "backup")
        name = "select pg_get_serial_sequence(%s, 'id')"
        (sequence,) = connection.execute(name, [Payment._meta.db_table]).fetchone()
        (last,) = connection.execute(sql.SQL(f"select last_value from {sequence}")).fetchone()

        def restore():
            kept.restore()
            connection.execute("select setval(%s, %s)", [sequence, last])

        return restore

    yield take
    connection.execute("drop schema if exists backup cascade")


@pytest.fixture
def lost(member, toss, backup, later):
    """A member has paid, and the database is set back to before that; his order id."""
    from saleor.payment.models import Payment

    assert pay(member.fill(), toss).order
    restore = backup()
    assert pay(member.fill(), toss).order
    pk = Payment.objects.latest("pk").pk
    restore()
    assert not Payment.objects.filter(pk=pk).exists()
    later(3600)
    return pk, approved(toss)[-1]["orderId"]


WAYS = ["nothing", "cancelled", "duplicated", "paid"]


@pytest.mark.parametrize("cups", [1, 2])
@pytest.mark.parametrize("way", WAYS)
def test_nobody_pays_with_the_money_of_another(
    way, cups, lost, storefront_of, other_buyer, staff, toss, later
):
    from saleor.payment.models import Payment

    pk, order_id = lost
    before = len(staff.orders())
    other = storefront_of(other_buyer).fill({"cup": cups}).payment_create()
    assert Payment.objects.latest("pk").pk == pk
    window = other.complete()
    assert window.order_id != order_id
    paid = 0
    if way == "cancelled":
        other.complete({"code": "PAY_PROCESS_CANCELED", "message": "-"})
    elif way == "duplicated":
        other.complete({"code": "DUPLICATED_ORDER_ID", "message": "-"})
    elif way == "paid":
        assert other.complete(toss.buyer(window.data)).order
        paid = other.total
    later(400)
    sweep()
    assert len(staff.orders()) - before == bool(paid)
    assert held(toss) == 15000 + 15000 + paid
    assert all(one["balanceAmount"] for one in approved(toss))


def test_stored_method_is_charged_beside_it(member, stored, toss, backup, staff):  # noqa: F811
    """The same primary key is charged once more, for another order."""
    before, orders = held(toss), len(staff.orders())
    restore = backup()
    assert charge(member.fill(), stored).order
    restore()
    assert charge(member.fill(), stored).order
    assert held(toss) - before == 30000
    assert len(staff.orders()) == orders + 1
