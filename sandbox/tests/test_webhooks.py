"""Webhooks: what is told to whom, how, and how often."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from .receiver import Receiver
from .support import CONFIRM, CUSTOMER, Api, later

NOON = datetime(2026, 1, 2, 3, tzinfo=UTC)
PAYMENT = "PAYMENT_STATUS_CHANGED"


@pytest.fixture(autouse=True)
def frozen(sandbox) -> None:
    sandbox.set_clock(NOON, frozen=True)


@pytest.fixture
def payments_only(sandbox, receiver: Receiver) -> None:
    sandbox.remove_webhook_url(1)
    sandbox.webhook_url(receiver.url, events=[PAYMENT])


def told(receiver: Receiver) -> list[tuple[str, str]]:
    return [(one.json["eventType"], one.status) for one in receiver.received]


def wait_for_attempts(sandbox, count: int) -> None:
    """Return once the sandbox has as many answers: until then the clock must not move."""
    end = time.monotonic() + 5
    while sum(len(one["attempts"]) for one in sandbox.webhooks()) < count:
        assert time.monotonic() < end
        time.sleep(0.005)


def test_an_approval_is_told_with_the_whole_payment(api: Api, sandbox, receiver, payments_only):
    payment = api.approved()
    assert receiver.received == []

    (result,) = sandbox.deliver()

    (one,) = receiver.received
    assert one.json == {
        "eventType": PAYMENT,
        "createdAt": "2026-01-02T12:00:00.000000",
        "data": payment,
    }
    assert one.headers["content-type"] == "application/json"
    assert one.id.startswith("whtrans_")
    assert (one.retried, one.time) == ("0", "2026-01-02T12:00:00+09:00")
    assert not [name for name in one.headers if "signature" in name]
    assert (result["state"], result["answered"], result["dueAt"]) == ("delivered", 200, None)
    assert sandbox.deliver() == []


def test_cancels_are_told_each_with_the_payment_of_its_moment(
    api: Api, sandbox, receiver, payments_only
):
    first, second = api.approved("order-0001"), api.approved("order-0002")
    api.cancel(first["paymentKey"], cancelAmount=5000)
    sandbox.console_cancel(first["paymentKey"], amount=4000)
    api.cancel(second["paymentKey"])

    sandbox.deliver()

    assert receiver.statuses() == [
        "DONE",
        "DONE",
        "PARTIAL_CANCELED",
        "PARTIAL_CANCELED",
        "CANCELED",
    ]
    assert [one.json["data"]["balanceAmount"] for one in receiver.received[2:4]] == [10000, 6000]


def test_ready_and_in_progress_and_giving_up_are_not_told(
    api: Api, sandbox, receiver, payments_only
):
    api.window("order-0001", outcome="cancel")
    api.authenticated("order-0002")

    assert sandbox.deliver() == []


def test_failures_are_told(api: Api, sandbox, receiver, payments_only):
    api.window("order-0001", outcome="REJECT_CARD_COMPANY")
    sandbox.fault("confirm", "refuse", code="REJECT_CARD_PAYMENT")
    api.post(CONFIRM, api.authenticated("order-0002"))
    sandbox.force_status(api.authenticated("order-0003")["paymentKey"], "ABORTED")

    sandbox.deliver()

    assert receiver.statuses() == ["ABORTED"] * 3
    codes = [one.json["data"]["failure"]["code"] for one in receiver.received]
    assert codes == ["REJECT_CARD_COMPANY", "REJECT_CARD_PAYMENT", "PAY_PROCESS_ABORTED"]


def test_a_replayed_answer_is_not_told_again(api: Api, sandbox, receiver, payments_only):
    body = api.authenticated()
    for _ in range(2):
        api.post(CONFIRM, body, key="k")

    assert len(sandbox.deliver()) == 1


def test_the_clock_expires_payments_in_the_order_of_time(
    api: Api, sandbox, receiver, payments_only
):
    api.window("order-0001", outcome="cancel")
    sandbox.advance(60)
    api.authenticated("order-0002")
    sandbox.advance(3600)

    sandbox.deliver()

    created = {one.json["data"]["orderId"]: one.json["createdAt"] for one in receiver.received}
    assert receiver.statuses() == ["EXPIRED", "EXPIRED"]
    assert list(created.items()) == [
        ("order-0002", "2026-01-02T12:11:00.000000"),
        ("order-0001", "2026-01-02T12:30:00.000000"),
    ]


def test_the_approval_of_an_auto_payment_is_told_only_by_a_switch(
    api: Api, sandbox, receiver, payments_only
):
    method = sandbox.register(customer_key=CUSTOMER)["method"]["methodKey"]
    sandbox.agree_billing(customer_key=CUSTOMER)
    body = {"customerKey": CUSTOMER, "methodKey": method, "amount": 9900, "orderName": "Plan"}

    first = api.post("/v1/brandpay/payments", body | {"orderId": "order-0001"}).json
    api.cancel(first["paymentKey"])
    sandbox.settings(autoPaymentWebhooks=True)
    api.post("/v1/brandpay/payments", body | {"orderId": "order-0002"})
    sandbox.deliver()

    assert receiver.statuses() == ["CANCELED", "DONE"]


def test_customers_and_methods_are_told(api: Api, sandbox, receiver: Receiver):
    key = sandbox.register(customer_key=CUSTOMER, password="123456")["method"]["methodKey"]
    sandbox.register(customer_key=CUSTOMER, method="account", password="654321")
    token = api.token()["accessToken"]
    path = "/v1/brandpay/payments/methods/card/remove"
    api.post(path, {"methodKey": key}, token=token)
    api.post("/v1/brandpay/customers/remove", {}, token=token)
    sandbox.deliver()

    customer, method = "CUSTOMER_STATUS_CHANGED", "METHOD_UPDATED"
    assert told(receiver) == [
        (customer, "CREATED"),
        (method, "ENABLED"),
        (method, "ENABLED"),
        (customer, "PASSWORD_CHANGED"),
        (method, "DISABLED"),
        (customer, "REMOVED"),
    ]
    assert receiver.received[0].json["data"] == {
        "customerKey": CUSTOMER,
        "status": "CREATED",
        "changedAt": "2026-01-02T12:00:00+09:00",
    }
    assert receiver.received[1].json["data"] == {
        "customerKey": CUSTOMER,
        "methodKey": key,
        "status": "ENABLED",
    }


def test_what_a_customer_does_on_his_own_pages_is_told(sandbox, receiver: Receiver):
    sandbox.register(customer_key=CUSTOMER, password="123456")
    sandbox.deliver()
    receiver.received.clear()
    who = {"customer_key": CUSTOMER}
    key = sandbox.manage("rename_method", alias="내 카드", **who)["cards"][0]["methodKey"]
    for action in ("one_touch_on", "one_touch_off", "remove_method"):
        sandbox.manage(action, **who)
    sandbox.manage("change_password", password="111111", **who)
    sandbox.manage("withdraw", **who)
    sandbox.deliver()

    assert [status for _, status in told(receiver)] == [
        "ALIAS_UPDATED",
        "ONE_TOUCH_ACTIVATED",
        "ONE_TOUCH_DEACTIVATED",
        "DISABLED",
        "PASSWORD_CHANGED",
        "REMOVED",
    ]
    assert receiver.received[0].json["data"]["methodKey"] == key
    assert sandbox.customers() == []


def test_method_updated_may_say_enable(sandbox, receiver: Receiver):
    sandbox.settings(methodEnable=True)
    sandbox.register(customer_key=CUSTOMER)
    sandbox.deliver()

    assert told(receiver)[1] == ("METHOD_UPDATED", "ENABLE")


def test_each_merchant_is_told_of_its_own(api: Api, sandbox, receiver, payments_only):
    sandbox.add_keys("test_ck_other", "test_sk_other", "other")
    theirs = api.authenticated(client_key="test_ck_other")
    api.post(CONFIRM, theirs, secret_key="test_sk_other")
    assert sandbox.deliver() == []

    sandbox.webhook_url(receiver.url, client_key="test_ck_other")
    api.cancel(theirs["paymentKey"])  # of another MID: refused
    api.post(
        f"/v1/payments/{theirs['paymentKey']}/cancel",
        {"cancelReason": "x"},
        secret_key="test_sk_other",
    )

    assert [one["status"] for one in sandbox.deliver()] == ["CANCELED"]


def test_two_urls_are_told_each(api: Api, sandbox, receiver, payments_only):
    sandbox.webhook_url(receiver.url, events=[PAYMENT])
    api.approved()

    sandbox.deliver()

    assert receiver.statuses() == ["DONE", "DONE"]
    assert len({one.id for one in receiver.received}) == 2


def test_a_failed_webhook_is_retried_seven_times(api: Api, sandbox, receiver, payments_only):
    receiver.status = 500
    api.approved()

    waited = []
    for _ in range(8):
        (result,) = sandbox.deliver()
        due = result["dueAt"] and datetime.fromisoformat(result["dueAt"])
        if due is not None:
            now = datetime.fromisoformat(sandbox.control("POST", "clock", {})["now"])
            waited.append((due - now) / timedelta(minutes=1))
            sandbox.set_clock(due - timedelta(seconds=1), frozen=True)
            assert sandbox.deliver() == []
            sandbox.advance(1)

    assert waited == [1, 4, 16, 64, 256, 1024, 4096]
    assert result["state"] == "failed"
    sandbox.advance(365 * 86400)
    assert sandbox.deliver() == []
    assert [one.retried for one in receiver.received] == list("01234567")
    assert len({one.id for one in receiver.received}) == 1
    assert {one.body for one in receiver.received} == {receiver.received[0].body}
    assert receiver.received[1].time == "2026-01-02T12:01:00+09:00"


def test_a_retry_may_have_an_id_of_its_own(api: Api, sandbox, receiver, payments_only):
    sandbox.settings(sameTransmissionId=False)
    receiver.answers = [500]
    api.approved()
    sandbox.deliver()
    sandbox.advance(60)
    sandbox.deliver()

    assert len({one.id for one in receiver.received}) == 2


@pytest.mark.parametrize("status", [201, 204, 302, 400, 500])
def test_only_200_counts(api: Api, sandbox, receiver, payments_only, status):
    receiver.answers = [status]
    api.approved()

    (result,) = sandbox.deliver()

    assert (result["state"], result["answered"]) == ("waiting", status)
    assert len(receiver.received) == 1  # a redirect is not followed
    sandbox.advance(60)
    assert sandbox.deliver()[0]["state"] == "delivered"


def test_an_unreachable_url_is_retried(api: Api, sandbox):
    sandbox.webhook_url("http://127.0.0.1:9/nobody", events=[PAYMENT])
    api.approved()

    (result,) = sandbox.deliver()

    assert (result["state"], result["answered"]) == ("waiting", None)
    assert "ConnectionRefusedError" in result["attempts"][0]["error"]


def test_an_answer_after_ten_seconds_is_too_late(api: Api, sandbox, receiver, payments_only):
    receiver.open.clear()
    api.approved()
    thread, results = later(sandbox.deliver)
    receiver.wait()

    sandbox.advance(10)
    thread.join(5)

    (result,) = results[0]
    assert result["attempts"][0]["error"] == "no answer within 10 seconds"
    assert result["state"] == "waiting"


def test_the_api_can_be_called_while_a_webhook_is_answered(
    api: Api, sandbox, receiver, payments_only
):
    receiver.open.clear()
    payment = api.approved()
    thread, results = later(sandbox.deliver)
    receiver.wait()

    assert api.read(payment["paymentKey"])["status"] == "DONE"
    assert sandbox.webhooks()[0]["state"] == "sending"
    assert sandbox.deliver() == []  # not twice at a time
    receiver.open.set()
    thread.join(5)
    assert results[0][0]["state"] == "delivered"


def test_what_becomes_due_meanwhile_waits_for_the_next_delivery(
    api: Api, sandbox, receiver, payments_only
):
    receiver.open.clear()
    payment = api.approved()
    thread, results = later(sandbox.deliver)
    receiver.wait()
    api.cancel(payment["paymentKey"])
    receiver.open.set()
    thread.join(5)

    assert [one["status"] for one in results[0]] == ["DONE"]
    assert [one["status"] for one in sandbox.deliver()] == ["CANCELED"]


def test_a_webhook_is_resent_by_hand(api: Api, sandbox, receiver, payments_only):
    receiver.answers = [500, 500]
    api.approved()
    (first,) = sandbox.deliver()

    again = sandbox.resend(first["id"])
    assert (again["state"], again["dueAt"]) == ("waiting", first["dueAt"])
    once_more = sandbox.resend(first["id"])

    assert (once_more["state"], once_more["dueAt"]) == ("delivered", None)
    assert [one["byHand"] for one in once_more["attempts"]] == [False, True, True]
    sandbox.advance(60)
    assert sandbox.deliver() == []
    assert sandbox.resend(first["id"])["state"] == "delivered"
    assert len(receiver.received) == 4


def test_webhooks_are_listed_and_narrowed_down(api: Api, sandbox, receiver, payments_only):
    first, second = api.approved("order-0001"), api.approved("order-0002")
    sandbox.deliver(limit=1)

    assert [one["orderId"] for one in sandbox.webhooks()] == ["order-0001", "order-0002"]
    assert [one["paymentKey"] for one in sandbox.webhooks(state="delivered")] == [
        first["paymentKey"]
    ]
    assert sandbox.webhooks(paymentKey=second["paymentKey"])[0]["attempts"] == []
    attempt = sandbox.webhooks()[0]["attempts"][0]
    assert attempt == {
        "at": "2026-01-02T12:00:00+09:00",
        "transmissionId": sandbox.webhooks()[0]["transmissionId"],
        "retriedCount": 0,
        "byHand": False,
        "status": 200,
        "error": None,
        "answer": "answered 200",
    }


def test_nothing_more_goes_to_a_url_that_was_taken_away(api: Api, sandbox, receiver):
    api.approved()

    sandbox.remove_webhook_url(1)

    assert sandbox.deliver() == []
    assert {one["state"] for one in sandbox.webhooks()} == {"dropped"}


def test_auto_sends_by_itself(api: Api, sandbox, receiver, payments_only):
    sandbox.settings(webhooks="auto")
    receiver.answers = [500]

    api.approved("order-0001")
    wait_for_attempts(sandbox, 1)
    api.authenticated("order-0002")
    sandbox.advance(60)
    wait_for_attempts(sandbox, 2)
    sandbox.advance(601)
    wait_for_attempts(sandbox, 3)

    assert receiver.statuses() == ["DONE", "DONE", "EXPIRED"]
    assert [one.retried for one in receiver.received] == ["0", "1", "0"]


def test_switching_to_auto_sends_what_waits(api: Api, sandbox, receiver, payments_only):
    api.approved()

    sandbox.settings(webhooks="auto")
    receiver.wait()

    assert receiver.statuses() == ["DONE"]
