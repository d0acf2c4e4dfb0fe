"""Secrets are planted, the whole shop is played through, and then they are looked for everywhere.

Allowed are two places of ours (the encrypted columns, and the customer key in its own), Saleor's
plugin configuration for a secret key that was typed into it, and the confirmation data that is
handed to the customer, which Saleor keeps in the row of that step.
"""

import io
import json
import logging
from urllib.error import HTTPError

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from tests.saleor.window_client import WindowClient

from . import canary as canaries
from .canary import told
from .helpers import after, approved, pay, visit
from .hooks import no_answers, sweep
from .toss import CLIENT_KEY, SECRET_KEY

pytest_plugins = ["tests.saleor.canary_fixtures"]

VARIABLE = "BRANDPAY_KEY_OF_THE_CANARY"
CANARY_KEY = "test_sk_" + "canary0bird1of2the3mine4"
TYPED = {
    "card": "9410 0012 3456 7890",
    "password": "739154",
    "birth": "870929",
    "phone": "010-8765-4321",
    "name": "카나리아",
}


def handed(answers, keys):
    """Who was handed which customer key as confirmation data; the answers without them."""
    holders: dict[str, set[str | None]] = {}
    rest = []
    for token, text in answers:
        for key in keys:
            if key in text:
                data = json.loads(text)["data"]["checkoutComplete"]["confirmationData"]
                assert json.loads(data)["customerKey"] == key
                holders.setdefault(key, set()).add(token)
                text = text.replace(key, "")  # noqa: PLW2901
        rest.append(text)
    return holders, rest


def command(*words):
    """What a command puts on the terminal, however it ends; with --traceback all of its error."""
    out = io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=out)
    except SystemExit:
        pass
    except CommandError as error:
        return out.getvalue() + told(error)
    return out.getvalue()


@pytest.mark.parametrize("way", ["typed", "variable"])
def test_no_secret_is_anywhere_else(
    way,
    canary,
    said,
    logs,
    shop,
    staff,
    toss,
    member,
    guest,
    later,
    monkeypatch,
    settings,
    tmp_path,
):
    from saleor.payment.models import Transaction
    from saleor.plugins.models import PluginConfiguration

    from saleor_brandpay.models import Customer

    _plant(canary, settings)
    terminal = _configure(way, staff, shop, toss, monkeypatch, settings)
    window_client = WindowClient(toss, **TYPED)
    url = staff.settings("krw")["webhook_url"]
    toss.webhook_url(url, "PAYMENT_STATUS_CHANGED", "METHOD_UPDATED", "CUSTOMER_STATUS_CHANGED")
    order = _buy(member, guest, toss, window_client, monkeypatch)
    _refund(order, staff, toss, monkeypatch, settings)
    _call_back(member, toss, url)
    _announce(toss, url, later)
    terminal += _run_commands(tmp_path, settings)
    customers = list(Customer.objects.all())
    assert len(customers) >= 3
    canary.plant("customer key", *(customer.customer_key for customer in customers))
    # Else there would have been nothing to find.
    assert canary.planted.keys() >= {"code", "access token", "refresh token"}
    assert any("Traceback" in text for text in logs)

    configuration = (PluginConfiguration._meta.db_table, "configuration")
    confirmation = (Transaction._meta.db_table, "action_required_data")
    assert canaries.places(canary) == {
        **({"secret key": {configuration}} if way == "typed" else {}),
        "customer key": {(Customer._meta.db_table, "customer_key"), confirmation},
    }
    holders, pages = handed(said, canary.planted["customer key"])
    for place, texts in {
        "logs": logs,
        "answers": [*pages, *window_client.seen],
        "terminal": terminal,
        "cassettes": [canaries.cassettes()],
    }.items():
        for text in texts:
            assert canary.found_in(text) == set(), (place, text)
    _to_its_owner(holders, customers, member)


def _plant(canary, settings):
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    settings.BRANDPAY_ENCRYPTION_KEYS = ",".join(keys)
    canary.plant("encryption key", *keys)
    canary.plant("secret key", CANARY_KEY)
    digits = TYPED["card"].replace(" ", "")
    canary.plant("card number", digits, TYPED["card"], "-".join(TYPED["card"].split()))
    canary.plant("password", TYPED["password"])
    canary.plant("birth", TYPED["birth"])
    canary.plant("phone", TYPED["phone"], TYPED["phone"].replace("-", ""))
    canary.plant("name", TYPED["name"])


def _configure(way, staff, shop, toss, monkeypatch, settings):
    """Wrong first, then right; what staff are told goes to their screens."""
    monkeypatch.setenv(VARIABLE, CANARY_KEY)
    value = CANARY_KEY if way == "typed" else f"env:{VARIABLE}"
    told_to_staff = []

    def save(**fields):
        errors = staff.configure(shop.krw.id, **{"client_key": CLIENT_KEY, **fields})
        told_to_staff.append(json.dumps(errors, ensure_ascii=False))
        return errors

    assert save(secret_key=value), "Toss does not know it yet"
    toss.add_keys(CLIENT_KEY, CANARY_KEY)
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert save(secret_key=value)
    settings.BRANDPAY_API_URL = None
    assert save(client_key=CANARY_KEY, secret_key=CLIENT_KEY), "swapped"
    assert save(secret_key=value) == []
    return [*told_to_staff, json.dumps(staff.settings("krw"), ensure_ascii=False)]


def _buy(member, guest, toss, window_client, monkeypatch):
    """Declined, answered too late, crashed in the middle; then paid. The order of the member."""
    from saleor_brandpay.api.client import BrandpayClient

    window = member.fill({"cup": 2}).payment_create().complete()
    toss.fault("access-token", "http_500")
    with pytest.raises(HTTPError):
        window_client.pay(window.data)
    returned = window_client.pay(window.data)
    toss.fault("confirm", "refuse", code="REJECT_CARD_COMPANY")
    window = member.complete(returned)
    assert window.error
    returned = window_client.pay(window.data)
    with monkeypatch.context() as broken:
        broken.setattr(BrandpayClient, "confirm", _crash)
        member.complete(returned)
    no_answers(toss)
    member.complete(returned)
    toss.mend()
    order = member.complete(returned).order
    for _ in range(2):
        assert pay(guest.fill(), toss).order
    assert pay(member.fill(), toss, method="account").order
    return order["id"]


def _crash(*_args, **words):
    # The arguments are in the traceback's frames, and the error says nothing of them.
    raise RuntimeError("a bug of ours")


def _refund(order, staff, toss, monkeypatch, settings):
    from saleor_brandpay.plugin import BrandpayPlugin

    assert staff.refund(order, 1000) == []
    toss.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")
    assert staff.refund(order, 2000)
    toss.fault("cancel", "html_502")
    staff.refund(order, 3000)
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "refund_payment", _crash)
        staff.try_refund(order, 4000)
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert staff.refund(order, 5000)
    settings.BRANDPAY_API_URL = None
    keys, settings.BRANDPAY_ENCRYPTION_KEYS = settings.BRANDPAY_ENCRYPTION_KEYS, _stranger()
    staff.refund(order, 6000)
    settings.BRANDPAY_ENCRYPTION_KEYS = keys


def _stranger():
    return Fernet.generate_key().decode()


def _call_back(member, toss, url):
    """The redirect URL, called wrongly."""
    window = member.fill().payment_create().complete().data
    callback, key = url.partition("webhook/")[0] + "callback", window["customerKey"]
    visit(f"{callback}?code=bad-code&customerKey={key}")
    toss.fault("access-token", "malformed")
    visit(f"{callback}?code=another-code&customerKey={key}")
    visit(f"{callback}?customerKey={key}")
    visit(f"{callback}?code=x&customerKey={key}x", **{"Sec-Fetch-Mode": "navigate"})
    toss.buyer(window)


def _announce(toss, url, later):
    """All that Toss has to tell, and forgeries that name a customer in every way."""
    from saleor_brandpay.models import Customer

    customer = Customer.objects.filter(is_guest=False).latest("pk")
    key = customer.customer_key
    toss.console_refund(approved(toss)[0]["paymentKey"], amount=500, reason="전화 요청")
    data = {"customerKey": key, "methodKey": "mk_x", "status": "ENABLED", key: key}
    toss.forge(url, {"eventType": "METHOD_UPDATED", "createdAt": key, "data": data})
    toss.forge(
        url, {"eventType": "CUSTOMER_STATUS_CHANGED", "data": {"customerKey": key, "status": "x"}}
    )
    toss.forge(url, {"eventType": key, "data": {"customerKey": [key]}, "secret": key})
    toss.forge(url, {"eventType": "PAYMENT_STATUS_CHANGED", "data": {"orderId": key}})
    toss.forge(url, raw=f'{{"customerKey": "{key}"')
    toss.forge(url, raw=f'["{key}"]')
    toss.forge(url[:-3] + "aaa", {"eventType": "METHOD_UPDATED", "data": data})
    toss.fault("payment", "html_502", times=3)
    toss.deliver()
    later(300)
    sweep()
    later(300)
    toss.deliver()
    sweep()


def _run_commands(tmp_path, settings):
    from saleor_brandpay.models import Event

    keys = settings.BRANDPAY_ENCRYPTION_KEYS
    ids = [str(pk) for pk in Event.objects.values_list("pk", flat=True)]
    assert ids
    said = [
        command("brandpay_events", "list"),
        command("brandpay_events", "list", "--json"),
        *(command("brandpay_events", "show", pk) for pk in ids),
        *(command("brandpay_events", "show", pk, "--json") for pk in ids),
        command("brandpay_events", "replay", *ids),
        command("brandpay_events", "replay", *ids, "--json"),
        command("brandpay_rotate_keys", "--dry-run", "--verbosity", "2"),
        command("brandpay_rotate_keys", "--json"),
        command("brandpay_reconcile", "--json", "--deep"),
        command("brandpay_reconcile", "--html", str(tmp_path / "report.html"), "--heal"),
        command("brandpay_reconcile", "--traceback", "--merchant", "nobody"),
        (tmp_path / "report.html").read_text(),
    ]
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    said.append(command("brandpay_reconcile", "--traceback"))
    settings.BRANDPAY_API_URL = None
    settings.BRANDPAY_ENCRYPTION_KEYS = _stranger()
    said += [
        command("brandpay_rotate_keys"),
        command("brandpay_events", "show", ids[0]),
        command("brandpay_reconcile", "--traceback"),
    ]
    # A first key that is none: said without it.
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{keys[:-8]},{keys}"
    said.append(command("brandpay_rotate_keys", "--traceback"))
    settings.BRANDPAY_ENCRYPTION_KEYS = keys
    return said


def _to_its_owner(holders, customers, member):
    """A member's key went to that member alone; and stands in no row of another's payment."""
    from saleor.payment.models import Transaction

    for customer in customers:
        if not customer.is_guest:
            assert holders.get(customer.customer_key, set()) <= {member.api.token}
    guests = {customer.customer_key for customer in customers if customer.is_guest}
    users = {customer.customer_key: customer.user_pk for customer in customers}
    for row in Transaction.objects.select_related("payment__order", "payment__checkout"):
        key = (row.action_required_data or {}).get("customerKey")
        if key and key not in guests:
            source = row.payment.order or row.payment.checkout
            assert source.user_id == users[key]


def test_the_search_finds_what_is_there(canary, logs, member, toss, brandpay):
    """A search that finds nothing proves nothing: the client key is no secret, and is found."""
    canary.plant("client key", CLIENT_KEY)
    canary.plant("documented secret", SECRET_KEY)
    pay(member.fill(), toss)
    tables = {table for table, _ in canaries.places(canary)["client key"]}
    assert {"saleor_brandpay_merchant", "payment_transaction"} & tables
    assert len(tables) >= 2
    assert canary.found_in(f'"{CLIENT_KEY}"') == {"client key"}
    assert canary.found_in("Basic dGVzdF9za196WExrS0V5cE5BcldtbzUwblgzbG1lYXhZRzVSOg==") == {
        "documented secret"
    }
    canary.plant("password", "739154")
    assert canary.found_in("at 12:00:00.739154, 7391542, a739154") == set()
    assert canary.found_in('{"password": "739154"}') == {"password"}
    logging.getLogger("saleor.anything").debug("key %s", CLIENT_KEY)
    assert any(canary.found_in(text) for text in logs)
