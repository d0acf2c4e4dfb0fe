"""Many payments at once, and what customers do on their own pages: the control requests."""

import pytest

from brandpay_sandbox.testing import ControlError

from .support import CUSTOMER, Api


def test_many_payments_are_like_any_other(api: Api, sandbox, receiver):
    sandbox.control("POST", "clock", {"at": "2026-01-02T03:00:00+00:00", "frozen": True})

    made = sandbox.bulk(4, amount=700, orderPrefix="many-", seconds=60, cancelEvery=2)

    assert [one["orderId"] for one in made] == [f"many-000000{number}" for number in range(4)]
    assert [one["status"] for one in made] == ["DONE", "CANCELED"] * 2
    assert made[0]["approvedAt"] == "2026-01-02T11:57:00+09:00"
    assert made[3]["approvedAt"] == "2026-01-02T12:00:00+09:00"
    payment = api.read(made[0]["paymentKey"])
    assert (payment["status"], payment["totalAmount"]) == ("DONE", 700)
    assert sandbox.deliver() == []

    assert api.cancel(made[0]["paymentKey"]).json["status"] == "CANCELED"
    assert [one["status"] for one in sandbox.deliver()] == ["CANCELED"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "count is required"),
        ({"count": 0}, "count must be a whole number from 1"),
        ({"count": 1e3}, "count must be a whole number from 1"),
        ({"count": 10**9}, "count must be a whole number from 1 to"),
        ({"count": 1, "amount": 0}, "amount must be a whole number"),
        ({"count": 1, "orderPrefix": "a b"}, "orderPrefix must be"),
        ({"count": 1, "method": "cash"}, "method must be card or account"),
        ({"count": 1, "since": "noon"}, "since must be an ISO 8601 time"),
        ({"count": 1, "seconds": -1}, "seconds must be"),
        ({"count": 1, "cancelEvery": 0}, "cancelEvery must be"),
        ({"count": 1, "clientKey": "test_ck_nobody"}, "unknown clientKey"),
        ({"count": 1, "customerKey": "?"}, "INVALID_CUSTOMER_KEY"),
        ({"count": 1, "more": 1}, "unknown field more"),
    ],
)
def test_wrong_bulk_is_refused(sandbox, body, says):
    with pytest.raises(ControlError, match="400") as caught:
        sandbox.control("POST", "payments/bulk", body)

    assert says in str(caught.value.body)
    assert sandbox.payments() == []


@pytest.mark.parametrize(
    ("action", "options", "status", "says"),
    [
        ("dance", {}, 400, "action must be remove_method or"),
        ("rename_method", {}, 400, "alias must be a string"),
        ("change_password", {"password": "12345"}, 400, "password must be six digits"),
        ("remove_method", {"methodKey": "unknown"}, 404, "no such method"),
        ("withdraw", {"customer_key": "somebody-else"}, 404, "no such customer"),
    ],
)
def test_wrong_managing_is_refused(sandbox, action, options, status, says):
    sandbox.register(customer_key=CUSTOMER)

    with pytest.raises(ControlError, match=str(status)) as caught:
        sandbox.manage(action, **{"customer_key": CUSTOMER} | options)

    assert says in str(caught.value.body)
