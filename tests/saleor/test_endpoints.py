"""The plugin's own addresses: callback, return, and what is not there."""

import pytest

from .helpers import nothing_taken, visit

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def endpoint(saleor):
    return f"{saleor.url}/plugins/channel/krw/tosspayments.brandpay"


@pytest.fixture
def window(member):
    return member.fill().payment_create().complete().data


def exchanges(toss) -> int:
    return len(toss.calls("access-token"))


def test_window_calls_it_and_the_code_is_exchanged_once(window, toss):
    toss.buyer(window)
    assert exchanges(toss) == 1
    toss.buyer(window)
    assert exchanges(toss) == 1


def test_unknown_customer_key_is_not_exchanged(endpoint, toss):
    status, _, body = visit(f"{endpoint}/callback?code=abc&customerKey=not-ours")
    assert 400 <= status < 500
    assert exchanges(toss) == 0
    assert b"not-ours" not in body


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=abc",
        "customerKey=x",
        "code=&customerKey=",
        "code=a%00b&customerKey=a%00b",
        "code=" + "a" * 5000 + "&customerKey=x",
    ],
)
def test_broken_queries(endpoint, toss, query):
    status, _, _ = visit(f"{endpoint}/callback?{query}")
    assert 400 <= status < 500
    assert exchanges(toss) == 0


def test_bad_code(endpoint, window, toss):
    status, _, body = visit(f"{endpoint}/callback?code=bad&customerKey={window['customerKey']}")
    assert 400 <= status < 500
    assert window["customerKey"].encode() not in body
    # The true window still works.
    assert "paymentKey" in toss.buyer(window)


@pytest.fixture
def codes(monkeypatch):
    """The codes that were exchanged, which nothing else shows."""
    from saleor_brandpay.api.client import BrandpayClient

    seen = []
    original = BrandpayClient.exchange_code

    def spy(self, **keywords):
        code = keywords["code"]
        seen.append(code.reveal() if hasattr(code, "reveal") else code)
        return original(self, **keywords)

    monkeypatch.setattr(BrandpayClient, "exchange_code", spy)
    return seen


def test_repeated_code(endpoint, window, toss, codes):
    """A browser repeats the call: no second exchange, no error."""
    toss.buyer(window)
    query = f"code={codes[0]}&customerKey={window['customerKey']}"
    assert visit(f"{endpoint}/callback?{query}")[0] == 204
    assert exchanges(toss) == 1


def test_page_of_the_shop_may_read_that_it_worked(endpoint, window, toss, codes):
    """The SDK calls from the shop's page. Saleor answers CORS itself, by its own settings."""
    toss.buyer(window)
    status, headers, body = visit(
        f"{endpoint}/callback?code={codes[0]}&customerKey={window['customerKey']}",
        Origin="https://shop.test",
    )
    assert status == 204
    assert body == b""
    assert headers["access-control-allow-origin"] == "https://shop.test"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers


def test_no_token_is_kept_in_clear(window, toss):
    from django.db import connection

    toss.buyer(window)
    with connection.cursor() as cursor:
        cursor.execute("select * from saleor_brandpay_customer")
        kept = str(cursor.fetchall())
    assert "test_sk_" not in kept
    from saleor_brandpay.models import Customer

    customer = Customer.objects.get(customer_key=window["customerKey"])
    assert "$gAAAA" in customer.access_token


def test_guests_tokens_do_not_stay(guest, toss):
    """They are erased within a day; the payment does not need them."""
    toss.buyer(guest.fill().payment_create().complete().data)
    from saleor_brandpay.models import Customer

    customer = Customer.objects.get(is_guest=True)
    assert customer.access_token == customer.refresh_token == ""


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/callback/x", "/return", "/return/", "/.."])
def test_other_paths_are_not_found(endpoint, path):
    assert visit(endpoint + path)[0] == 404


def test_return_of_an_unknown_order_id(endpoint, toss):
    order_id = "a1234567-" + "a" * 26
    status, headers, _ = visit(f"{endpoint}/return/{order_id}?paymentKey=a&amount=1")
    assert 400 <= status < 500
    assert "location" not in headers
    nothing_taken(toss)


def test_return_with_a_changed_amount(member, toss):
    url = toss.pay(member.fill().payment_create().complete({"serverReturn": True}).data)
    status, headers, _ = visit(url.replace("amount=15000", "amount=100"))
    assert (status, "status=failed" in headers["location"]) == (302, True), headers
    nothing_taken(toss)
    # The true one still pays.
    status, _, _ = visit(url)
    assert status == 302


def test_plugin_switched_off(endpoint, window, brandpay):
    brandpay(active=False)
    assert visit(f"{endpoint}/callback?code=abc&customerKey={window['customerKey']}")[0] == 404


def test_addresses_without_a_channel(saleor, window, toss, brandpay):
    """Saleor would pick any channel there, and look at no switch."""
    brandpay(active=False)
    query = f"code=abc&customerKey={window['customerKey']}"
    for base in ("plugins/tosspayments.brandpay", "plugins/global/tosspayments.brandpay"):
        assert visit(f"{saleor.url}/{base}/callback?{query}")[0] == 404
    assert exchanges(toss) == 0


def test_made_up_codes_are_bounded(endpoint, window, toss, settings):
    """Whoever has a customer key may bring codes for it, and Toss is asked so many times (M22)."""
    settings.BRANDPAY_CALLS_PER_BUYER = 3
    url = f"{endpoint}/callback?customerKey={window['customerKey']}"
    statuses = [visit(f"{url}&code=made-up-{number}")[0] for number in range(5)]
    assert statuses.count(429) >= 2
    assert statuses[-1] == 429
    assert exchanges(toss) <= 3


def test_callback_by_another_method(endpoint, window, toss):
    query = f"code=abc&customerKey={window['customerKey']}"
    for method in ("POST", "PUT", "DELETE"):
        assert visit(f"{endpoint}/callback?{query}", method)[0] == 405
    assert exchanges(toss) == 0
