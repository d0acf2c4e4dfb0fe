"""The harness itself: a won checkout becomes an order, and leaves nothing behind."""

from pathlib import Path

import pytest

from .same_everywhere import FILES, NAMES

DUMMY = "mirumee.payments.dummy"


@pytest.mark.parametrize("who", ["guest", "member"])
def test_checkout_paid_at_another_gateway(request, staff, who):
    storefront = request.getfixturevalue(who).fill({"cup": 2, "saucer": 1})
    assert storefront.total == 2 * 12000 + 5000 + 3000
    storefront.payment_create(DUMMY, token="paid")
    answer = storefront.complete()
    assert not answer.errors
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert order["payments"][0]["capturedAmount"]["amount"] == 32000


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_begins_with_no_orders(guest, staff, _again):
    assert staff.orders() == []
    guest.fill().payment_create(DUMMY, token="paid").complete()
    assert len(staff.orders()) == 1


def test_what_is_the_same_everywhere_is_there():
    """A test that was renamed would run everywhere again, and nobody would know."""
    here = Path(__file__).parent
    assert all((here / f"{file}.py").exists() for file in FILES)
    for file, _, name in (known.partition("::") for known in NAMES):
        assert f"def {name}(" in (here / f"{file}.py").read_text(encoding="utf-8"), (file, name)
