"""The callback's exchange: encrypted, once per code, never for a key that we did not issue."""

import pytest
import requests

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.merchants import crypto
from saleor_brandpay.core.wallet import token_exchange
from saleor_brandpay.core.wallet.token_exchange import Exchange
from saleor_brandpay.models import Attempt, Customer
from tests.core.shop import Shop


def exchange(customer_key: str, code: str) -> Exchange:
    return token_exchange.exchange(customer_key, code, Deadline.after(5))


def code_of(shop: Shop, customer_key: str) -> str:
    """A code, as Toss hands it out for agreed terms."""
    base, auth = shop.sandbox.url, (shop.secret_key, "")
    query = {"customerKey": customer_key, "scope": "REGISTER"}
    terms = requests.get(f"{base}/v1/brandpay/terms", params=query, auth=auth, timeout=5).json()
    agreed = requests.post(
        f"{base}/v1/brandpay/terms/agree",
        json={
            "customerKey": customer_key,
            "scope": ["REGISTER"],
            "termsId": [term["id"] for term in terms],
        },
        auth=auth,
        timeout=5,
    ).json()
    shop.sandbox.clear_requests()
    return str(agreed["code"])


@pytest.fixture
def key(shop: Shop) -> str:
    return shop.open(shop.bill(user=shop.user())).customer.customer_key


def test_tokens_are_kept_encrypted(shop: Shop, key: str) -> None:
    assert exchange(key, code_of(shop, key)) is Exchange.DONE
    customer = Customer.objects.get(customer_key=key)
    access = crypto.decrypt(customer.access_token)
    assert access.reveal() not in customer.access_token
    assert access != crypto.decrypt(customer.refresh_token)
    assert customer.token_expires_at


def test_repeated_code_makes_no_second_call(shop: Shop, key: str) -> None:
    code = code_of(shop, key)
    assert exchange(key, code) is Exchange.DONE
    calls = len(shop.sandbox.requests("access-token"))
    assert exchange(key, code) is Exchange.DONE
    assert len(shop.sandbox.requests("access-token")) == calls


def test_unknown_customer_makes_no_call(shop: Shop) -> None:
    assert exchange("somebody-else", "code") is Exchange.UNKNOWN_CUSTOMER
    assert shop.sandbox.requests() == []


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "c"), ("k", "c"), ("key", ""), ("k" * 51, "c"), ("k\0y", "c"), ("key", "c\0")],
)
def test_missing_or_oversized_values(shop: Shop, key: str, code: str) -> None:
    assert exchange(key, code) is Exchange.BAD_REQUEST
    assert shop.sandbox.requests() == []


def test_bad_code_keeps_nothing(shop: Shop, key: str) -> None:
    assert exchange(key, "made-up") is Exchange.REFUSED
    assert Customer.objects.get(customer_key=key).access_token == ""


def test_code_of_another_customer_is_refused(shop: Shop, key: str) -> None:
    other = shop.open(shop.bill(user=shop.user())).customer.customer_key
    assert exchange(key, code_of(shop, other)) is Exchange.REFUSED


def test_toss_gives_no_answer(shop: Shop, key: str, settings) -> None:  # type: ignore[no-untyped-def]
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert exchange(key, "code") is Exchange.FAILED


def test_lost_encryption_key(shop: Shop, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_exchange.merchants, "client", _unreadable)
    assert exchange(key, "code") is Exchange.FAILED


def _unreadable(merchant: object) -> None:
    raise crypto.Unreadable


def test_guests_tokens_are_not_kept(shop: Shop) -> None:
    key = shop.open(shop.bill()).customer.customer_key
    assert exchange(key, code_of(shop, key)) is Exchange.DONE
    customer = Customer.objects.get(customer_key=key)
    assert (customer.access_token, customer.refresh_token) == ("", "")


def test_guests_key_ends_with_its_attempt(shop: Shop) -> None:
    bill = shop.bill()
    key = shop.open(bill).customer.customer_key
    Attempt.objects.update(status="closed")
    assert exchange(key, code_of(shop, key)) is Exchange.ENDED
    assert shop.sandbox.requests() == []


def test_secret_of_nothing_is_empty() -> None:
    assert not Secret("")
