"""Secret keys of processes: one with a wrong value in its environment stops nobody (M12)."""

import socket

import pytest
from django.core.cache import cache

from .helpers import held, pay
from .test_doctor import doctor, found, one
from .toss import CLIENT_KEY, SECRET_KEY
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("named")

VARIABLE = "BRANDPAY_KEY_OF_THE_TESTS"
WRONG, NEW = "test_sk_" + "X" * 28, "test_sk_" + "8" * 28


@pytest.fixture
def named(brandpay, monkeypatch):
    """The page is saved with the name of a variable, which holds the right key."""
    monkeypatch.setenv(VARIABLE, SECRET_KEY)
    brandpay(client_key=CLIENT_KEY, secret_key=f"env:{VARIABLE}")


@pytest.fixture
def process(monkeypatch):
    """The next calls come to a process that has this value."""
    return lambda value: monkeypatch.setenv(VARIABLE, value)


def test_one_wrong_process_stops_nobody(
    process, member, storefront_of, other_buyer, staff, toss, later
):
    order = pay(member.fill(), toss).order
    process(WRONG)
    member.fill().payment_create()
    window = member.complete()
    assert window.confirmation_needed
    assert member.complete(toss.buyer(window.data)).order, "its own buyers pay, too"
    process(SECRET_KEY)
    for seconds in (0, 600, 86400):
        later(seconds)
        assert pay(member.fill(), toss).order
        assert pay(storefront_of(other_buyer).fill(), toss).order
    assert staff.refund(order["id"], 15000) == []


def test_it_asks_toss_once_and_then_no_more(process, member, toss):
    process(WRONG)
    toss.forget_requests()
    for _ in range(3):
        member.fill().payment_create()
        member.complete()
        Transacting(member.fill()).initialize()
    assert len(toss.requests("bp-check")) == 1


def test_new_secret_is_taken_up_and_old_processes_go_on(process, member, staff, toss):
    order = pay(member.fill(), toss).order
    toss.add_keys(CLIENT_KEY, NEW)
    process(NEW)
    assert pay(member.fill(), toss).order
    process(SECRET_KEY)
    toss.forget_requests()
    assert pay(member.fill(), toss).order
    assert staff.refund(order["id"], 15000) == []
    assert toss.requests("bp-check") == []
    assert held(toss) == 30000


def test_doctor_tells_of_the_wrong_process(process, member, well):
    process(WRONG)
    member.fill().payment_create()
    member.complete()
    process(SECRET_KEY)
    level, _, text = one(about="secrets")
    assert level == "warning"
    assert socket.gethostname()[:64] in text
    assert "UNAUTHORIZED_KEY" in text
    assert WRONG not in text


def test_doctor_in_the_wrong_process_asks_about_both(process, well):
    process(WRONG)
    told = found("--online", about="channel krw")
    assert [level for level, _, _ in told] == ["error", "warning"]
    assert "UNAUTHORIZED_KEY" in told[0][2]
    assert "Toss takes it" in told[1][2]
    assert WRONG not in doctor("--online")[1]


def test_doctor_tells_of_a_secret_in_use_that_is_dead(process, member, toss, well):
    toss.add_keys(CLIENT_KEY, NEW)
    process(NEW)
    toss.fault("payment_by_order_id", "refuse", code="UNAUTHORIZED_KEY", times=None)
    (_, _, text), (level, _, other) = found("--online", about="channel krw")
    assert "Toss refused" in text
    assert "UNAUTHORIZED_KEY" in text
    assert level == "error"
    assert "save the page" in other


@pytest.fixture
def well(brandpay, named, settings):
    """A shop in which nothing else is to be found."""
    from cryptography.fernet import Fernet

    from saleor_brandpay.adapters.saleor import app_row
    from saleor_brandpay.core.merchants import key_rotation

    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    app_row.repair()
    brandpay(client_key=CLIENT_KEY, secret_key=f"env:{VARIABLE}")
    key_rotation.rotate()
    cache.clear()
