"""A copy of the shop's database moves no money; a shop that has moved goes on at a word (M19)."""

import pytest

from . import transacting
from .copies import (
    LIVE_CLIENT,
    LIVE_SECRET,
    STAGING_CLIENT,
    STAGING_SECRET,
    address,
    command,
)
from .helpers import held, pay, refunded, visit
from .hooks import sweep, unseen
from .snapshot import Snapshot
from .test_leaving import delete
from .transacting import Transacting
from .wallets import at_toss, errors

pytest_plugins = ["tests.saleor.wallet_fixtures", "tests.saleor.copies"]
pytestmark = pytest.mark.usefixtures("live")

CODE = "INSTALLATION_FROZEN"


@pytest.fixture
def dumped(_shop):
    """Keeps the database as it is; called again it is put back: the copy begins with it."""
    kept = []

    def dump():
        if kept:
            kept.pop().restore()
        else:
            connection = _shop[1]._connection
            connection.execute("drop schema if exists dumped cascade")
            kept.append(Snapshot(connection, "dumped"))

    return dump


@pytest.mark.parametrize("api", ["payments", "transactions"])
@pytest.mark.parametrize(
    "staging",
    ["as it is", "plugin off", "test keys", "price changed", "checkouts wiped", "all at once"],
)
def test_copy_refunds_nothing(
    staging, api, member, staff, toss, brandpay, later, shop, dumped, move
):
    """Dumped while a buyer stood in the window; the order is made in the shop, not in the copy."""
    buying = member.fill()
    tx = Transacting(buying)
    if api == "payments":
        data = buying.payment_create().complete().data
        dumped()
        assert buying.complete(toss.buyer(data)).order
    else:
        session = tx.initialize()
        dumped()
        tx.process(session, toss.buyer(session.data))
        assert tx.complete().order
    money = held(toss)
    assert money
    later(3600)
    dumped()
    move()
    everything = staging == "all at once"
    if staging == "test keys" or everything:
        brandpay(client_key=STAGING_CLIENT, secret_key=STAGING_SECRET)
    if staging == "plugin off" or everything:
        brandpay(active=False)
    if staging == "price changed" or everything:
        shop.set_price("cup", 9000)
    if staging == "checkouts wiped" or everything:
        from saleor.checkout.models import Checkout

        Checkout.objects.all().delete()
    staff.settings("krw")
    toss.forget_requests()
    for _ in range(3):
        sweep()
        later(3600)
    status, told = command("brandpay_reconcile", "--heal")
    assert status in (0, 1), told
    assert toss.calls() == []
    assert held(toss) == money
    assert refunded(toss) == []
    assert staff.orders() == []


@pytest.mark.parametrize("own_keys", [False, True])
def test_cleaned_copy_closes_no_wallet(own_keys, key, staff, buyer, toss, brandpay, move):
    move()
    if own_keys:
        brandpay(client_key=STAGING_CLIENT, secret_key=STAGING_SECRET)
    delete(staff, buyer)
    toss.forget_requests()
    sweep()
    assert at_toss(toss, key)
    assert toss.calls() == []


def test_staff_refund_nothing_in_a_copy(member, staff, toss, move):
    order = pay(member.fill(), toss).order
    move()
    toss.forget_requests()
    (error,) = staff.refund(order["id"], 5000)
    assert "brandpay_moved" in error["message"]
    assert toss.calls() == []
    assert held(toss) == 15000


def test_staff_refund_nothing_of_a_transaction_in_a_copy(member, staff, toss, move):
    tx = Transacting(member.fill())
    session = tx.initialize()
    tx.process(session, toss.buyer(session.data))
    move()
    toss.forget_requests()
    transacting.request(staff, session, amount=5000)
    (failure,) = transacting.events(transacting.item(staff, session), "REFUND_FAILURE")
    assert "brandpay_moved" in failure["message"]
    assert toss.calls() == []


def test_buyer_is_told_in_a_copy(member, toss, move):
    move()
    answer = member.fill().payment_create().complete()
    assert answer.order is None
    assert not answer.data.get("payment")
    assert "Toss Payments" in " ".join(answer.messages) or "토스페이먼츠" in " ".join(
        answer.messages
    )
    session = Transacting(member.fill()).initialize()
    assert session.window is None
    assert toss.calls() == []


def test_window_of_before_is_not_confirmed_in_a_copy(member, toss, move):
    returned = toss.buyer(member.fill().payment_create().complete().data)
    move()
    toss.forget_requests()
    for _ in range(2):
        answer = member.complete(returned)
        assert answer.order is None
        assert not answer.is_checking
    assert toss.calls() == []
    assert held(toss) == 0


def test_window_of_before_is_not_confirmed_in_a_copy_by_the_transactions_api(member, toss, move):
    tx = Transacting(member.fill())
    session = tx.initialize()
    returned = toss.buyer(session.data)
    move()
    toss.forget_requests()
    for _ in range(2):
        assert tx.process(session, returned).code == CODE
    assert toss.calls() == []


def test_buyer_removes_nothing_in_a_copy(wallet, key, toss, move):
    (first, *_) = wallet.methods()
    move()
    toss.forget_requests()
    assert wallet.methods()
    assert any(CODE in told or "Toss" in told for told in errors(wallet.remove(first["id"])))
    assert toss.calls() == []
    assert errors(wallet.open())


def test_code_is_not_exchanged_in_a_copy(wallet, toss, saleor, move):
    key = wallet.open()["data"]["customerKey"]
    url = f"{saleor.url}/plugins/channel/krw/tosspayments.brandpay/callback"
    move()
    toss.forget_requests()
    status, _, body = visit(f"{url}?code=abc&customerKey={key}")
    assert status == 409
    assert b"copied shop" in body
    assert toss.calls() == []


def test_withdraw_says_why_in_a_copy(key, buyer, toss, saleor, move):
    move()
    toss.forget_requests()
    for words in ([buyer.email], ["--deleted", "1"]):
        status, told = command("brandpay_withdraw", *words)
        assert status in (1, 2)
        assert f"brandpay_moved {address(saleor.url)}" in told
    assert at_toss(toss, key)
    assert toss.calls() == []


@pytest.mark.parametrize("keys", ["test", "the same"])
def test_copy_with_keys_of_its_own_takes_payments_at_once(
    keys, member, storefront_of, other_buyer, staff, toss, brandpay, later, move
):
    from saleor_brandpay.models import Attempt, Installation, Merchant

    before = member.fill().payment_create()
    assert before.complete().data["payment"]
    move()
    if keys == "test":
        brandpay(client_key=STAGING_CLIENT, secret_key=STAGING_SECRET)
    else:
        brandpay(client_key=LIVE_CLIENT, secret_key=LIVE_SECRET)
    assert Installation.objects.count() == 2
    answer = pay(storefront_of(other_buyer).fill(), toss)
    assert answer.order, answer
    paid = Attempt.objects.get(status="approved")
    assert paid.merchant.installation_id == 2
    assert Merchant.objects.filter(installation_id=1, client_key=LIVE_CLIENT).exists()
    # A checkout that was copied in the middle of a payment is paid with the copy's own keys.
    again = before.complete()
    assert again.data["payment"], again
    assert before.complete(toss.buyer(again.data)).order
    assert not staff.refund(answer.order["id"], 15000)
    frozen = Attempt.objects.filter(merchant__installation_id=1)
    looks = list(frozen.values_list("looks", "due_at"))
    later(7200)
    sweep()
    assert list(frozen.values_list("looks", "due_at")) == looks


def test_staff_refund_nothing_of_the_shops_in_a_copy_with_the_same_client_key(
    member, staff, toss, brandpay, move
):
    """The secret key was issued anew, and saved in the copy: a key of the copy's own merchant."""
    order = pay(member.fill(), toss).order
    move()
    other = LIVE_SECRET.replace("Shop", "Anew")
    toss.add_keys(LIVE_CLIENT, other, m_id="shop")
    brandpay(client_key=LIVE_CLIENT, secret_key=other)
    toss.forget_requests()
    (error,) = staff.refund(order["id"], 5000)
    assert "brandpay_moved" in error["message"]
    assert toss.calls() == []


def test_webhook_of_a_frozen_payment_changes_nothing(member, toss, staff, webhooks, move):
    from saleor_brandpay.models import Attempt

    toss.buyer(member.fill().payment_create().complete().data)
    move()
    toss.forget_requests()
    toss.deliver()
    sweep()
    assert toss.calls() == []
    assert Attempt.objects.get().status == "open"


def test_moved_and_said_so(member, staff, toss, later, saleor, move):
    order = pay(member.fill(), toss).order
    url = move()
    assert staff.refund(order["id"], 5000)
    status, told = command("brandpay_moved", address(saleor.url), "--dry-run")
    assert status == 0
    assert address(url) in told
    status, told = command("brandpay_moved", "shop.example", "--yes")
    assert status == 2
    assert "no installation" in told
    assert staff.refund(order["id"], 5000)
    status, told = command("brandpay_moved", address(saleor.url), "--yes")
    assert status == 0, told
    assert not staff.refund(order["id"], 5000)
    assert refunded(toss) == [5000]
    status, told = command("brandpay_moved", address(saleor.url), "--yes")
    assert status == 2
    assert "no installation" in told
    status, told = command("brandpay_moved", address(url), "--yes")
    assert status == 2
    assert "has not moved" in told


def test_stored_cards_are_there_after_the_move(wallet, key, staff, saleor, move, brandpay):
    """Also when somebody saved the page before anybody said that the shop has moved."""
    known = wallet.methods()
    move()
    brandpay(client_key=LIVE_CLIENT, secret_key=LIVE_SECRET)
    assert command("brandpay_moved", address(saleor.url), "--yes")[0] == 0
    assert [one["id"] for one in wallet.methods()] == [one["id"] for one in known]


def test_nobody_types_the_address(member, saleor, move, monkeypatch):
    move()
    member.fill().payment_create().complete()
    monkeypatch.setattr("builtins.input", lambda _: "localhost")
    status, told = command("brandpay_moved", address(saleor.url))
    assert status == 2
    assert "that was not the old address" in told
    monkeypatch.setattr("builtins.input", lambda _: address(saleor.url))
    assert command("brandpay_moved", address(saleor.url))[0] == 0


def test_doctor_and_page_name_both_ways_on(member, staff, saleor, move, brandpay):
    assert "in order" in staff.settings("krw")["installation"]
    move()
    shown = staff.settings("krw")["installation"]
    status, told = command("brandpay_doctor")
    assert status == 1
    for text in (shown, told):
        assert f"brandpay_moved {address(saleor.url)}" in text
        assert "Save the keys" in text
    assert "사본" in shown
    brandpay(client_key=STAGING_CLIENT, secret_key=STAGING_SECRET)
    assert "in order" in staff.settings("krw")["installation"]
    _, told = command("brandpay_doctor")
    assert "frozen beside this one" in told


def test_system_check_says_it(saleor, move):
    from saleor_brandpay.checks.registered import check_installation

    assert check_installation(databases=["default"]) == []
    move()
    (warning,) = check_installation(databases=["default"])
    assert warning.id == "saleor_brandpay.W003"
    assert "brandpay_moved" in warning.msg
    assert check_installation() == []


def test_system_check_says_that_the_database_is_another_one(member, restored, saleor):
    from saleor_brandpay.checks.registered import check_installation

    member.fill().payment_create()
    (warning,) = check_installation(databases=["default"])
    assert warning.id == "saleor_brandpay.W003"
    assert f"brandpay_moved {address(saleor.url)}" in warning.msg


def test_test_keys_follow_the_address(member, toss, brandpay, move):
    """A development server changes its address daily."""
    from saleor_brandpay.models import Installation, Merchant, MerchantSecret

    Merchant.objects.update(current_secret=None)
    MerchantSecret.objects.all().delete()
    Merchant.objects.all().delete()
    brandpay(client_key=STAGING_CLIENT, secret_key=STAGING_SECRET)
    url = move()
    assert pay(member.fill(), toss).order
    assert Installation.objects.get().address == address(url)


def test_another_channel_slug_is_no_move(member):
    from saleor.channel.models import Channel

    member.fill().payment_create()
    Channel.objects.filter(slug="krw").update(slug="won")
    assert member.complete().data["payment"]


# Another database at the same address.


@pytest.fixture
def restored():
    """A dump restored elsewhere."""
    from saleor_brandpay.models import Installation

    Installation.objects.update(database="1/elsewhere")


def test_on_another_database_workers_do_nothing_unasked(
    key, member, storefront_of, staff, buyer, other_buyer, toss, later, restored, saleor
):
    from saleor.checkout.models import Checkout

    unseen(storefront_of(other_buyer), toss)
    Checkout.objects.all().delete()
    order = pay(member.fill(), toss).order
    assert order
    assert not staff.refund(order["id"], 5000)
    delete(staff, buyer)
    for _ in range(3):
        later(3600)
        sweep()
    assert refunded(toss) == [5000]
    assert at_toss(toss, key)
    status, told = command("brandpay_doctor")
    assert status == 1
    assert "database is another one" in told
    assert "brandpay_moved" in staff.settings("krw")["installation"]
    assert command("brandpay_moved", address(saleor.url), "--yes")[0] == 0
    for _ in range(3):
        later(3600)
        sweep()
    assert sorted(refunded(toss)) == [5000, 15000]
    assert at_toss(toss, key) is None
