"""What buyers, strangers and broken pages send: a clear error, and no money moved."""

from decimal import Decimal

import pytest

from .helpers import approved, held, nothing_taken, paid_order

pytestmark = pytest.mark.usefixtures("brandpay")

LANGUAGES = {"KO": lambda text: any("가" <= letter <= "힣" for letter in text), "EN": str.isascii}


@pytest.fixture(params=["KO", "EN"])
def speaker(request, member):
    """A buyer whose checkout is in Korean, then one whose is in English."""
    member.language = request.param
    return member


def assert_told(storefront, answer) -> None:
    """The answer is no order, and says why in the checkout's language."""
    assert answer.order is None
    assert answer.messages
    for message in answer.messages:
        assert LANGUAGES[storefront.language](message), message
        assert len(message) > 10


def opened(storefront):
    storefront.fill().payment_create()
    return storefront.complete()


def test_amount_changed_in_the_return(speaker, staff, toss):
    returned = toss.buyer(opened(speaker).data)
    answer = speaker.complete({**returned, "amount": 100})
    assert_told(speaker, answer)
    assert toss.calls("confirm") == []
    nothing_taken(toss)
    # The true return, or a new window, still pays.
    window = speaker.complete()
    data = toss.buyer(window.data) if window.order_id != returned["orderId"] else returned
    paid_order(staff, toss, speaker.complete(data), 15000)


def test_order_id_changed_in_the_return(speaker, toss):
    returned = toss.buyer(opened(speaker).data)
    order_id = returned["orderId"]
    changed = order_id[:-1] + ("b" if order_id[-1] == "a" else "a")
    answer = speaker.complete({**returned, "orderId": changed})
    assert_told(speaker, answer)
    assert toss.calls("confirm") == []
    nothing_taken(toss)


def test_order_id_of_another_checkout(speaker, storefront_of, other_buyer, toss):
    """A buyer pays a cheap cart and sends its return for a dear one."""
    cheap = storefront_of(other_buyer)
    cheap.fill({"saucer": 1}).payment_create()
    paid = toss.buyer(cheap.complete().data)
    speaker.fill({"cup": 3}).payment_create()
    speaker.complete()
    assert_told(speaker, speaker.complete(paid))
    assert toss.calls("confirm") == []
    nothing_taken(toss)


def test_payment_key_of_another_checkout(speaker, storefront_of, other_buyer, toss):
    cheap = storefront_of(other_buyer)
    cheap.fill({"saucer": 1}).payment_create()
    paid = toss.buyer(cheap.complete().data)
    speaker.fill({"cup": 3}).payment_create()
    window = speaker.complete()
    forged = {"paymentKey": paid["paymentKey"], "orderId": window.order_id, "amount": 39000}
    assert_told(speaker, speaker.complete(forged))
    nothing_taken(toss)


def test_payment_key_of_an_order_paid_before(member, toss, staff):
    member.fill().payment_create()
    paid = toss.buyer(member.complete().data)
    assert member.complete(paid).order
    member.fill().payment_create()
    window = member.complete()
    answer = member.complete({**paid, "orderId": window.order_id})
    assert answer.order is None
    assert len(staff.orders()) == 1
    assert held(toss) == 15000


NONSENSE = [
    [],
    [1, 2],
    "text",
    "",
    7,
    0,
    True,
    False,
    1.5,
    {"paymentKey": 1},
    {"paymentKey": "k"},
    {"paymentKey": None, "orderId": None, "amount": None},
    {"paymentKey": [], "orderId": {}, "amount": "many"},
    {"paymentKey": "a/../b", "orderId": "x", "amount": 1},
    {"paymentKey": "k" * 5000, "orderId": "o" * 5000, "amount": 10**30},
    {"paymentKey": "key\u0000", "orderId": "o\u0000", "amount": 15000},
    {"code": {"a": 1}, "message": ["b"]},
    {"code": "<script>alert(1)</script>", "message": "x" * 10000},
    {"code": "한글", "message": None},
    {"amount": 15000},
    {"orderId": "x"},
]


@pytest.mark.parametrize("data", NONSENSE, ids=lambda data: str(data)[:40])
def test_nonsense_at_the_second_step(member, staff, toss, data):
    opened(member)
    answer = member.complete(data)
    assert answer.order is None
    # What is empty is a step without data: the window once more, and nothing went wrong.
    assert bool(answer.messages) is bool(data)
    assert "<script>" not in str(answer.messages)
    nothing_taken(toss)
    window = member.complete()
    paid_order(staff, toss, member.complete(toss.buyer(window.data)), 15000)


@pytest.mark.parametrize(
    "data",
    [
        [],
        [1],
        "text",
        7,
        1.5,
        True,
        {"serverReturn": "yes"},
        {"options": []},
        {"options": {"card": 1}},
        {"options": {"card": {"cardInstallmentPlan": "x"}}},
        {"returnUrl": 5},
    ],
    ids=lambda data: str(data)[:40],
)
def test_nonsense_at_the_first_step(speaker, staff, toss, data):
    speaker.fill().payment_create()
    answer = speaker.complete(data)
    assert answer.order is None
    if answer.messages:
        assert_told(speaker, answer)
    nothing_taken(toss)
    window = speaker.complete()
    paid_order(staff, toss, speaker.complete(toss.buyer(window.data)), 15000)


def test_options_outside_the_whitelist_are_not_passed_on(member):
    member.fill().payment_create()
    wish = {
        "amount": {"currency": "KRW", "value": 1},
        "orderId": "mine",
        "successUrl": "https://evil.test/",
        "card": {"cardInstallmentPlan": 3, "successUrl": "https://evil.test/"},
    }
    window = member.complete({"options": wish})
    payment = window.data["payment"]
    assert payment["amount"]["value"] == 15000
    assert payment["orderId"] != "mine"
    assert "evil.test" not in str(window.data)
    assert payment["card"] == {"cardInstallmentPlan": 3}


FAIL_CODES = ["PAY_PROCESS_CANCELED", "PAY_PROCESS_ABORTED", "REJECT_CARD_COMPANY"]


@pytest.mark.parametrize("code", FAIL_CODES)
def test_fail_url_codes_of_the_guide(speaker, staff, toss, code):
    window = opened(speaker)
    outcome = "cancel" if code == "PAY_PROCESS_CANCELED" else code
    returned = toss.buyer(window.data, outcome=outcome)
    assert returned["code"] == code
    again = speaker.complete(returned)
    assert_told(speaker, again)
    assert again.confirmation_needed
    assert again.error["code"] == code
    nothing_taken(toss)
    paid_order(staff, toss, speaker.complete(toss.buyer(again.data)), 15000)


@pytest.mark.parametrize("code", FAIL_CODES)
def test_forged_failure_of_a_paid_window_closes_nothing(member, staff, toss, code):
    """The code is only what a buyer sends; the true return still pays."""
    window = opened(member)
    returned = toss.buyer(window.data)
    again = member.complete({"code": code, "message": "x", "orderId": window.order_id})
    assert again.confirmation_needed
    paid = returned if again.order_id == window.order_id else toss.buyer(again.data)
    paid_order(staff, toss, member.complete(paid), 15000)


def test_confirm_after_ten_minutes(speaker, staff, toss, later):
    returned = toss.buyer(opened(speaker).data)
    later(601)
    again = speaker.complete(returned)
    assert_told(speaker, again)
    assert again.confirmation_needed
    nothing_taken(toss)
    paid_order(staff, toss, speaker.complete(toss.buyer(again.data)), 15000)


CONFIRM_CODES = ["NOT_FOUND_PAYMENT_SESSION", "REJECT_CARD_COMPANY", "FORBIDDEN_REQUEST"]


@pytest.mark.parametrize("code", CONFIRM_CODES)
def test_confirm_codes_of_the_guide(speaker, staff, toss, code):
    returned = toss.buyer(opened(speaker).data)
    toss.fault("confirm", "refuse", code=code)
    again = speaker.complete(returned)
    assert_told(speaker, again)
    nothing_taken(toss)
    if not again.confirmation_needed:
        again = speaker.complete()
    paid_order(staff, toss, speaker.complete(toss.buyer(again.data)), 15000)


def test_rate_limited_confirm(speaker, staff, toss):
    returned = toss.buyer(opened(speaker).data)
    toss.fault("confirm", "http_429")
    assert_told(speaker, speaker.complete(returned))
    nothing_taken(toss)
    paid_order(staff, toss, speaker.complete(returned), 15000)


def test_fraction_of_a_won(speaker, shop, toss):
    from saleor.product.models import ProductVariantChannelListing

    listing = ProductVariantChannelListing.objects.filter(variant__sku="cup", channel__slug="krw")
    listing.update(price_amount=Decimal("12000.500"), discounted_price_amount=Decimal("12000.500"))
    speaker.fill().payment_create()
    answer = speaker.complete()
    if answer.order is None and not answer.confirmation_needed:
        assert_told(speaker, answer)
    else:
        # This Saleor rounds totals to whole won itself: what is asked for is its total.
        assert answer.data["payment"]["amount"]["value"] == speaker.total
    nothing_taken(toss)


@pytest.mark.parametrize("amount", [1, 99])
def test_below_the_minimum(speaker, shop, brandpay, toss, storefront_of, buyer, amount):
    from .toss import CLIENT_KEY, SECRET_KEY

    channel = shop.open_channel("small", prices={"cup": amount}, shipping=0)
    brandpay(channel.id, client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    storefront = storefront_of(buyer, channel)
    storefront.language = speaker.language
    storefront.fill().payment_create()
    answer = storefront.complete()
    assert_told(storefront, answer)
    assert "100" in answer.messages[0]
    assert toss.calls() == []


def test_exactly_the_minimum(shop, brandpay, toss, storefront_of, buyer, staff):
    from .toss import CLIENT_KEY, SECRET_KEY

    channel = shop.open_channel("small", prices={"cup": 100}, shipping=0)
    brandpay(channel.id, client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    storefront = storefront_of(buyer, channel).fill().payment_create()
    answer = storefront.complete(toss.buyer(storefront.complete().data))
    paid_order(staff, toss, answer, 100)


def test_return_url_outside_the_allowed_hosts(member):
    member.fill()
    for url in ("https://evil.test/", "https://shop.test.evil.test/", "//evil.test"):
        assert member.try_payment_create(return_url=url)["errors"]


def test_return_url_no_longer_allowed(speaker, settings, toss):
    speaker.fill().payment_create()
    settings.ALLOWED_CLIENT_HOSTS = ["elsewhere.test"]
    assert_told(speaker, speaker.complete())
    nothing_taken(toss)


def test_return_url_no_longer_allowed_at_the_return(member, settings, saleor, toss):
    """Our own return endpoint redirects nowhere that the shop has not allowed."""
    from .helpers import visit

    member.fill().payment_create()
    url = toss.pay(member.complete({"serverReturn": True}).data)
    settings.ALLOWED_CLIENT_HOSTS = ["elsewhere.test"]
    status, headers, _ = visit(url)
    assert (status, headers.get("location")) == (200, None)


def test_paid_twice_is_one_approval(member, toss, staff):
    """The buyer pays in the window twice, in two tabs."""
    window = opened(member)
    first, second = toss.buyer(window.data), toss.buyer(window.data)
    answers = [member.complete(first), member.complete(second)]
    assert answers[0].order["id"] == answers[1].order["id"]
    assert len(approved(toss)) == 1
    assert held(toss) == 15000
