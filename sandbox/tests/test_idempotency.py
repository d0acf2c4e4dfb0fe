"""Idempotency-Key."""

import pytest

from .support import CONFIRM, CUSTOMER, METHODS, Api, later, wait_for_requests


def test_a_repeat_is_answered_alike_to_the_byte(api: Api):
    body = api.authenticated()

    first = api.post(CONFIRM, body, key="k")
    second = api.post(CONFIRM, body, key="k")

    assert (second.status, second.body) == (first.status, first.body)
    assert second.headers["Idempotency-Key"] == "k"
    assert second.trace_id.split(", ")[1] == first.trace_id
    assert second.trace_id.split(", ")[0] != first.trace_id
    assert [one["replayed"] for one in api.sandbox.requests()] == [False, True]


def test_a_repeat_shows_the_first_answer_though_things_moved(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body, key="k")
    api.cancel(body["paymentKey"])

    assert api.post(CONFIRM, body, key="k").json["status"] == "DONE"


def test_the_body_does_not_count(api: Api):
    body = api.authenticated()
    first = api.post(CONFIRM, body, key="k")

    assert api.post(CONFIRM, {"anything": "else"}, key="k").body == first.body
    assert api.post(CONFIRM, b"{", key="k").body == first.body


def test_refusals_are_repeated_too(api: Api):
    body = api.authenticated()
    first = api.post(CONFIRM, body | {"amount": 1}, key="k")

    second = api.post(CONFIRM, body, key="k")

    assert first.error == (400, "INVALID_REQUEST")
    assert second.body == first.body
    assert ", " in second.trace_id
    assert api.post(CONFIRM, body, key="k2").status == 200


def test_a_decline_is_repeated(api: Api):
    body = api.authenticated()
    api.sandbox.fault("confirm", "refuse", code="REJECT_CARD_COMPANY")

    replies = [api.post(CONFIRM, body, key="k") for _ in range(2)]

    assert [one.error for one in replies] == [(403, "REJECT_CARD_COMPANY")] * 2


def test_another_key_is_another_request(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body, key="k")

    assert api.post(CONFIRM, body, key="k2").error == (400, "ALREADY_PROCESSED_PAYMENT")


def test_the_same_key_on_another_path_is_another_request(api: Api):
    payments = [api.approved(f"order-000{number}") for number in range(2)]

    replies = [api.cancel(one["paymentKey"], "k") for one in payments]

    assert [one.status for one in replies] == [200, 200]
    assert replies[0].json["paymentKey"] != replies[1].json["paymentKey"]


def test_the_same_key_with_another_secret_key_is_another_request(api: Api, sandbox):
    sandbox.add_keys(sandbox.client_key, "test_sk_reissued")
    body = api.authenticated()
    api.post(CONFIRM, body, key="k")

    reply = api.post(CONFIRM, body, key="k", secret_key="test_sk_reissued")

    assert reply.error == (400, "ALREADY_PROCESSED_PAYMENT")


def test_a_get_ignores_it(api: Api):
    body = api.authenticated()
    path = f"/v1/payments/{body['paymentKey']}"
    before = api.get(path, key="k")
    api.post(CONFIRM, body)

    after = api.get(path, key="k")

    assert (before.json["status"], after.json["status"]) == ("IN_PROGRESS", "DONE")
    assert after.headers["Idempotency-Key"] is None


def test_an_empty_one_is_none(api: Api):
    body = api.authenticated()
    api.post(CONFIRM, body, key="")

    assert api.post(CONFIRM, body, key="").error == (400, "ALREADY_PROCESSED_PAYMENT")


def test_customer_endpoints_have_it_too(api: Api, sandbox):
    token = api.token()["accessToken"]
    card = sandbox.register(customer_key=CUSTOMER)["method"]
    path, body = f"{METHODS}/card/remove", {"methodKey": card["methodKey"]}

    replies = [api.post(path, body, token=token, key="k") for _ in range(2)]

    assert [one.status for one in replies] == [200, 200]


def test_three_hundred_characters_are_the_limit(api: Api):
    body = api.authenticated()

    assert api.post(CONFIRM, body, key="k" * 301).error == (400, "INVALID_IDEMPOTENCY_KEY")
    assert api.read(body["paymentKey"])["status"] == "IN_PROGRESS"
    assert api.post(CONFIRM, body, key="k" * 300).status == 200


@pytest.mark.parametrize(("days", "replayed"), [(14.9, True), (15.1, False)])
def test_it_is_valid_for_fifteen_days(api: Api, sandbox, days, replayed):
    body = api.authenticated()
    api.post(CONFIRM, body, key="k")
    sandbox.advance(days * 86400)

    reply = api.post(CONFIRM, body, key="k")

    assert (", " in reply.trace_id) is replayed
    assert replayed or reply.error == (400, "ALREADY_PROCESSED_PAYMENT")


def test_while_the_first_runs_the_second_is_told_so(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "slow", seconds=30)
    thread, replies = later(api.post, CONFIRM, body, key="k")
    wait_for_requests(api, 1)

    meanwhile = api.post(CONFIRM, body, key="k")
    sandbox.advance(30)
    thread.join(5)

    assert meanwhile.error == (409, "IDEMPOTENT_REQUEST_PROCESSING")
    assert replies[0].status == 200
    assert api.post(CONFIRM, body, key="k").body == replies[0].body


def test_of_many_at_once_one_is_carried_out(api: Api, sandbox):
    key = api.approved()["paymentKey"]
    calls = [later(api.cancel, key, "k", cancelAmount=1000) for _ in range(8)]
    for thread, _ in calls:
        thread.join(5)

    bodies = {replies[0].body for _, replies in calls if replies[0].status == 200}

    assert len(bodies) == 1
    assert api.read(key)["balanceAmount"] == 14000


def test_concurrent_cancels_with_keys_of_their_own_never_exceed_the_balance(api: Api):
    key = api.approved()["paymentKey"]
    calls = [
        later(api.cancel, key, f"k{number}", cancelAmount=10000, refundableAmount=15000)
        for number in range(6)
    ]
    for thread, _ in calls:
        thread.join(5)

    assert sorted(replies[0].status for _, replies in calls) == [200, 400, 400, 400, 400, 400]
    assert api.read(key)["balanceAmount"] == 5000


def test_without_authorization_nothing_is_kept(api: Api):
    body = api.authenticated()

    assert api.post(CONFIRM, body, key="k", secret_key="test_sk_nobody").status == 401
    assert api.post(CONFIRM, body, key="k").status == 200
