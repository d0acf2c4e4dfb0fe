from __future__ import annotations

import copy
import pickle

import pytest

from saleor_brandpay.api import errors
from saleor_brandpay.api.error_codes import KEY_CODES, KINDS, Kind, kind_of


def test_text_names_code_status_message_and_trace():
    error = errors.Refused("한도초과", code="REJECT_CARD_PAYMENT", http_status=403, trace_id="abc")
    assert str(error) == "REJECT_CARD_PAYMENT (HTTP 403): 한도초과 [trace abc]"
    assert repr(error) == f"<Refused {error}>"


def test_text_without_a_code_says_in_words_what_happened():
    assert str(errors.NotSent()) == "not sent"
    assert str(errors.MalformedAnswer("no status")) == "an answer that cannot be read: no status"


UNKNOWN = {"NoAnswer", "MalformedAnswer", "ServerError", "InProgress", "OutcomeUnknown"}
KNOWN = {"NotSent", "RateLimited", "NotFound", "KeyRejected", "Refused"}


@pytest.mark.parametrize("name", sorted(UNKNOWN | KNOWN))
def test_is_unknown_where_toss_may_have_acted(name: str):
    assert getattr(errors, name)().is_unknown is (name in UNKNOWN)


@pytest.mark.parametrize("again", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_survives_a_queue(again):
    error = errors.Refused("no", code="X", http_status=400, trace_id="t", path="/v1/x")
    assert vars(again(error)) == vars(error)
    assert str(again(error)) == str(error)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ALREADY_PROCESSED_PAYMENT", Kind.UNKNOWN_OUTCOME),
        ("PROVIDER_ERROR", Kind.UNKNOWN_OUTCOME),
        ("CARD_PROCESSING_ERROR", Kind.UNKNOWN_OUTCOME),
        ("IDEMPOTENT_REQUEST_PROCESSING", Kind.IN_PROGRESS),
        ("FORBIDDEN_CONSECUTIVE_REQUEST", Kind.RATE_LIMITED),
        ("REJECT_CARD_COMPANY", Kind.DECLINED),
        ("NOT_FOUND_PAYMENT_SESSION", Kind.SESSION_GONE),
        ("UNAUTHORIZED_KEY", Kind.CONFIGURATION),
        ("NOT_MATCHES_REFUNDABLE_AMOUNT", Kind.NOT_ALLOWED),
        ("INVALID_ORDER_ID", Kind.BAD_REQUEST),
        ("PAY_PROCESS_CANCELED", Kind.OTHER),
        ("ADDED_YESTERDAY", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_kind_of_a_code(code: str, kind: Kind):
    assert kind_of(code) is kind


def test_each_code_has_one_kind():
    from saleor_brandpay.api import error_codes

    listed = [code for codes in error_codes._CODES.values() for code in codes.split()]
    assert len(listed) == len(set(listed)) == len(KINDS)


def test_codes_about_the_key_are_configuration():
    assert {kind_of(code) for code in KEY_CODES} == {Kind.CONFIGURATION}
