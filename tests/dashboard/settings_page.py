"""The plugin's page in the dashboard: what it says to a save that is wrong."""

from .browser import Staff


def settings_page(staff: Staff) -> None:
    """A wrong currency, a secret in the wrong field, Clear, Active unticked, keys of two shops."""
    saleor, page = staff.saleor, staff.page
    saleor("paid", api="transactions")
    staff.plugin()
    staff.save("3-page", full=True)

    saleor("dollars")
    staff.plugin()
    page.get_by_test_id("channel").filter(has_text="usd").click()
    staff.settle()
    page.get_by_test_id("plugin-active-checkbox").click()
    saved(staff, "3-currency")

    staff.plugin()
    chosen(staff)
    page.fill("input[name=client_key]", saleor("secret_key"))
    saved(staff, "3-secret-in-client-key")

    staff.plugin()
    chosen(staff)
    page.get_by_role("button", name="Clear").first.click()
    page.locator("[role=dialog] button").last.click()
    page.wait_for_timeout(1500)
    staff.save("3-clear")

    staff.plugin()
    chosen(staff)
    page.fill("input[name=client_key]", "test_ck_" + "A" * 28)
    saved(staff, "3-other-client-key")
    saleor("active")

    staff.plugin()
    chosen(staff)
    page.get_by_test_id("plugin-active-checkbox").click()
    saved(staff, "3-untick-active")
    saleor("active")


def chosen(staff: Staff) -> None:
    """The won channel."""
    staff.page.get_by_test_id("channel").filter(has_text="krw").click()
    staff.settle()


def saved(staff: Staff, name: str) -> None:
    staff.page.get_by_role("button", name="Save").click()
    staff.page.wait_for_timeout(1500)
    staff.save(name)
