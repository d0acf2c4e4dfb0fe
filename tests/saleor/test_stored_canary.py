"""Secrets of a wallet are planted, its whole life is played through, and they are looked for."""

import io
import json

import pytest
from django.core.management import call_command

from . import canary as canaries
from .toss import CLIENT_KEY
from .wallets import Wallet, caught_code, manage, register

pytest_plugins = ["tests.saleor.canary_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def told_by_toss(monkeypatch, canary):
    """Method keys, and the tokens of a refresh; those of a code are planted by `said`."""
    from saleor_brandpay.api.client import BrandpayClient

    refresh, methods = BrandpayClient.refresh_access_token, BrandpayClient.methods

    def refreshed(client, **words):
        answer = refresh(client, **words)
        canary.plant("access token", answer.value.access_token.reveal())
        canary.plant("refresh token", answer.value.refresh_token.reveal())
        return answer

    def listed(client, *args, **words):
        answer = methods(client, *args, **words)
        for method in (*answer.value.cards, *answer.value.accounts):
            canary.plant("method key", method.method_key)
        return answer

    monkeypatch.setattr(BrandpayClient, "refresh_access_token", refreshed)
    monkeypatch.setattr(BrandpayClient, "methods", listed)


def test_no_secret_of_a_wallet_is_anywhere_else(
    canary,
    said,
    logs,
    told_by_toss,
    member,
    other_buyer,
    storefront_of,
    buyer,
    staff,
    toss,
    later,
    monkeypatch,
):
    from saleor_brandpay.models import Customer

    wallet, other = Wallet(member.api), Wallet(storefront_of(other_buyer).api)
    toss.webhook_url(staff.settings("krw")["webhook_url"], "METHOD_UPDATED")
    window = wallet.open()["data"]
    key = window["customerKey"]
    canary.plant("customer key", key)
    for kind in ("card", "account", "card"):
        register(toss, window, kind)
    _hand_on_codes(wallet, other, toss, canary, key)
    wallet.sources()
    wallet.of_checkout(member.fill().checkout)
    _remove(wallet, toss, later, monkeypatch)
    toss.deliver()
    terminal = _leave(buyer, toss, key)
    assert canary.planted.keys() >= {
        *("customer key", "code", "access token", "refresh token", "method key")
    }
    assert canaries.places(canary) == {
        "customer key": {(Customer._meta.db_table, "customer_key")},
    }
    texts = [*logs, terminal]
    for token, text in said:
        data = json.loads(text).get("data") if text.startswith("{") else None
        if token == member.api.token and data and next(iter(data)).endswith("Tokenization"):
            texts.append(text.replace(key, ""))
        else:
            texts.append(text)
    for text in texts:
        assert canary.found_in(text) == set(), text


def _hand_on_codes(wallet, other, toss, canary, key):
    """By the shop's own page: too late for Toss, by somebody else, and as it should be."""
    seen = caught_code(toss, key)
    canary.plant("code", seen["code"])
    other.done(data=seen)
    toss.fault("access-token", "http_500")
    wallet.done(data=seen)
    assert wallet.done(data=seen)["result"] == "SUCCESSFULLY_TOKENIZED"
    wrong = {**seen, "code": f"{seen['code']}x"}
    assert wallet.done(data=wrong)["result"] == "FAILED_TO_TOKENIZE"


def _remove(wallet, toss, later, monkeypatch):
    """With a bug of ours, with Toss down, with an expired token; then it works."""
    from saleor_brandpay.api.client import BrandpayClient

    card = next(method for method in wallet.methods() if method["type"] == "card")
    with monkeypatch.context() as broken:
        for call in ("remove_card", "methods"):
            broken.setattr(BrandpayClient, call, _crash)
        wallet.remove(card["id"])
        wallet.remove("tosspayments.brandpay:m_unknown")
    toss.fault("*", "http_500", times=None)
    wallet.remove(card["id"])
    wallet.done()
    toss.mend()
    later(31 * 24 * 3600)
    assert wallet.remove(card["id"])["result"] == "SUCCESSFULLY_DELETED"


def _crash(*_args, **_words):
    raise RuntimeError("a bug of ours")


def _leave(buyer, toss, key) -> str:
    out = io.StringIO()
    toss.fault("remove-customer", "http_500", times=2)
    for options in (["--dry-run"], [], ["--json"]):
        try:
            call_command("brandpay_withdraw", buyer.email, *options, stdout=out, stderr=out)
        except SystemExit as ended:
            out.write(str(ended.code))
    assert CLIENT_KEY not in out.getvalue()
    register(toss, {"clientKey": CLIENT_KEY, "customerKey": key, "redirectUrl": None})
    manage(toss, key, "withdraw")
    toss.deliver()
    return out.getvalue()
