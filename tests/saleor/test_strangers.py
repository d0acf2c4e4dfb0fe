"""Who holds a checkout's id, or a token that somebody else was given, speaks for nobody (M11)."""

import pytest

from .shop import RETURN_URL
from .test_one_touch import choose, one_touch, stored  # noqa: F401
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("webhooks")

ELSEWHERE = "https://evil.example/pay"


def test_return_url_of_a_stranger_reaches_no_window(guest, toss):
    """A Payment may have none of its own: the SDK answers with a promise then."""
    guest.fill().payment_create(return_url=None)
    strangers = guest.complete({"returnUrl": ELSEWHERE})
    owners = guest.complete()
    again = guest.complete({"code": "PAY_PROCESS_ABORTED"})
    for answer in (strangers, owners, again):
        assert "successUrl" not in answer.data["payment"]
        assert "failUrl" not in answer.data["payment"]


def test_return_url_of_the_payment_is_the_only_one(guest, toss):
    guest.fill().payment_create()
    assert guest.complete({"returnUrl": ELSEWHERE}).data["payment"]["successUrl"] == RETURN_URL


def test_options_of_a_stranger_reach_no_window_of_the_owner(guest, member, toss):
    """A cash receipt of his would be made out to him."""
    guest.checkout = member.fill().checkout
    receipt = {"type": "소득공제", "registrationNumber": "01000000000"}
    member.payment_create()
    strangers = guest.complete({"options": {"transfer": {"cashReceipt": receipt}}})
    assert strangers.data["payment"]["transfer"]["cashReceipt"]
    owners = member.complete()
    assert "transfer" not in owners.data["payment"]


@pytest.fixture
def staff_buyer(buyer, stored):  # noqa: F811
    """A buyer who has a stored method and works for the shop, too."""
    buyer.is_staff = True
    buyer.save(update_fields=["is_staff"])
    return buyer


def test_staff_pay_in_the_window(storefront_of, staff_buyer, toss, stored):  # noqa: F811
    """Dashboard apps get tokens in the name of staff: none of them may have a card charged."""
    own = storefront_of(staff_buyer)
    answer = choose(own.fill(), stored)
    assert answer.data["payment"]["methodId"] == stored
    session = Transacting(own.fill()).initialize({"methodId": stored})
    assert session.type == "CHARGE_ACTION_REQUIRED"
    assert toss.calls() == []
