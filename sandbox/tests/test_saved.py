"""The state, saved and loaded."""

import json

import pytest

from brandpay_sandbox.testing import ControlError

from .support import CONFIRM, CUSTOMER, METHODS, RECEIPT, Api

TOSS = "/v1/payments"


def everything(api: Api) -> list:
    """What the API shows of a shop."""
    day = f"{api.sandbox.control('POST', 'clock', {})['now'][:10]}"
    return [
        sorted(json.dumps(one) for one in api.sandbox.payments()),
        api.sandbox.customers(),
        api.get(f"{METHODS}/{CUSTOMER}").json,
        api.get(f"/v1/transactions?startDate=2020-01-01&endDate={day}T23:59:59Z").json,
        api.sandbox.settings(),
    ]


def test_what_was_saved_is_there_again(api: Api, sandbox):
    sandbox.add_keys("test_ck_other", "test_sk_other", "other")
    sandbox.settings(oneTouch=True, redirectUrls=["https://shop.example/cb"])
    token = api.token()["accessToken"]
    paid = api.approved()
    api.cancel(paid["paymentKey"], cancelAmount=5000)
    api.approved("order-0002", method="account", payment={"transfer": {"cashReceipt": RECEIPT}})
    sandbox.manage("remove_method", customer_key=CUSTOMER)
    open_one = api.authenticated("order-0003")
    confirmed = api.post(CONFIRM, api.authenticated("order-0004"), key="k")
    before = everything(api)
    saved = json.loads(json.dumps(sandbox.save()))

    sandbox.reset()
    sandbox.load(saved)

    assert everything(api) == before
    assert api.get(METHODS, token=token).status == 200
    assert api.get(f"{TOSS}/x", secret_key="test_sk_other").status == 404
    assert api.post(CONFIRM, open_one).status == 200
    assert api.post(CONFIRM, {}, key="k").body == confirmed.body
    assert api.cancel(paid["paymentKey"]).json["balanceAmount"] == 0
    assert len({one["paymentKey"] for one in sandbox.payments()}) == 4


def test_time_goes_on_from_there(api: Api, sandbox):
    sandbox.advance(86400)
    api.authenticated()
    saved = sandbox.save()
    sandbox.reset()
    sandbox.load(saved)
    sandbox.advance(601)

    assert sandbox.payments()[0]["status"] == "EXPIRED"


def test_webhooks_are_told_of_what_comes_later(api: Api, sandbox, receiver):
    paid = api.approved()
    sandbox.load(sandbox.save())
    assert sandbox.webhooks() == []
    api.cancel(paid["paymentKey"])

    assert [one["state"] for one in sandbox.deliver()] == ["delivered"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2, "version": "9.0"}, "of a later version (9.0)"),
        ({"format": "1"}, "not a state"),
        ({"keys": None}, "damaged"),
        ({"payments": [{}]}, "damaged"),
        ({"customers": [1]}, "damaged"),
        ({"clock": {"now": "today", "frozen": False}}, "Invalid isoformat"),
    ],
)
def test_what_is_no_state_is_refused_and_changes_nothing(api: Api, sandbox, changes, says):
    api.approved()
    before = sandbox.payments()

    with pytest.raises(ControlError) as caught:
        sandbox.load(sandbox.save() | changes)

    assert caught.value.status == 400
    assert says in caught.value.body
    assert sandbox.payments() == before
