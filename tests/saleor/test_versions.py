"""Where Saleors differ for a buyer: each way is tried on the Saleors that have it."""

import pytest

from .helpers import approved, held, nothing_taken
from .transacting import Transacting
from .versions import VERSION

pytestmark = pytest.mark.usefixtures("brandpay")
before_322 = pytest.mark.skipif(VERSION >= (3, 22), reason="Saleor before 3.22")
since_322 = pytest.mark.skipif(VERSION < (3, 22), reason="Saleor 3.22 and later")


@since_322
def test_gift_cards_lower_what_is_asked(member, toss):
    buying = Transacting(member.fill().use_gift_card(4000))
    session = buying.initialize()
    assert session.window["amount"]["value"] == 11000
    buying.process(session, toss.buyer(session.data))
    assert buying.complete().order
    assert held(toss) == 11000


@before_322
def test_gift_cards_that_saleor_forgets_are_refused(member, toss):
    session = Transacting(member.fill().use_gift_card(4000)).initialize()
    assert session.type == "CHARGE_FAILURE"
    assert "기프트카드" in session.message
    nothing_taken(toss)


@before_322
def test_gift_card_added_while_the_window_is_open(member, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    returned = toss.buyer(session.data)
    member.use_gift_card(4000)
    answer = buying.process(session, returned)
    assert answer.code == "GIFT_CARDS"
    assert answer.window is None
    nothing_taken(toss)


@since_322
def test_no_payment_beside_a_transaction(member, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    refused = member.try_payment_create()
    assert [error["code"] for error in refused["errors"]] == ["CHECKOUT_HAS_TRANSACTION"]
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert buying.complete().order
    assert held(toss) == 15000


@before_322
def test_payment_beside_a_charged_transaction(member, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    member.payment_create()
    assert buying.complete().order
    assert len(approved(toss)) == 1
    assert held(toss) == 15000


@before_322
def test_both_windows_of_one_checkout_are_paid(member, toss):
    buying = Transacting(member.fill())
    session = buying.initialize()
    member.payment_create()
    window = member.complete().data
    paid = member.complete(toss.buyer(window))
    assert paid.order
    answer = buying.process(session, toss.buyer(session.data))
    assert answer.type != "CHARGE_SUCCESS"
    assert held(toss) == 15000
