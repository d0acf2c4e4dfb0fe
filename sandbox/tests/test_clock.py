"""The sandbox's clock, and the 30 and 10 minutes on it."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from brandpay_sandbox.testing import ControlError

from .support import CONFIRM, CUSTOMER, METHODS, Api

NOON = datetime(2026, 1, 2, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen(sandbox) -> None:
    sandbox.set_clock(NOON, frozen=True)


def only_payment(api: Api) -> dict:
    (payment,) = api.sandbox.payments()
    return payment


def test_ten_minutes_from_authentication_to_confirm(api: Api, sandbox):
    body = api.authenticated()
    sandbox.advance(600)

    assert api.post(CONFIRM, body).status == 200


def test_after_ten_minutes_the_session_is_gone(api: Api, sandbox):
    body = api.authenticated()
    sandbox.advance(601)

    reply = api.post(CONFIRM, body)

    assert reply.error == (404, "NOT_FOUND_PAYMENT_SESSION")
    payment = api.read(body["paymentKey"])
    assert payment["status"] == "EXPIRED"
    assert payment["failure"]["code"] == "EXPIRED_PAYMENT"
    assert payment["method"] is None
    assert payment["card"] is None


def test_an_expired_payment_is_found_by_its_order_id(api: Api, sandbox):
    api.authenticated()
    sandbox.advance(601)

    assert api.get("/v1/payments/orders/order-0001").json["status"] == "EXPIRED"


@pytest.mark.parametrize(("seconds", "status"), [(1800, "READY"), (1801, "EXPIRED")])
def test_a_window_is_open_for_thirty_minutes(api: Api, sandbox, seconds, status):
    api.window(outcome="cancel")
    sandbox.advance(seconds)

    assert only_payment(api)["status"] == status


def test_an_approved_payment_does_not_expire(api: Api, sandbox):
    payment = api.approved()
    sandbox.advance(86400)

    assert api.read(payment["paymentKey"])["status"] == "DONE"


def test_every_answer_is_dated_by_the_sandboxs_clock(api: Api, sandbox):
    sandbox.advance(90)
    paths = ["/v1/payments/x", f"{METHODS}/{CUSTOMER}", "/nowhere", "/_sandbox/payments"]

    dates = {parsedate_to_datetime(api.get(path).headers["Date"]) for path in paths}

    assert dates == {NOON + timedelta(seconds=90)}


def test_one_date_header_only(api: Api):
    assert len(api.get("/v1/payments/x").headers.get_all("Date")) == 1


def test_errors_of_faults_are_dated_too(api: Api, sandbox):
    api.documented = False
    sandbox.fault("payment", "html_502")

    assert parsedate_to_datetime(api.get("/v1/payments/x").headers["Date"]) == NOON


def test_times_are_korean_in_whole_seconds(api: Api):
    assert api.approved()["approvedAt"] == "2026-01-02T12:00:00+09:00"


def test_the_clock_runs_until_it_is_frozen(sandbox):
    sandbox.control("POST", "clock", {"frozen": False})

    first, second = (sandbox.control("POST", "clock", {})["now"] for _ in range(2))

    assert NOON.isoformat() < first < second


def test_a_frozen_clock_can_be_advanced_and_set(sandbox):
    assert sandbox.advance(1.5) == "2026-01-02T03:00:01.500000+00:00"
    later = NOON + timedelta(days=1)
    assert datetime.fromisoformat(sandbox.set_clock(later, frozen=True)) == later


def test_a_running_clock_can_be_advanced_and_set_back(sandbox):
    sandbox.control("POST", "clock", {"frozen": False})

    advanced = datetime.fromisoformat(sandbox.advance(3600))
    back = datetime.fromisoformat(sandbox.set_clock(NOON - timedelta(days=365)))

    assert timedelta(hours=1) <= advanced - NOON < timedelta(hours=2)
    assert back.year == 2025


@pytest.mark.parametrize(
    "body",
    [
        {"advance": -1},
        {"advance": "60"},
        {"advance": True},
        {"advance": 1e300},
        {"at": "2026-01-02T03:00:00"},
        {"at": "noon"},
        {"at": 5},
        {"at": "2026-01-02T03:00:00Z", "advance": 1},
        {"frozen": 1},
        {"forward": 60},
    ],
)
def test_a_wrong_time_is_refused_and_moves_nothing(sandbox, body):
    with pytest.raises(ControlError) as caught:
        sandbox.control("POST", "clock", body)

    assert caught.value.status == 400
    assert sandbox.control("POST", "clock", {})["now"] == NOON.isoformat()
