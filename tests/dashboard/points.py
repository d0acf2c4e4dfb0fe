"""What is looked at: each point makes its situation, and takes its pictures."""

from collections.abc import Callable
from pathlib import Path

from .books import reconciling, settlements
from .browser import Staff
from .settings_page import settings_page

NOTE = "External service notification"


def problems(staff: Staff) -> None:
    """What needs somebody, on the page of extensions."""
    saleor = staff.saleor
    order = saleor("paid", api="transactions")
    saleor("refusing")
    saleor("refunded", order=order, won=5000)
    saleor("refusing", is_on=False)
    saleor("parked")
    staff.open("extensions/installed")
    staff.save("1-extensions")
    more = staff.page.get_by_text("more problem")
    if more.count():
        more.first.click()
        staff.settle()
        staff.save("1-problems")


def order_pages(staff: Staff) -> None:
    """An order of each API, its receipts, the customer, and the page in the navigation."""
    saleor = staff.saleor
    saleor("traded")
    customer = saleor("wallet")
    for api in ("transactions", "payments"):
        order = saleor("paid", api=api)
        saleor("refunded", order=order, won=5000)
        staff.order(order)
        staff.widget()
        staff.save(f"2-order-{api}")
    if receipts := staff.tab("Open receipts"):
        staff.save("2-receipts", receipts)
        receipts.close()
    staff.customer(customer)
    staff.widget()
    staff.save("2-customer")
    overview(staff)


def overview(staff: Staff) -> None:
    saleor = staff.saleor
    saleor("reconciled", folder=str(staff.out))
    saleor("settled", folder=str(staff.out))
    saleor("parked")
    staff.open("orders")
    staff.save("2-navigation")
    page = staff.tab("Brandpay overview")
    if page is None:
        return
    for part in ("doctor", "days", "reconciling", "events", "settlements"):
        page.locator(f"button[name=part][value={part}]").click()
        page.wait_for_load_state()
        staff.save(f"2-overview-{part}", page)
    page.close()


def refunds(staff: Staff) -> None:
    """Refused, of unknown outcome, with a reason; a payment being checked; a cancelled order."""
    saleor = staff.saleor
    orders = {api: saleor("paid", api=api) for api in ("transactions", "payments")}
    for won, situation in ((5000, "refusing"), (4000, "losing")):
        saleor(situation)
        for order in orders.values():
            saleor("refunded", order=order, won=won)
        saleor("refusing", is_on=False)
    for api, order in orders.items():
        staff.order(order)
        staff.unfold("Payment failed")
        staff.unfold(NOTE)
        staff.save(f"4-refused-{api}", full=True)
    reason = saleor("reasoned")
    with staff.file(f"{saleor.toss}/console/payments/{reason}") as page:
        page.locator("summary").last.click()
        page.mouse.wheel(0, 500)
        staff.save("4-reason-at-toss", page)
    cancelled = saleor("cancelled")
    staff.order(cancelled)
    staff.save("4-cancelled")
    staff.open(f"orders/{cancelled}/payment-refund")
    staff.save("4-cancelled-refund-page")
    Path(staff.out / "4-checking.txt").write_text(saleor("checking"), encoding="utf-8")


def methods(staff: Staff) -> None:
    """Paid by card and by account, in each language that the shop may set."""
    saleor = staff.saleor
    orders = {method: saleor("paid", api="transactions", method=method) for method in WAYS}
    for method, order in orders.items():
        staff.order(order)
        staff.save(f"5-{method}")
    for language in ("ko", "en", "both"):
        saleor("renew", STAFF_LANGUAGE=language)
        staff.order(orders["card"])
        if widget := staff.widget():
            staff.save(f"5-language-{language}", widget)
    saleor("renew", STAFF_LANGUAGE="en")


WAYS = ("card", "account")


def app(staff: Staff) -> None:
    """The App beside the plugin: its page, deactivated, and active again."""
    saleor = staff.saleor
    staff.open(f"extensions/custom/{saleor('app')}")
    staff.save("8-app")
    saleor("app", is_active=False)
    for path, name in (("extensions/installed", "extensions"), ("", "app")):
        staff.open(path or f"extensions/custom/{saleor('app')}")
        staff.save(f"8-deactivated-{name}")
    staff.plugin()
    staff.save("8-deactivated-plugin", full=True)
    saleor("app", is_active=True)
    staff.plugin()
    staff.save("8-activated-plugin", full=True)


POINTS: dict[str, Callable[[Staff], None]] = {
    "problems": problems,
    "order-pages": order_pages,
    "settings-page": settings_page,
    "refunds": refunds,
    "methods": methods,
    "settlements": settlements,
    "reconciling": reconciling,
    "app": app,
}
