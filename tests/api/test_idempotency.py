from __future__ import annotations

import pytest

from saleor_brandpay.api import IdempotencyConflict, NotSent, Secret
from saleor_brandpay.api.idempotency import Fingerprints


def send(fingerprints, **what):
    with fingerprints.sending(**what):
        pass


SCOPE = {"key": "k", "secret": Secret("test_sk_a"), "method": "POST", "url": "/v1/x"}


def test_the_same_body_may_be_sent_again():
    fingerprints = Fingerprints()
    send(fingerprints, **SCOPE, body=b"1")
    send(fingerprints, **SCOPE, body=b"1")


def test_another_body_is_refused_every_time():
    fingerprints = Fingerprints()
    send(fingerprints, **SCOPE, body=b"1")
    for _ in range(2):
        with pytest.raises(IdempotencyConflict, match="/v1/x"):
            send(fingerprints, **SCOPE, body=b"2")
    send(fingerprints, **SCOPE, body=b"1")


def test_what_was_not_sent_is_no_memory():
    fingerprints = Fingerprints()
    with pytest.raises(NotSent), fingerprints.sending(**SCOPE, body=b"1"):
        raise NotSent
    send(fingerprints, **SCOPE, body=b"2")
    with pytest.raises(NotSent), fingerprints.sending(**SCOPE, body=b"2"):
        raise NotSent
    with pytest.raises(IdempotencyConflict):
        send(fingerprints, **SCOPE, body=b"1")


@pytest.mark.parametrize(
    "change",
    [{"key": "l"}, {"secret": Secret("test_sk_b")}, {"method": "PUT"}, {"url": "/v1/y"}],
)
def test_the_scope_is_that_of_toss(change):
    fingerprints = Fingerprints()
    send(fingerprints, **SCOPE, body=b"1")
    send(fingerprints, **(SCOPE | change), body=b"2")


def test_parts_of_a_scope_do_not_run_together():
    fingerprints = Fingerprints()
    send(fingerprints, **(SCOPE | {"method": "AB", "url": "C"}), body=b"1")
    send(fingerprints, **(SCOPE | {"method": "A", "url": "BC"}), body=b"2")


def test_what_was_unused_for_longest_is_forgotten_first():
    fingerprints = Fingerprints(size=2)
    for key in ("a", "b", "a", "c"):
        send(fingerprints, **(SCOPE | {"key": key}), body=b"1")
    with pytest.raises(IdempotencyConflict):
        send(fingerprints, **(SCOPE | {"key": "a"}), body=b"2")
    send(fingerprints, **(SCOPE | {"key": "b"}), body=b"2")


def test_nothing_is_kept_in_clear():
    fingerprints = Fingerprints()
    send(fingerprints, **SCOPE, body=b"the body")
    kept = repr(vars(fingerprints))
    assert "test_sk" not in kept
    assert "the body" not in kept
