"""Encryption keys of a running shop: nothing of before is lost, whoever has which key (M20)."""

import pytest
from cryptography.fernet import Fernet

from .helpers import captured, held, pay, visit
from .test_commands import answer_of, command
from .test_doctor import found, one
from .toss import CLIENT_KEY, SECRET_KEY
from .transacting import Transacting

OTHER = {"client_key": "test_ck_" + "B" * 28, "secret_key": "test_sk_" + "B" * 28}


@pytest.fixture
def keys(settings):
    """Goes on as a process with these keys, which holds no secret in its memory.

    `alone`: processes with other keys have ended a while ago.
    """
    from django.core.cache import cache

    from saleor_brandpay.core.merchants import merchants

    def go_on(*names, alone=True):
        settings.BRANDPAY_ENCRYPTION_KEYS = ",".join(names)
        merchants._HELD.clear()
        if alone:
            cache.clear()

    return go_on


def new_key():
    return Fernet.generate_key().decode()


@pytest.fixture
def old_order(brandpay, member, toss):
    """Paid at a MID of before: only its row still knows that secret."""
    order = pay(member.fill(), toss).order
    toss.add_keys(OTHER["client_key"], OTHER["secret_key"], m_id="second")
    brandpay(**OTHER)
    return order


def test_running_shop_obeys_the_check(keys, old_order, webhooks, member, staff, toss, later):
    from saleor_brandpay.core.wallet import token_store
    from saleor_brandpay.models import Customer

    later(100)
    keys(new_key())
    for _ in range(2):
        assert answer_of(webhooks) == 400, "the address that is registered at Toss is good"
        kept = Customer.objects.exclude(access_token="")
        assert kept
        assert all(map(token_store.pair, kept))
        assert pay(member.fill(), toss).order
        status, said = command("brandpay_rotate_keys")
        assert status == 0, said
    assert staff.refund(old_order["id"], 15000) == []


def test_process_without_the_newest_key(keys, old_order, member, staff, toss, later):
    """Its buyers pay with the secret that it holds itself; what it cannot read it leaves alone."""
    from saleor_brandpay.models import MerchantSecret

    old, new = new_key(), new_key()
    keys(new, old)
    command("brandpay_rotate_keys")
    before = list(MerchantSecret.objects.order_by("pk").values_list("ciphertext"))
    keys(old)
    assert pay(member.fill(), toss).order
    errors = staff.refund(old_order["id"], 15000)
    assert "another" in str(errors) or "does not have" in str(errors)
    assert list(MerchantSecret.objects.order_by("pk").values_list("ciphertext")) == before
    later(100)
    keys(new, old)
    assert staff.refund(old_order["id"], 15000) == []
    assert captured(staff.order(old_order["id"])) == 0


@pytest.mark.parametrize("api", ["payments", "transactions"])
def test_buyer_of_another_contract_is_answered(api, keys, brandpay, member, staff, toss):
    """Opened before the contract changed, returned to a process that cannot read its secret."""
    old, new = new_key(), new_key()
    keys(new, old)
    brandpay(client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    command("brandpay_rotate_keys")
    buying = Transacting(member.fill())
    if api == "payments":
        data = member.payment_create().complete().data
    else:
        session = buying.initialize()
        data = session.data
    toss.add_keys(OTHER["client_key"], OTHER["secret_key"], m_id="second")
    brandpay(**OTHER)
    returned = toss.buyer(data)
    keys(old)
    for _ in range(2):
        if api == "payments":
            answer = member.complete(returned)
            assert answer.order is None
            assert answer.messages[0].startswith("CHECKING: ")
        else:
            answer = buying.process(session, returned)
            assert (answer.code, answer.window) == ("CHECKING", None)
        assert held(toss) == 0
    keys(new, old)
    if api == "transactions":
        assert buying.process(session, returned).type == "CHARGE_SUCCESS"
        returned = None
    assert member.complete(returned).order
    assert held(toss) == 15000


def test_return_on_a_process_without_the_key(keys, brandpay, member, staff, toss):
    old, new = new_key(), new_key()
    keys(new, old)
    brandpay(client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    member.fill().payment_create()
    url = toss.pay(member.complete({"serverReturn": True}).data)
    keys(old)
    status, headers, _ = visit(url)
    assert status == 302
    assert "status=success" in headers["location"] or "status=checking" in headers["location"]
    keys(new, old)
    status, headers, _ = visit(url)
    assert "status=success" in headers["location"]
    assert held(toss) == 15000


# The steps of a rotation, as the doctor and the command tell them.


@pytest.fixture
def well(brandpay, keys):
    from saleor_brandpay.adapters.saleor import app_row

    key = new_key()
    keys(key)
    app_row.repair()
    brandpay(client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    command("brandpay_rotate_keys")
    return key


def step():
    """What the doctor says of the keys of this process."""
    return found(about="keys", trouble=False)[0][2]


def test_steps_are_told(keys, well, member, toss):
    pay(member.fill(), toss)
    assert "everything is kept under key" in step()
    new = new_key()
    keys(well, new)
    assert step().startswith("step 1 of 4")
    keys(new, well)
    assert step().startswith("step 3 of 4")
    assert one(about="keys")[0] == "warning"
    assert command("brandpay_rotate_keys")[0] == 0
    assert step().startswith("step 4 of 4")
    assert found(about="keys") == []
    keys(new)
    assert "everything is kept under key" in step()
    assert pay(member.fill(), toss).order


def test_process_that_is_behind_is_told_and_waited_for(keys, well, member, toss):
    from django.core.management import CommandError

    from saleor_brandpay.core.merchants import crypto, key_views

    new = new_key()
    only_old = crypto.key_names()
    keys(well)
    key_views.Teller().tell()
    keys(new, well, alone=False)
    assert "step 2 of 4" in step()
    told = [text for _, _, text in found(about="keys")]
    assert any("cannot read what this one writes" in text and only_old[0] in text for text in told)
    with pytest.raises(CommandError, match="do not have the first key"):
        command("brandpay_rotate_keys")
    assert command("brandpay_rotate_keys", "--dry-run")[0] == 0
    assert command("brandpay_rotate_keys", "--force")[0] == 0


def test_key_removed_while_rows_need_it(keys, well, member, toss):
    pay(member.fill(), toss)
    keys(new_key())
    level, _, text = found(about="keys")[0]
    assert level == "error"
    assert "1 secret keys, 1 access tokens, 1 refresh tokens" in text
    keys(well)
    assert found(about="keys") == []


def test_url_that_webhooks_still_come_to_is_told(keys, well, webhooks, member, toss, staff):
    new = new_key()
    keys(new, well)
    command("brandpay_rotate_keys")
    pay(member.fill(), toss)
    toss.deliver()
    told = [text for _, _, text in found(about="keys", trouble=False)]
    assert any("came to a URL of" in text and "register" in text for text in told)


@pytest.mark.parametrize("bad", ["not a key", "{key}x"])
def test_malformed_key_is_told_and_no_buyer_is_lost(keys, well, member, toss, bad):
    """Its process reads and keeps nothing; a window needs neither."""
    keys(bad.format(key=well), well)
    member.fill().payment_create()
    answer = member.complete()
    assert answer.order is None
    assert answer.confirmation_needed
    assert answer.data["payment"]["amount"]["value"] == 15000
    assert ("error", "settings") in [item[:2] for item in found()]
    keys(well)
    assert pay(member, toss).order
