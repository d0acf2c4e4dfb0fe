"""Commands at a shop's terminal: what they do to its rows, and what they say."""

import io
import json

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.core.management import CommandError, call_command

from .helpers import captured, pay, visit

pytestmark = pytest.mark.usefixtures("brandpay")


def command(name, *words):
    """Exit status and stdout."""
    out = io.StringIO()
    try:
        call_command(name, *words, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_unknown_channel_is_told_with_those_that_there_are():
    with pytest.raises(CommandError, match=r"unknown channel 'nowhere'.*krw") as caught:
        call_command("brandpay_reconcile", "--channel", "nowhere")
    assert caught.value.returncode == 2


# brandpay_rotate_keys


@pytest.fixture
def order(brandpay, member, toss):
    return pay(member.fill(), toss).order["id"]


@pytest.fixture
def second_key(order, settings):
    """A new first key in every process; the one before is kept. How the list looks without it."""
    from saleor_brandpay.core.merchants import key_rotation

    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    key_rotation.rotate()
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    cache.clear()
    return new


def test_shop_goes_on_without_the_old_key(order, staff, member, toss, settings, second_key):
    from saleor_brandpay.core.merchants import crypto
    from saleor_brandpay.models import Customer

    before = crypto.decrypt(Customer.objects.get().access_token)
    status, said = command("brandpay_rotate_keys")
    assert status == 0
    assert [line.split()[-3:] for line in said.splitlines()[3:7]] == [
        ["0", "1", "0"],
        ["0", "1", "0"],
        ["0", "1", "0"],
        ["0", "0", "0"],
    ]
    settings.BRANDPAY_ENCRYPTION_KEYS = second_key
    assert crypto.decrypt(Customer.objects.get().access_token) == before
    assert staff.refund(order, 5000) == []
    assert captured(staff.order(order)) == 10000
    assert pay(member.fill(), toss).order
    status, said = command("brandpay_rotate_keys")
    assert status == 0
    assert "no webhook URL changes" in said


def answer_of(url):
    """404 for a wrong address; 400 for a right one, since this is no webhook."""
    return visit(url, "POST", **{"Content-Type": "application/json", "Content-Length": "0"})[0]


def test_webhook_urls_that_change_are_told(staff, settings, second_key):
    from saleor_brandpay.core.merchants import crypto

    registered = staff.settings("krw")["webhook_url"]
    (new, old) = crypto.configured_keys()
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    earlier = staff.settings("krw")["webhook_url"]
    settings.BRANDPAY_ENCRYPTION_KEYS = ""
    first = staff.settings("krw")["webhook_url"]
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    cache.clear()
    assert registered != earlier

    _, said = command("brandpay_rotate_keys")
    assert f"channel krw: register {registered}" in said
    assert f"changes when key 2 is removed, if this one is registered: {earlier}" in said
    _, said = command("brandpay_rotate_keys", "--json")
    assert json.loads(said)["webhook_urls"] == {"krw": [registered, earlier, first]}
    # What it says is so.
    assert (answer_of(registered), answer_of(earlier)) == (400, 400)
    settings.BRANDPAY_ENCRYPTION_KEYS = new
    assert (answer_of(registered), answer_of(earlier), answer_of(first)) == (400, 404, 400)


@pytest.mark.usefixtures("second_key")
def test_dry_run_says_the_same_and_does_nothing():
    from saleor_brandpay.models import Customer, MerchantSecret

    before = [list(model.objects.values()) for model in (Customer, MerchantSecret)]
    status, dry = command("brandpay_rotate_keys", "--dry-run", "--json")
    assert status == 0
    assert [list(model.objects.values()) for model in (Customer, MerchantSecret)] == before
    _, real = command("brandpay_rotate_keys", "--json")
    assert json.loads(dry) == {**json.loads(real), "dry_run": True}
    assert "Dry run: nothing was changed." in command("brandpay_rotate_keys", "--dry-run")[1]


@pytest.mark.usefixtures("order")
def test_what_cannot_be_read_is_named_and_the_status_tells(settings):
    from saleor_brandpay.models import Customer, MerchantSecret

    # With another SECRET_KEY, whose predecessor is no fallback.
    settings.SECRET_KEY = "another"
    cache.clear()
    status, said = command("brandpay_rotate_keys")
    assert status == 1
    customer, secret = Customer.objects.get(), MerchantSecret.objects.get()
    assert f"Unreadable secret keys, rows {secret.pk}:" in said
    assert f"Unreadable access tokens, rows {customer.pk}:" in said
    assert customer.access_token not in said
    assert "save the plugin's page" in said
    status, said = command("brandpay_rotate_keys", "--json")
    assert status == 1
    assert json.loads(said)["kinds"]["secret keys"]["unreadable"] == [secret.pk]


@pytest.mark.usefixtures("order")
def test_without_keys_of_our_own_it_says_where_the_key_comes_from(settings):
    assert "BRANDPAY_ENCRYPTION_KEYS is not set" in command("brandpay_rotate_keys")[1]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    cache.clear()
    status, said = command("brandpay_rotate_keys")
    assert status == 0
    assert "1 of SECRET_KEY_FALLBACKS" in said
    keys = json.loads(command("brandpay_rotate_keys", "--json")[1])
    assert (keys["keys"], len(keys["derived_keys"])) == ([], 2)


def test_row_that_stays_locked_is_named(second_key, monkeypatch):
    import threading

    from django.db import connections, transaction

    from saleor_brandpay.core.merchants import key_rotation
    from saleor_brandpay.models import Customer

    held, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Customer.objects.select_for_update().get()
                held.set()
                done.wait(30)
        finally:
            connections.close_all()

    monkeypatch.setattr(key_rotation, "PATIENCE", 0.05)
    worker = threading.Thread(target=hold)
    worker.start()
    assert held.wait(30)
    try:
        status, said = command("brandpay_rotate_keys")
    finally:
        done.set()
        worker.join()
    assert status == 1
    assert f"access tokens, rows {Customer.objects.get().pk}: run it again" in said
    assert command("brandpay_rotate_keys")[0] == 0
