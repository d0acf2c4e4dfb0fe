"""Where the buyer comes back to: an address that Toss's window takes and his page can read."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from .helpers import held, nothing_taken, paid_order, visit
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("brandpay")

SHOP = "https://shop.test"
TYPED = {
    f"{SHOP}/pay#step-3": f"{SHOP}/pay#step-3",
    f"{SHOP}/pay?a=1#x": f"{SHOP}/pay?a=1#x",
    f"{SHOP}/#/pay/return?b=2": f"{SHOP}/#/pay/return?b=2",
    f"{SHOP}/pay?next=%2Forders&a=b c": f"{SHOP}/pay?next=%2Forders&a=b%20c",
    f"{SHOP}/결제?q=찻잔#끝": f"{SHOP}/%EA%B2%B0%EC%A0%9C?q=%EC%B0%BB%EC%9E%94#%EB%81%9D",
    f"{SHOP}/pay?sale=100%&b=%zz": f"{SHOP}/pay?sale=100%25&b=%25zz",
    f"{SHOP}/pay?a[]=<1>|\\": f"{SHOP}/pay?a%5B%5D=%3C1%3E%7C%5C",
    f" {SHOP}/pay ": f"{SHOP}/pay",
}
"""What a shop may type, and what the window is given."""
REFUSED = [
    "https://evil.test\\@shop.test/pay",
    "https://evil.test\\.shop.test/pay",
    "https://me@shop.test/pay",
    f"{SHOP}/pay\tx",
    f"{SHOP}/pay\nx",
    f"{SHOP}:99999/pay",
    "//shop.test/pay",
    "javascript://shop.test/%0Aalert(1)",
    "https:///pay",
    "https://evil.test/pay",
]
JOINED = {
    f"{SHOP}/pay": f"{SHOP}/pay?status=failed",
    f"{SHOP}/pay#x": f"{SHOP}/pay?status=failed#x",
    f"{SHOP}/pay?a=1#x": f"{SHOP}/pay?a=1&status=failed#x",
    f"{SHOP}/#/pay?b=2": f"{SHOP}/?status=failed#/pay?b=2",
}


def parameters(url: str) -> dict[str, list[str]]:
    """What a page finds in `location.search`."""
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


@pytest.fixture
def krw(shop, settings):
    settings.ALLOWED_CLIENT_HOSTS = ["shop.test", ".shop.test"]


ONE = (
    f"{SHOP}/pay?next=%2Forders&a=b c&찻잔#x",
    (f"{SHOP}/pay?next=%2Forders&a=b%20c&%EC%B0%BB%EC%9E%94#x"),
)
TWO = f"{SHOP}/pay#step-3", f"{SHOP}/pay#step-3"
both = pytest.mark.parametrize(("typed", "given"), [ONE, TWO])


def test_address_is_spelled_as_a_browser_does(krw):
    from saleor_brandpay.adapters import urls

    for typed, given in [*TYPED.items(), ONE]:
        assert urls.storefront_url(typed) == given
        assert urls.storefront_url(given) == given


def test_address_that_two_readers_would_read_in_two_ways_is_refused(krw):
    from saleor_brandpay.adapters import urls

    for typed in REFUSED:
        assert urls.storefront_url(typed) is None, typed


def test_parameters_stand_before_the_fragment():
    from saleor_brandpay.adapters import urls

    for url, joined in JOINED.items():
        assert urls.with_query(url, {"status": "failed"}) == joined


@both
def test_window_takes_what_the_shop_typed(guest, staff, toss, krw, typed, given):
    guest.fill().payment_create(return_url=typed)
    window = guest.complete()
    assert window.data["payment"]["successUrl"] == given
    assert window.data["payment"]["failUrl"] == given
    paid_order(staff, toss, guest.complete(toss.buyer(window.data)), 15000)


@both
def test_window_of_a_transaction_takes_it_too(guest, toss, krw, typed, given):
    buying = Transacting(guest.fill())
    session = buying.initialize({"returnUrl": typed})
    assert session.window["successUrl"] == given
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"


def assert_can_be_read(location: str, given: str) -> None:
    """Our parameters stand beside the page's own, and before the fragment."""
    found, before = parameters(location), parameters(given)
    assert found.pop("status") == ["success"]
    found.pop("order", None)
    assert found == before
    assert urlsplit(location).fragment == urlsplit(given).fragment
    assert location.startswith(given.partition("#")[0])


@both
def test_page_can_read_what_the_server_tells(guest, staff, toss, krw, typed, given):
    guest.fill().payment_create(return_url=typed)
    status, headers, _ = visit(toss.pay(guest.complete({"serverReturn": True}).data))
    assert status == 302
    assert_can_be_read(headers["location"], given)
    assert parameters(headers["location"])["order"] == [staff.orders()[0]["id"]]


@both
def test_page_of_a_transaction_can_read_it_too(guest, toss, krw, typed, given):
    buying = Transacting(guest.fill())
    session = buying.initialize({"returnUrl": typed, "serverReturn": True})
    status, headers, _ = visit(toss.pay(session.data))
    assert status == 302
    assert_can_be_read(headers["location"], given)


@pytest.mark.parametrize("typed", [REFUSED[0], REFUSED[3]])
def test_other_address_is_refused_at_the_first_step(member, toss, krw, typed):
    payload = member.fill().try_payment_create(return_url=typed)
    if not payload["errors"]:
        answer = member.complete({"serverReturn": True})
        assert [error["code"] for error in answer.errors] == ["PAYMENT_ERROR"]
        assert "returnUrl" in answer.errors[0]["message"]
    session = Transacting(member.fill()).initialize({"returnUrl": typed, "serverReturn": True})
    assert (session.type, session.code) == ("CHARGE_FAILURE", "INVALID_RETURN_URL")
    nothing_taken(toss)


RETURN_OF_A_TRANSACTION = f"{SHOP}/pay?checkout=c&transaction={{transaction}}#{{transaction}}"


def test_return_url_tells_the_transaction(guest, staff, toss, krw):
    """Another browser knows nothing but this address, and ends the payment with it."""
    session = Transacting(guest.fill()).initialize({"returnUrl": RETURN_OF_A_TRANSACTION})
    name = parameters(session.window["successUrl"])["transaction"]
    assert name == [session.transaction]
    assert unquote(urlsplit(session.window["successUrl"]).fragment) == session.transaction
    returned = toss.buyer(session.data)
    for extra in ("checkout", "transaction"):
        returned.pop(extra)
    stranger = Transacting(guest)
    assert stranger.process(name[0], returned).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_server_tells_the_transaction_too(guest, toss, krw):
    data = {"returnUrl": f"{SHOP}/pay?t=%7Btransaction%7d", "serverReturn": True}
    session = Transacting(guest.fill()).initialize(data)
    _, headers, _ = visit(toss.pay(session.data))
    assert parameters(headers["location"])["t"] == [session.transaction]


def test_payment_has_no_transaction_to_tell(guest, krw):
    guest.fill().payment_create(return_url=f"{SHOP}/pay?t={{transaction}}")
    success = guest.complete().data["payment"]["successUrl"]
    assert parameters(success)["t"] == ["{transaction}"]


def test_address_of_a_korean_host(krw, settings):
    from saleor_brandpay.adapters import urls

    settings.ALLOWED_CLIENT_HOSTS = ["xn--hq1bm8jm9l.test"]
    assert urls.storefront_url("https://도자기.test:3000/") is None
    settings.ALLOWED_CLIENT_HOSTS = ["xn--" + "도자기".encode("punycode").decode() + ".test"]
    found = urls.storefront_url("https://도자기.test:3000/결제")
    assert found == f"https://{settings.ALLOWED_CLIENT_HOSTS[0]}:3000/%EA%B2%B0%EC%A0%9C"
