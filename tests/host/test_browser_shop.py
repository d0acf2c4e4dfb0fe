"""The demo's pages as a shop's: goods, amounts, one thing to do, errors that a buyer can read."""

import base64
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Route, expect

from .test_browser import APIS, browser, demo, page, visitor  # noqa: F401

LANGUAGES = ["ko", "en"]
NOBODY = "123e4567-e89b-12d3-a456-426614174000"


def of(kind: str, pk: str = NOBODY) -> str:
    return base64.b64encode(f"{kind}:{pk}".encode()).decode()


CHECKOUT = of("Checkout")
BAD_ADDRESSES = [
    "/order",
    "/order?id=nope",
    "/order?id=%00",
    f"/order?id={of('Order', 'abc')}",
    f"/order?id={of('Order')}",
    f"/order?id={CHECKOUT}",
    "/staff/order?id=nope",
    "/pay",
    "/pay?checkout=",
    "/pay?checkout=nope&orderId=x",
    f"/pay?checkout={of('Checkout', 'abc')}",
    f"/pay?checkout={CHECKOUT}",
    f"/pay?checkout={CHECKOUT}&orderId=forged&paymentKey=forged&amount=1",
    f"/pay?checkout={CHECKOUT}&orderId=forged&amount=much",
    f"/pay?checkout={CHECKOUT}&transaction=nope",
    f"/pay?checkout={CHECKOUT}&transaction={of('TransactionItem')}&code=forged",
    "/checkout",
    "/nowhere",
    "/js/",
]
# What programmers read: Saleor's words, ids, JavaScript's.
INTERNAL = re.compile(
    r"resolve|node|invalid|undefined|null|nope|forged|uuid|==|\{|[A-Z]{2,}_", re.IGNORECASE
)

# Of main alone: what stands around it is the same everywhere.
BROKEN_AMOUNTS = """[...document.querySelectorAll("main .won, main #held")].filter((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.bottom))).size > 1;
}).map((one) => one.textContent)"""
PRIMARY = """[...document.querySelectorAll("main *")].filter((one) =>
  one.checkVisibility() && getComputedStyle(one).backgroundColor === "rgb(27, 100, 218)").length"""
OUTSIDE = """[...document.querySelectorAll("[href], [src], [action]")]
  .map((one) => one.href || one.src || one.action)
  .filter((url) => /^https?:/.test(url) && new URL(url).hostname !== "localhost")"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def looks_right(visitor):  # noqa: F811
    """Asserts of the page that is shown what holds of every page, on a phone and on a desk."""
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    def check() -> None:
        shown = visitor.page
        for width in (390, 1280):
            shown.set_viewport_size({"width": width, "height": 844})
            assert shown.evaluate(OVERFLOW) == 0, (shown.url, width)
            assert shown.evaluate(BROKEN_AMOUNTS) == [], (shown.url, width)
        assert shown.evaluate(PRIMARY) <= 1, shown.url
        assert shown.evaluate(OUTSIDE) == [], shown.url
        assert [url for url in asked if not url.startswith(("http://localhost:", "data:"))] == []

    return check


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_on_a_phone_and_on_a_desk(visitor, looks_right, language):  # noqa: F811
    shown = visitor.page
    visitor.speaks(language)
    shown.locator("[name=quantity]").fill("9")
    looks_right()
    visitor.to_checkout("member")
    looks_right()
    visitor.window().pay()
    visitor.ordered()
    looks_right()
    visitor.to_back_office()
    looks_right()
    shown.locator("form button[type=submit]").click()
    shown.locator("p.note[role=status]").wait_for()
    looks_right()
    shown.goto(f"{visitor.url}/staff")
    shown.locator("main table").wait_for()
    looks_right()
    shown.locator("#account").click()
    shown.locator(".methods li").first.wait_for()
    looks_right()
    visitor.to_checkout("guest").window().at("terms")
    shown.keyboard.press("Escape")
    visitor.trouble()
    looks_right()


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_addresses_are_told_in_words_for_buyers(visitor, looks_right, language):  # noqa: F811
    shown = visitor.page
    visitor.speaks(language)
    for address in BAD_ADDRESSES:
        shown.evaluate("sessionStorage.clear()")
        shown.goto(visitor.url + address)
        text = visitor.trouble()
        assert text.isascii() == (language == "en"), (address, text)
        assert not INTERNAL.search(shown.locator("main").inner_text()), (address, text)
        assert shown.locator("main h1").inner_text(), address
        # Nobody who may have paid is told to begin anew.
        is_payment = address.startswith(("/order", "/pay"))
        again = "다시 결제하지" if language == "ko" else "do not pay again"
        assert (again in text) == (is_payment or "/order" in address), (address, text)
        looks_right()


def test_page_that_is_not_there_is_not_found(demo):  # noqa: F811
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{demo}/nowhere", timeout=10)
    assert refused.value.code == 404


@pytest.mark.parametrize("api", APIS)
def test_goods_are_shown_with_picture_and_amount(visitor, api):  # noqa: F811
    shown = visitor.page
    shown.goto(visitor.url)
    shown.locator("[name=variant]").last.check(force=True)
    shown.locator("[name=quantity]").fill("2")
    shown.locator("form button[type=submit]").click()
    line = shown.locator(".lines li")
    expect(line.locator("svg.goods")).to_be_visible()
    expect(line).to_contain_text("다기 세트 · 2개")
    expect(line.locator(".won")).to_have_text("136,000원")
    shown.locator(".options summary").click()
    shown.locator(f"label:has(input[value={api}])").click()
    visitor.window().pay()
    visitor.ordered()
    expect(line.locator("svg.goods")).to_be_visible()
    expect(line).to_contain_text("다기 세트 · 2개")
    expect(line.locator(".won")).to_have_text("136,000원")


@pytest.mark.parametrize("path", ["/", "/checkout", "/pay", "/order", "/staff", "/account"])
def test_something_is_shown_while_an_answer_is_waited_for(visitor, path):  # noqa: F811
    visitor.to_checkout()
    shown = visitor.page
    held: set[Route] = set()
    shown.route("**/graphql/", lambda route: held.update({route}))
    query = f"?id={of('Order')}" if path == "/order" else ""
    shown.goto(f"{visitor.url}{path}{query}")
    expect(shown.locator("main .spinner")).to_be_visible()
    expect(shown.locator("main")).to_contain_text(re.compile(r"중입니다…"))
    while not held:
        shown.wait_for_timeout(20)


def test_something_is_shown_while_the_window_is_waited_for(visitor):  # noqa: F811
    shown = visitor.to_checkout().page
    held: set[Route] = set()
    shown.route("**/v2/standard", lambda route: held.update({route}))
    button = shown.locator("main button.brandpay")
    button.click()
    expect(button).to_have_text("결제창을 여는 중입니다…")
    expect(button).to_be_disabled()
    while not held:
        shown.wait_for_timeout(20)


@pytest.mark.parametrize("api", APIS)
def test_buyer_who_leaves_before_the_answer_is_watched_by_staff(visitor, api):  # noqa: F811
    shown = visitor.to_checkout(api=api).page
    shown.locator("[name=leaves]").check()
    shown.locator(".options summary").click()
    visitor.window().pay()
    shown.wait_for_url("**/staff?left")
    # The shop's worker may have made the order before the test has looked.
    told = re.compile("1분쯤|번 주문이 손님 없이 만들어졌습니다")
    expect(shown.locator("p.note[role=status]")).to_have_text(told)


def test_orders_of_the_back_office_come_by_themselves(visitor, browser, demo):  # noqa: F811
    context = browser.new_context(locale="ko-KR")
    staff = context.new_page()
    staff.goto(f"{demo}/staff")
    staff.locator("#orders").get_by_text(re.compile("아직|#")).first.wait_for()
    count = staff.locator("#orders a").count()
    visitor.to_checkout().window().pay()
    visitor.ordered()
    expect(staff.locator("#orders a")).to_have_count(min(count + 1, 50), timeout=15_000)
    staff.locator("#orders a").first.click()
    expect(staff.locator("#held")).to_have_text("15,000원")
    context.close()
