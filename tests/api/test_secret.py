from __future__ import annotations

import copy
import json
import pickle

import pytest

from saleor_brandpay.api import Secret
from saleor_brandpay.api.secret import HiddenBytes, HiddenText

KEY = "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"
TOKEN = "abcdefgh_ijklmnopq_rstuvwxyz"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (KEY, "test_sk_…G5R"),
        ("live" + "_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6", "live_gsk_…Mw6"),
        (TOKEN, "…xyz"),
        ("test_sk_short", "…"),
        ("", "…"),
    ],
)
def test_shows_what_kind_of_key_and_its_end(value: str, shown: str):
    secret = Secret(value)
    assert str(secret) == shown
    assert repr(secret) == f"<Secret {shown}>"
    assert f"{secret:>20}" == shown.rjust(20)
    assert "%s" % secret == shown  # noqa: UP031


def test_reveal_gives_the_text():
    assert Secret(KEY).reveal() == KEY


def test_equal_by_value_only_to_secrets():
    assert Secret(KEY) == Secret(KEY)
    assert hash(Secret(KEY)) == hash(Secret(KEY))
    assert Secret(KEY) != Secret(TOKEN)
    assert Secret(KEY) != KEY
    assert Secret("\ud800") == Secret("\ud800")


def test_of_keeps_a_secret():
    secret = Secret(KEY)
    assert Secret.of(secret) is secret
    assert Secret.of(KEY) == secret


def test_empty_is_false():
    assert not Secret("")
    assert Secret("x")


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, vars])
def test_cannot_be_taken_along(leak):
    with pytest.raises(TypeError):
        leak(Secret(KEY))


def test_hidden_text_and_bytes_are_what_they_are_but_do_not_show_it():
    assert HiddenText("abc") == "abc"
    assert repr({"Authorization": HiddenText("abc")}) == "{'Authorization': <hidden text>}"
    assert HiddenBytes(b"abc") == b"abc"
    assert repr(HiddenBytes(b"abc")) == "<3 hidden bytes>"
