"""What a merchant types in, and what is said of it."""

import pytest

from saleor_brandpay.adapters.configuration.keys import (
    MOST,
    Fault,
    Keys,
    keys_faults,
    secret_in_the_open,
)
from saleor_brandpay.adapters.configuration.validation import (
    channel_fault,
    live_fault,
    redirect_fault,
)
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.merchants import crypto, merchants

from .shop import Shop

CK, SK = "test_ck_" + "a" * 24, "test_sk_" + "b" * 24
LIVE_CK, LIVE_SK = CK.replace("test", "live"), SK.replace("test", "live")
WIDGET_CK, WIDGET_SK = "test_gck_" + "a" * 24, "test_gsk_" + "b" * 24


def assert_short(fault: Fault) -> None:
    """Two lines of the dashboard's message hold it in both languages."""
    assert len(fault.ko) <= MOST, fault.ko
    assert len(fault.en) <= MOST, fault.en


def keys(client_key: str, secret_key: str) -> Keys:
    return Keys(client_key=client_key, secret_key=Secret(secret_key))


@pytest.mark.parametrize("pair", [(CK, SK), (LIVE_CK, LIVE_SK)])
def test_right_pair(pair: tuple[str, str]) -> None:
    assert keys_faults(keys(*pair)) == []
    assert keys(*pair).complete


@pytest.mark.parametrize(
    ("pair", "fields", "text"),
    [
        (("", ""), ["client_key", "secret_key"], "Enter the "),
        ((CK, ""), ["secret_key"], "Enter the secret key"),
        (("", CK), ["secret_key", "client_key"], "the"),
        ((SK, CK), ["client_key", "secret_key"], "Swap"),
        ((WIDGET_CK, WIDGET_SK), ["client_key", "secret_key"], "widget key"),
        ((CK, WIDGET_SK), ["secret_key"], "widget key"),
        ((LIVE_CK, SK), ["secret_key"], "same environment"),
        ((CK, LIVE_SK), ["secret_key"], "same environment"),
        (("nonsense", SK), ["client_key"], "Copy it again"),
        ((CK, "test_sk_short"), ["secret_key"], "Copy it again"),
        ((CK + " ", SK), ["client_key"], "Copy it again"),
    ],
)
def test_wrong_pair(pair: tuple[str, str], fields: list[str], text: str) -> None:
    faults = keys_faults(keys(*pair))
    assert [fault.field for fault in faults] == fields
    for fault in faults:
        assert_short(fault)
        assert text in fault.text
        assert "/" in fault.text  # in Korean and English
        assert pair[1] == "" or pair[1] not in fault.text
    assert not keys(*pair).complete


# The secret key in a variable of the environment: Saleor's configuration holds only its name.

VARIABLE = "BRANDPAY_KEY_OF_THE_TESTS"


def by_name(name: str = f"env:{VARIABLE}") -> Keys:
    return Keys.typed(CK, name)


@pytest.mark.parametrize("value", [SK, f" {SK}\n"])
def test_key_of_a_variable(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert by_name().secret_key == Secret(SK)
    assert by_name(f"env: {VARIABLE}").secret_key == Secret(SK)
    assert by_name().complete
    assert by_name().reference == f"env:{VARIABLE}"
    assert SK not in repr(by_name())


def test_key_of_the_field_itself() -> None:
    typed = Keys.typed(CK, SK)
    assert (typed.secret_key, typed.variable, typed.reference) == (Secret(SK), "", "")


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, ["is not set", "없습니다"]),
        ("", ["is empty", "비어 있습니다"]),
        (" \n", ["is empty", "비어 있습니다"]),
        (CK, ["Swap", "바뀌었습니다"]),
        (WIDGET_SK, ["widget key", "결제위젯"]),
        (LIVE_SK, ["same environment", "같은 환경"]),
        ("postgres://saleor:hunter2@db/saleor", ["Copy it again", "형식"]),
        (f"env:{VARIABLE}", ["Write it as", "이름"]),
    ],
)
def test_wrong_variable_is_named_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, value: str | None, texts: list[str]
) -> None:
    if value is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, value)
    (fault,) = keys_faults(by_name())
    assert_short(fault)
    assert fault.field == "secret_key"
    assert fault.missing is (value is None or not value.strip())
    assert not by_name().complete
    for text in texts:
        assert text in fault.text
    if value and value.strip() and not value.startswith("env:"):
        assert VARIABLE in fault.text
        assert value not in fault.text


@pytest.mark.parametrize("typed", ["env:", "env:MY-KEY", "env:1X", "env:A B", "env:$KEY"])
def test_name_that_no_variable_can_have(typed: str) -> None:
    (fault,) = keys_faults(by_name(typed))
    assert "env:BRANDPAY_SECRET_KEY" in fault.text


@pytest.mark.parametrize("kind", ["test_sk_", "live_sk_", "live_gsk_"])
def test_key_behind_env_is_a_secret_and_no_name(kind: str) -> None:
    typed = f"env:{kind}{'a1' * 8}"
    keys = by_name(typed)
    assert keys.reference == ""
    (fault,) = keys_faults(keys)
    assert typed[4:] not in fault.text
    assert typed[4:] not in repr(keys)


def test_rotated_variable_becomes_the_current_secret(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new value is taken up by the next payment, and an old worker does not put it back (M12)."""
    monkeypatch.setenv(VARIABLE, SK)
    first = by_name()
    monkeypatch.setenv(VARIABLE, SK + "2")
    second = by_name()
    shop.sandbox.add_keys(first.client_key, SK)
    shop.sandbox.add_keys(first.client_key, SK + "2")
    for given in (first, second, first):
        merchant = merchants.configured(given.client_key, given.secret_key)
    current = merchant.current_secret
    assert current
    assert crypto.decrypt(current.ciphertext) == Secret(SK + "2")
    assert merchant.secrets.count() == 2
    assert len(shop.sandbox.requests("bp-check")) == 2, "Toss is asked about each of them once"


def test_live_check_names_the_variable(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SK)
    fault = live_fault(by_name())
    assert fault
    assert_short(fault)
    assert VARIABLE in fault.text


@pytest.mark.parametrize(
    "url", ["", "https://shop.example/brandpay", "http://localhost:3000/x", "http://127.0.0.1/x"]
)
def test_redirect_url(url: str) -> None:
    assert redirect_fault(url) is None


@pytest.mark.parametrize(
    "url", ["shop.example/x", "http://shop.example/x", "javascript:alert(1)", "https://", "/x"]
)
def test_wrong_redirect_url(url: str) -> None:
    fault = redirect_fault(url)
    assert fault
    assert_short(fault)
    assert fault.field == "redirect_url"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"client_key": SK}, "Move"),
        ({"client_key": SK, "secret_key": LIVE_SK}, "Move"),
        ({"client_key": WIDGET_SK, "secret_key": WIDGET_CK}, "Swap"),
        ({"client_key": SK, "secret_key": CK}, "Swap"),
        ({"client_key": CK, "redirect_url": f" {SK}"}, "Move"),
    ],
)
def test_secret_where_it_would_be_shown(values: dict[str, str], text: str) -> None:
    fault = secret_in_the_open(values)
    assert fault
    assert_short(fault)
    assert text in fault.text
    assert SK not in fault.text


def test_secret_in_its_own_field_is_no_fault() -> None:
    values = {"client_key": CK, "secret_key": SK, "one_touch": False, "redirect_url": None}
    assert secret_in_the_open(values) is None


def test_channel() -> None:
    assert channel_fault("KRW") is None
    fault = channel_fault("USD")
    assert fault
    assert_short(fault)
    assert "USD" in fault.text


def test_live_check_accepts_keys_that_toss_knows(shop: Shop) -> None:
    assert live_fault(keys(shop.client_key, shop.secret_key)) is None


def test_live_check_names_the_field(shop: Shop) -> None:
    fault = live_fault(keys(CK, SK))
    assert fault
    assert fault.field == "secret_key"
    assert "UNAUTHORIZED_KEY" in fault.text


def test_live_check_without_toss(shop: Shop, settings) -> None:  # type: ignore[no-untyped-def]
    shop.merchant()
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    # A pair that was accepted before does not wait for Toss; a new one does.
    assert live_fault(keys(shop.client_key, shop.secret_key)) is None
    fault = live_fault(keys(CK, SK))
    assert fault
    assert_short(fault)
    assert "cannot be reached" in fault.text
