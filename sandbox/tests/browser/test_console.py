"""The console in a browser: live, and its cancel."""

from playwright.sync_api import Page, expect

from brandpay_sandbox.testing import RunningSandbox
from tests.support import CUSTOMER, Api

from .storefront import Storefront


def test_payments_appear_and_change_without_a_reload(
    page: Page, sandbox: RunningSandbox, api: Api
) -> None:
    page.goto(f"{sandbox.url}/console")
    expect(page.locator(".empty")).to_contain_text("아직 결제가 없어요")
    page.evaluate("window.stays = true")
    api.approved()
    expect(page.locator("tbody tr")).to_contain_text("DONE")
    assert page.evaluate("window.stays") is True


def test_a_payments_time_line_grows_while_it_is_read(
    store: Storefront, page: Page, sandbox: RunningSandbox, api: Api
) -> None:
    paid = api.approved()
    page.goto(f"{sandbox.url}/console/payments/{paid['paymentKey']}")
    entries = page.locator(".timeline li")
    expect(entries).to_have_count(2)
    page.locator("details summary").first.click()
    api.cancel(paid["paymentKey"], cancelAmount=5000)

    expect(entries).to_have_count(3)
    expect(page.locator("details[open]")).to_have_count(1)
    expect(page.locator(".amount")).to_contain_text("10,000원")


def test_a_part_is_cancelled_in_the_console(page: Page, sandbox: RunningSandbox, api: Api) -> None:
    paid = api.approved()
    page.goto(f"{sandbox.url}/console/payments/{paid['paymentKey']}")
    page.get_by_label("취소 금액").fill("20000")
    page.get_by_role("button", name="취소하기").click()
    expect(page.get_by_label("취소 금액")).to_have_accessible_description(
        "1부터 15000까지의 정수를 입력해 주세요."
    )
    page.get_by_label("취소 금액").fill("5,000")
    page.get_by_label("취소 사유").fill("고객 요청")
    page.get_by_role("button", name="취소하기").click()
    expect(page.locator(".status")).to_have_text("PARTIAL_CANCELED")

    (cancel,) = api.read(paid["paymentKey"])["cancels"]
    assert (cancel["cancelAmount"], cancel["cancelReason"]) == (5000, "고객 요청")


def test_the_whole_way_of_a_payment_is_told(
    store: Storefront, page: Page, sandbox: RunningSandbox
) -> None:
    store.pay().pay()
    page.wait_for_url("**/ok?**")
    page.goto(f"{sandbox.url}/console")
    page.get_by_role("link", name="Mug").click()

    kinds = page.locator(".timeline .kind").all_inner_texts()
    assert kinds == ["SDK", *["결제창"] * 3, *["리다이렉트 URL"] * 2, *["결제창"] * 2, "복귀"]
    text = page.content()
    assert CUSTOMER not in text
    assert "/ok?cart=7" in text


def test_it_fits_a_phone(page: Page, sandbox: RunningSandbox, api: Api) -> None:
    api.approved()
    for path in ("", "/customers", "/settings"):
        page.goto(f"{sandbox.url}/console{path}")
        width = page.evaluate(
            "Math.max(document.documentElement.scrollWidth,"
            " ...[...document.querySelectorAll('.table')].map((one) => one.scrollWidth))"
        )
        assert width <= 390, path


def test_a_fault_is_ordered_and_the_list_of_a_search_stays_live(
    page: Page, sandbox: RunningSandbox, api: Api
) -> None:
    page.goto(f"{sandbox.url}/console/settings")
    page.get_by_label("종류").select_option("drop_after")
    page.get_by_role("button", name="주문하기").first.click()
    expect(page.locator("#faults .orders li")).to_contain_text("drop_after")
    assert sandbox.faults()[0]["kind"] == "drop_after"

    sandbox.clear_faults()
    page.goto(f"{sandbox.url}/console?q=order-0002")
    api.approved()
    api.approved("order-0002")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("order-0002")
