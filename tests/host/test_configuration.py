"""The settings page: what a merchant is told before a buyer could notice (M8, M12).

The same tests as on a real Saleor.
"""

from tests.saleor.test_configuration import *  # noqa: F403


def test_secret_key_cleared_in_the_dashboard(told, staff, shop):
    """Its Clear button sends null, which Saleor alone would take for "unchanged"."""
    told()
    complaint = staff.configure(shop.krw.id, secret_key=None)
    assert "Untick Active" in complaint[0]["message"]
