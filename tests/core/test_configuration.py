"""What a merchant types in, and what is said of it."""

import pytest

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.configuration import (
    Keys,
    channel_faults,
    keys_faults,
    live_fault,
    redirect_fault,
)

from .shop import Shop

CK, SK = "test_ck_" + "a" * 24, "test_sk_" + "b" * 24
LIVE_CK, LIVE_SK = CK.replace("test", "live"), SK.replace("test", "live")
WIDGET_CK, WIDGET_SK = "test_gck_" + "a" * 24, "test_gsk_" + "b" * 24


def keys(client_key: str, secret_key: str) -> Keys:
    return Keys(client_key=client_key, secret_key=Secret(secret_key))


@pytest.mark.parametrize("pair", [(CK, SK), (LIVE_CK, LIVE_SK)])
def test_right_pair(pair: tuple[str, str]) -> None:
    assert keys_faults(keys(*pair)) == []
    assert keys(*pair).complete


@pytest.mark.parametrize(
    ("pair", "fields", "text"),
    [
        (("", ""), ["client_key", "secret_key"], "Enter it"),
        ((CK, ""), ["secret_key"], "Enter it"),
        ((SK, CK), ["client_key", "secret_key"], "swapped"),
        ((WIDGET_CK, WIDGET_SK), ["client_key", "secret_key"], "widget key"),
        ((CK, WIDGET_SK), ["secret_key"], "widget key"),
        ((LIVE_CK, SK), ["secret_key"], "same environment"),
        ((CK, LIVE_SK), ["secret_key"], "same environment"),
        (("nonsense", SK), ["client_key"], "Wrong form"),
        ((CK, "test_sk_short"), ["secret_key"], "Wrong form"),
        ((CK + " ", SK), ["client_key"], "Wrong form"),
    ],
)
def test_wrong_pair(pair: tuple[str, str], fields: list[str], text: str) -> None:
    faults = keys_faults(keys(*pair))
    assert [fault.field for fault in faults] == fields
    for fault in faults:
        assert text in fault.text
        assert "/" in fault.text  # in Korean and English
        assert pair[1] == "" or pair[1] not in fault.text
    assert not keys(*pair).complete


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
    assert fault.field == "redirect_url"


def test_channel() -> None:
    assert channel_faults("KRW", allow_unpaid_orders=False) == []
    assert "USD" in channel_faults("USD", allow_unpaid_orders=False)[0].text
    assert "unpaid" in channel_faults("KRW", allow_unpaid_orders=True)[0].text


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
    assert "cannot be reached" in fault.text
