"""From what a server sends to a typed answer or the right error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from saleor_brandpay import clock
from saleor_brandpay.api import (
    BrandpayError,
    InProgress,
    KeyRejected,
    MalformedAnswer,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Refused,
    Secret,
    ServerError,
)
from saleor_brandpay.api.decode import clean
from tests.api.conftest import CUSTOMER_KEY, SECRET_KEY, confirm, soon
from tests.api.servers import PAYMENT, answering, reply

DATE = "Fri, 02 Jan 2026 03:05:00 GMT"


def failing(serve, connect, status, body, headers=None):
    """The error of a confirm that is answered so."""
    client = connect(serve(answering(reply(body, status=status, headers=headers))))
    with pytest.raises(BrandpayError) as caught:
        confirm(client)
    return caught.value


def test_an_answer_knows_about_itself(serve, connect):
    headers = {"Date": DATE, "x-tosspayments-trace-id": "abc"}
    before = clock.now()
    answer = confirm(connect(serve(answering(reply(headers=headers)))))
    assert (answer.http_status, answer.trace_id, answer.replayed) == (200, "abc", False)
    assert answer.date == datetime(2026, 1, 2, 3, 5, tzinfo=UTC)
    assert before <= answer.started <= clock.now()
    assert 0 < answer.elapsed < 5


def test_a_replay_is_known_by_its_two_trace_ids(serve, connect):
    headers = {"X-TossPayments-Trace-Id": "new, original"}
    assert confirm(connect(serve(answering(reply(headers=headers))))).replayed


@pytest.mark.parametrize("date", ["", "soon", "Fri, 99 Jan 2026 03:05:00 GMT"])
def test_an_unreadable_date_is_none(serve, connect, date):
    assert confirm(connect(serve(answering(reply(headers={"Date": date}))))).date is None


def test_a_date_without_zone_is_utc(serve, connect):
    headers = {"Date": "Fri, 02 Jan 2026 03:05:00 -0000"}
    answer = confirm(connect(serve(answering(reply(headers=headers)))))
    assert answer.date == datetime(2026, 1, 2, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "ALREADY_PROCESSED_PAYMENT", OutcomeUnknown),
        (400, "PROVIDER_ERROR", OutcomeUnknown),
        (400, "CARD_PROCESSING_ERROR", OutcomeUnknown),
        (400, "COMMON_ERROR", OutcomeUnknown),
        (409, "IDEMPOTENT_REQUEST_PROCESSING", InProgress),
        (403, "FORBIDDEN_CONSECUTIVE_REQUEST", RateLimited),
        (429, "ANYTHING", RateLimited),
        (404, "NOT_FOUND_PAYMENT", NotFound),
        (404, "NOT_FOUND_PAYMENT_SESSION", NotFound),
        (404, "NOT_FOUND_METHOD", Refused),
        (401, "UNAUTHORIZED_KEY", KeyRejected),
        (400, "INVALID_API_KEY", KeyRejected),
        (403, "INCORRECT_BASIC_AUTH_FORMAT", KeyRejected),
        (403, "FORBIDDEN_REQUEST", KeyRejected),
        (400, "INVALID_CLIENT_KEY", KeyRejected),
        (403, "REJECT_CARD_PAYMENT", Refused),
        (400, "NOT_MATCHES_REFUNDABLE_AMOUNT", Refused),
        (400, "A_NEW_CODE", Refused),
        (409, "A_NEW_CODE", Refused),
        (500, "FAILED_INTERNAL_SYSTEM_PROCESSING", ServerError),
        (503, "REJECT_CARD_PAYMENT", ServerError),
    ],
)
def test_the_code_decides(serve, connect, status, code, error):
    headers = {"x-tosspayments-trace-id": "abc, def", "Date": DATE}
    found = failing(serve, connect, status, {"code": code, "message": "메시지"}, headers)
    assert type(found) is error
    assert (found.code, found.http_status, found.message) == (code, status, "메시지")
    assert (found.trace_id, found.replayed) == ("abc, def", True)
    assert found.date == datetime(2026, 1, 2, 3, 5, tzinfo=UTC)
    assert found.path == "/v1/brandpay/payments/confirm"


HTML = b"<html><body>Bad gateway</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"message": "no code"}, MalformedAnswer),
        (404, {"timestamp": 1, "status": 404, "error": "Not Found", "path": "/x"}, MalformedAnswer),
        (400, {"code": 7, "message": ["x"]}, MalformedAnswer),
        (400, {"code": "two\nlines", "message": None}, MalformedAnswer),
        (409, {}, InProgress),
        (403, HTML, MalformedAnswer),
        (404, b"", MalformedAnswer),
        (400, ["code"], MalformedAnswer),
        (429, HTML, RateLimited),
        (429, b"", RateLimited),
        (500, HTML, ServerError),
        (502, b"", ServerError),
        (504, [], ServerError),
    ],
)
def test_without_a_code(serve, connect, status, body, error):
    found = failing(serve, connect, status, body)
    assert type(found) is error
    assert (found.code, found.http_status) == ("", status)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (204, b""),
        (200, HTML),
        (200, b"null"),
        (200, b"[]"),
        (200, b'"text"'),
        (200, b"{"),
        (200, b'{"totalAmount": NaN}'),
        (200, b"\xff\xfe\x00"),
        (200, b"[" * 100_000),
        (200, {"code": "X", "message": "an error with status 200"}),
        (200, PAYMENT | {"status": None}),
        (301, b""),
        (302, PAYMENT),
        (304, b""),
    ],
)
def test_an_unusable_answer_leaves_the_outcome_unknown(serve, connect, status, body):
    found = failing(serve, connect, status, body, {"x-tosspayments-trace-id": "abc"})
    assert type(found) is MalformedAnswer
    assert found.is_unknown
    assert (found.http_status, found.trace_id) == (status, "abc")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(serve, connect, status):
    other = serve(answering(reply()))
    found = failing(serve, connect, status, b"", {"Location": f"{other.url}/v1/x"})
    assert type(found) is MalformedAnswer
    assert other.requests == []


def test_a_list_of_transactions_must_be_a_list(serve, connect):
    client = connect(serve(answering(reply({}))))
    now = clock.now()
    with pytest.raises(MalformedAnswer, match="describes"):
        client.transactions(start=now - timedelta(days=1), end=now, deadline=soon())


def test_a_message_never_repeats_a_secret(serve, connect):
    live = "live" + "_gsk_0123456789abcdef"
    message = f"{SECRET_KEY} {CUSTOMER_KEY} {live} 4330 1234-5678 1234 \x1b[31m"
    found = failing(serve, connect, 400, {"code": "X", "message": message})
    assert found.message == "… … … 433012******1234  [31m"


def test_a_long_message_is_cut(serve, connect):
    assert len(failing(serve, connect, 400, {"code": "X", "message": "가" * 999}).message) == 510


def test_a_trace_id_is_plain_text(serve, connect):
    found = failing(serve, connect, 400, {}, {"x-tosspayments-trace-id": "a\tb\x7f" + "c" * 999})
    assert found.trace_id == "ab" + "c" * 198


def test_card_numbers_are_masked_while_reading(serve, connect):
    card = {"number": "4330123456781234", "issuerCode": "41"}
    answer = confirm(connect(serve(answering(reply(PAYMENT | {"card": card})))))
    assert answer.value.card is not None
    assert answer.value.card.number == "433012******1234"
    assert answer.value.raw["card"]["number"] == "433012******1234"


def test_secret_fields_of_other_types_are_left_alone(serve, connect):
    odd = {"secret": 5, "card": {"number": 7}}
    assert confirm(connect(serve(answering(reply(PAYMENT | odd))))).value.secret is None


def test_utf_8_with_a_mark_is_read(serve, connect):
    import json

    body = b"\xef\xbb\xbf" + json.dumps(PAYMENT | {"orderName": "머그"}).encode()
    answer = confirm(connect(serve(answering(reply(body)))))
    assert answer.value.order_name == "머그"


def test_an_empty_secret_takes_nothing_out_of_a_message():
    assert clean("abc", [Secret("")]) == "abc"
