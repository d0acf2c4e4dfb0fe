from __future__ import annotations

import pytest

from saleor_brandpay.api import IdempotencyConflict, Secret
from saleor_brandpay.api.idempotency import Fingerprints

SCOPE = {"key": "k", "secret": Secret("test_sk_a"), "method": "POST", "url": "/v1/x"}


def test_the_same_body_may_be_sent_again():
    fingerprints = Fingerprints()
    fingerprints.check(**SCOPE, body=b"1")
    fingerprints.check(**SCOPE, body=b"1")


def test_another_body_is_refused_every_time():
    fingerprints = Fingerprints()
    fingerprints.check(**SCOPE, body=b"1")
    for _ in range(2):
        with pytest.raises(IdempotencyConflict, match="/v1/x"):
            fingerprints.check(**SCOPE, body=b"2")
    fingerprints.check(**SCOPE, body=b"1")


@pytest.mark.parametrize(
    "change",
    [{"key": "l"}, {"secret": Secret("test_sk_b")}, {"method": "PUT"}, {"url": "/v1/y"}],
)
def test_the_scope_is_that_of_toss(change):
    fingerprints = Fingerprints()
    fingerprints.check(**SCOPE, body=b"1")
    fingerprints.check(**(SCOPE | change), body=b"2")


def test_parts_of_a_scope_do_not_run_together():
    fingerprints = Fingerprints()
    fingerprints.check(**(SCOPE | {"method": "AB", "url": "C"}), body=b"1")
    fingerprints.check(**(SCOPE | {"method": "A", "url": "BC"}), body=b"2")


def test_what_was_unused_for_longest_is_forgotten_first():
    fingerprints = Fingerprints(size=2)
    for key in ("a", "b", "a", "c"):
        fingerprints.check(**(SCOPE | {"key": key}), body=b"1")
    with pytest.raises(IdempotencyConflict):
        fingerprints.check(**(SCOPE | {"key": "a"}), body=b"2")
    fingerprints.check(**(SCOPE | {"key": "b"}), body=b"2")


def test_nothing_is_kept_in_clear():
    fingerprints = Fingerprints()
    fingerprints.check(**SCOPE, body=b"the body")
    kept = repr(vars(fingerprints))
    assert "test_sk" not in kept
    assert "the body" not in kept
