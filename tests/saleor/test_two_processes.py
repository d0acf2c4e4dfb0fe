"""Two processes of one Saleor: with different encryption keys, and one with a wrong secret key."""

from contextlib import suppress

import pytest
from cryptography.fernet import Fernet

from .backoffice import Backoffice
from .crash_points import CLIENT, CrashPoint
from .helpers import approved, captured, held, pay
from .test_one_touch import choose, key_of, registered
from .toss import CLIENT_KEY, SECRET_KEY
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("brandpay")

VARIABLE = "BRANDPAY_KEY_OF_THE_TESTS"
OTHER = {"client_key": "test_ck_" + "B" * 28, "secret_key": "test_sk_" + "B" * 28}
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def new_process(brandpay, settings):
    """This one: the new key is in front, and everything is kept under it."""
    from saleor_brandpay.core.merchants import key_rotation

    settings.BRANDPAY_ENCRYPTION_KEYS = f"{NEW},{OLD}"
    brandpay(client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    key_rotation.rotate()


@pytest.fixture
def old_process(workers, new_process):
    """Another one, which has not been given the new key."""
    with workers.serving(None, settings={"BRANDPAY_ENCRYPTION_KEYS": OLD}) as worker:
        yield worker


@pytest.fixture
def at(storefront_of, buyer):
    """The same buyer, whose next request comes to another process."""

    def elsewhere(process, storefront):
        other = storefront_of(buyer, url=process.url)
        other.checkout = storefront.checkout
        return other

    return elsewhere


def test_window_of_a_new_process_is_paid_on_an_old_one(old_process, at, member, staff, toss):
    """It holds the secret itself: the row is left as it is."""
    from saleor_brandpay.core.merchants import crypto
    from saleor_brandpay.models import MerchantSecret

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    assert at(old_process, member).complete(returned).order
    assert member.complete(returned).order
    assert held(toss) == 15000
    assert len(staff.orders()) == 1
    assert crypto.is_current(MerchantSecret.objects.get().ciphertext)


def test_window_of_a_contract_of_before(old_process, at, brandpay, member, staff, toss):
    """The old process cannot read its secret: nothing is sent, and the buyer may try again."""
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    toss.add_keys(OTHER["client_key"], OTHER["secret_key"], m_id="second")
    brandpay(**OTHER)
    other = at(old_process, member)
    for _ in range(2):
        answer = other.complete(returned)
        assert answer.order is None
        assert answer.messages[0].startswith("CHECKING: ")
    assert held(toss) == 0
    assert member.complete(returned).order
    assert held(toss) == 15000


def test_transaction_of_a_contract_of_before(old_process, at, brandpay, member, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    returned = toss.buyer(session.data)
    toss.add_keys(OTHER["client_key"], OTHER["secret_key"], m_id="second")
    brandpay(**OTHER)
    answer = Transacting(at(old_process, member)).process(session, returned)
    assert (answer.type, answer.code) == ("CHARGE_ACTION_REQUIRED", "CHECKING")
    assert answer.window is None
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert buying.complete().order
    assert held(toss) == 15000


def test_charge_that_dies_in_a_new_process_and_is_repeated_in_an_old_one(
    workers, new_process, at, brandpay, member, storefront_of, buyer, staff, toss
):
    """In a rolling deploy it was charged twice: the old process could not read the first one."""
    brandpay(one_touch="true")
    method = registered(storefront_of(buyer), toss, staff)
    toss.agree_billing({"clientKey": CLIENT_KEY, "customerKey": key_of(buyer)})
    ready = choose(member.fill(), method)
    dies = CrashPoint(place=f"{CLIENT}.auto_payment")
    keys = {"BRANDPAY_ENCRYPTION_KEYS": f"{NEW},{OLD}"}
    with workers.serving(dies, settings=keys) as new, suppress(OSError):
        at(new, member).try_complete(ready.charge)
    assert new.status == -9
    with workers.serving(None, settings={"BRANDPAY_ENCRYPTION_KEYS": OLD}) as old:
        assert at(old, member).complete(ready.charge).order
    assert held(toss) == 15000
    assert member.complete(ready.charge).order
    assert held(toss) == 15000
    assert len([one for one in approved(toss) if one["balanceAmount"]]) == 1


def test_refund_at_a_process_that_cannot_read(
    old_process, brandpay, member, staff, toss, storefront_of
):
    from saleor.account.models import User

    order = pay(member.fill(), toss).order
    toss.add_keys(OTHER["client_key"], OTHER["secret_key"], m_id="second")
    brandpay(**OTHER)
    boss = storefront_of(User.objects.get(email="staff@example.com"), url=old_process.url)
    assert Backoffice(boss.api).refund(order["id"], 5000) != []
    assert held(toss) == 15000
    assert staff.refund(order["id"], 5000) == []
    assert held(toss) == 10000


def test_worker_without_the_key_takes_nothing_for_lost(
    workers, new_process, brandpay, member, staff, toss, later
):
    """A paid window of a contract of before; the beat runs on an old worker, then on a new one."""
    from saleor_brandpay.models import Attempt

    from .hooks import sweep, unseen

    unseen(member, toss)
    toss.add_keys(OTHER["client_key"], OTHER["secret_key"], m_id="second")
    brandpay(**OTHER)
    for _ in range(5):
        later(60)
        worker = workers.run(
            "tests.saleor.places:sweep", settings={"BRANDPAY_ENCRYPTION_KEYS": OLD}
        )
        assert worker.status == 0
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.looks) == ("unknown", 0)
    assert held(toss) == 15000
    assert staff.orders() == []
    later(60)
    sweep()
    assert len(staff.orders()) == 1
    assert captured(staff.order(staff.orders()[0]["id"])) == 15000


def test_process_with_a_wrong_secret_stops_nobody(
    workers, at, brandpay, monkeypatch, member, staff, toss, later
):
    monkeypatch.setenv(VARIABLE, SECRET_KEY)
    brandpay(client_key=CLIENT_KEY, secret_key=f"env:{VARIABLE}")
    order = pay(member.fill(), toss).order
    with workers.serving(None, environ={VARIABLE: "test_sk_" + "X" * 28}) as wrong:
        member.fill().payment_create()
        window = at(wrong, member).complete()
        assert window.confirmation_needed
        assert at(wrong, member).complete(toss.buyer(window.data)).order
    for seconds in (0, 600, 86400):
        later(seconds)
        assert pay(member.fill(), toss).order
    assert staff.refund(order["id"], 15000) == []
