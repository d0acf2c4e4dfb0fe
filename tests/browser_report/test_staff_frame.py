"""The pages for staff within the dashboard's frame: a column of some 330 pixels."""

from __future__ import annotations

from playwright.sync_api import Browser

from saleor_brandpay.http.staff.page import page, rendered

FRAME = {"width": 330, "height": 200}
WALLET = {
    "state": "사용 중 / Open",
    "since": "2026-12-01 14:11부터 / since 2026-12-01 14:11",
    "test": "테스트 / TEST",
    "lists": [("최근 결제에 쓴 수단 / Used in recent payments", ["신한 000* / SHINHAN 000*"])],
    "touched": "원터치(자동결제) 결제 없음 / No one-touch payment so far",
}


def test_a_long_name_leaves_its_value_room(browser: Browser) -> None:
    body = rendered("customer.html", wallets=[WALLET], note="")
    opened = browser.new_page(viewport=FRAME)  # type: ignore[arg-type]
    opened.set_content(page("t", body, "ko").content.decode())
    box = opened.locator("dd").bounding_box()
    opened.close()
    assert box is not None
    assert box["width"] > FRAME["width"] * 0.45
