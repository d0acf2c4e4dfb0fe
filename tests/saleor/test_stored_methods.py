"""Stored payment methods, as a buyer's account page and checkout see them."""

import json
import re
from pathlib import Path

import pytest

from .helpers import pay, together
from .shop import GATEWAY
from .toss import CLIENT_KEY, SECRET_KEY
from .wallets import (
    ADD,
    DELETE,
    DONE,
    OPEN,
    Wallet,
    at_toss,
    caught_code,
    customer,
    errors,
    manage,
    names,
    register,
    speak,
)

CARD = {"brand": "SHINHAN", "firstDigits": "5327", "lastDigits": "000*"}
"""The sandbox's first one."""

pytest_plugins = ["tests.saleor.wallet_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")


# The list.


def test_cards_and_accounts_default_first_in_korean(wallet, key, buyer):
    speak(buyer, "ko")
    account, card = wallet.methods()
    assert names([account, card]) == ["토스뱅크 계좌", "신한카드"]
    assert account["type"] == "account"
    assert account["creditCardInfo"] is None
    assert account["data"] == {
        "id": account["paymentMethodId"],
        "type": "account",
        "name": "토스뱅크 계좌",
        "brand": "TOSSBANK",
        "lastDigits": "1234",
        "isDefault": True,
    }
    assert card["type"] == "card"
    assert card["creditCardInfo"] == {
        **CARD,
        "expMonth": None,
        "expYear": None,
    }
    assert card["data"]["isDefault"] is False
    assert card["id"] == f"{GATEWAY}:{card['paymentMethodId']}"
    assert card["supportedPaymentFlows"] == ["INTERACTIVE"]
    assert card["gateway"]["id"] == GATEWAY
    assert card["gateway"]["currencies"] == ["KRW"]
    assert card["gateway"]["config"] == [{"field": "client_key", "value": CLIENT_KEY}]


def test_named_in_the_buyers_language(wallet, key, buyer):
    speak(buyer, "en")
    assert names(wallet.methods()) == ["TOSSBANK account", "SHINHAN card"]
    speak(buyer, "ko")
    assert names(wallet.methods()) == ["토스뱅크 계좌", "신한카드"]


def test_of_the_checkout(wallet, key, member):
    assert wallet.of_checkout(member.fill().checkout) == wallet.methods() != []


def test_sources_of_the_older_api(wallet, key, buyer):
    speak(buyer, "en")
    account, card = wallet.sources()
    methods = [method["paymentMethodId"] for method in wallet.methods()]
    assert [account["paymentMethodId"], card["paymentMethodId"]] == methods
    assert account["gateway"] == GATEWAY
    assert account["creditCardInfo"]["lastDigits"] == "1234"
    assert card["creditCardInfo"] == CARD
    metadata = {item["key"]: item["value"] for item in account["metadata"]}
    assert metadata == {"type": "account", "name": "TOSSBANK account", "isDefault": "true"}


def test_who_has_no_wallet(wallet, other, key, toss):
    assert other.methods() == other.sources() == []
    assert toss.requests() == []


def test_nobody_elses(wallet, key, other, staff, guest, member, saleor, toss):
    """A stranger, another user, staff: nothing, and Toss is not even asked."""
    checkout = member.fill().checkout
    for caller in (other, Wallet(guest.api), Wallet(staff.api)):
        assert caller.of_checkout(checkout) == []
    assert other.methods() == Wallet(staff.api).methods() == []
    assert Wallet(guest.api).api("{ me { id } }")["me"] is None
    assert toss.requests() == []


@pytest.fixture
def app_of(saleor, buyer):
    """An app whose number happens to be the buyer's: Saleor compares nothing else."""
    from saleor.app.models import App
    from saleor.permission.models import Permission

    from .graphql import Api

    def build(*permissions: str) -> Wallet:
        App.objects.filter(pk=buyer.pk).delete()
        app = App.objects.create(pk=buyer.pk, name="App", is_active=True)
        app.permissions.set(Permission.objects.filter(codename__in=permissions))
        return Wallet(Api(saleor.url, app.tokens.create(name="test")[1]))

    return build


@pytest.mark.parametrize("permission", ["manage_users", "impersonate_user"])
def test_no_app_either(wallet, key, member, buyer, app_of, toss, permission):
    import graphene

    app = app_of("manage_users", "manage_checkouts", permission)
    assert app.of_checkout(member.fill().checkout) == []
    user = app.api(
        'query($id: ID!) { user(id: $id) { id storedPaymentMethods(channel: "krw") { id } } }',
        id=graphene.Node.to_global_id("User", buyer.pk),
    )["user"]
    assert user["storedPaymentMethods"] == []
    assert toss.requests() == []


def test_an_app_has_no_wallet_to_open_or_to_empty(wallet, key, app_of, toss):
    app = app_of("manage_users", "impersonate_user")
    card = wallet.methods()[1]
    toss.forget_requests()
    for query, variables in (
        (DELETE, {"id": card["id"]}),
        (OPEN, {"id": GATEWAY}),
        (ADD, {"id": GATEWAY}),
        (DONE, {"id": GATEWAY}),
    ):
        _, body = app.api.post(query, channel="krw", **variables)
        assert b"PermissionDenied" in body
        assert key.encode() not in body
    assert toss.requests() == []


def test_saleor_itself_keeps_no_customer_key(wallet, key, member, buyer, toss):
    from saleor.payment.models import Payment, Transaction

    pay(member.fill(), toss)
    buyer.refresh_from_db()
    assert buyer.private_metadata == {"TOSSPAYMENTS.BRANDPAY.customer_id": "brandpay"}
    assert buyer.metadata == {}
    ids = Transaction.objects.values_list("customer_id", "token", "gateway_response")
    assert key not in json.dumps([*Payment.objects.values(), *ids], default=str)


def test_the_mark_keeps_what_others_wrote(wallet, key, buyer, toss):
    buyer.private_metadata = {"mine": "stays"}
    buyer.save(update_fields=["private_metadata"])
    assert wallet.sources() == []
    wallet.done(data=caught_code(toss, key))
    buyer.refresh_from_db()
    assert buyer.private_metadata["mine"] == "stays"
    assert len(wallet.sources()) == 3


def test_disabled_methods_are_not_offered(wallet, key, toss):
    manage(toss, key, "remove_method")
    assert [method["type"] for method in wallet.methods()] == ["card"]


def test_one_query_and_one_call_then_no_call(wallet, key, toss, figures):
    assert len(wallet.methods()) == 2
    first = figures.last["list methods"]
    assert len(toss.requests()) == 1
    wallet.methods()
    assert len(toss.requests()) == 1
    wallet.sources()
    assert len(toss.requests()) == 1
    most = max(len(first), len(figures.last["list methods"]), len(figures.last["list sources"]))
    assert most <= 2, first


# The cache, and what makes it stale.


def test_our_own_removal_shows_at_once(wallet, key):
    account, card = wallet.methods()
    wallet.remove(account["id"])
    assert [method["id"] for method in wallet.methods()] == [card["id"]]


def test_a_new_method_shows_once_the_window_is_done(wallet, key, toss):
    assert len(wallet.methods()) == 2
    register(toss, wallet.open()["data"], "card")
    answer = wallet.done()
    assert answer["result"] == "SUCCESSFULLY_TOKENIZED"
    assert answer["errors"] == []
    methods = wallet.methods()
    assert len(methods) == 3
    assert answer["id"] == methods[0]["id"]


def test_a_change_at_toss_shows_after_its_webhook(wallet, key, toss, staff):
    toss.webhook_url(staff.settings("krw")["webhook_url"], "METHOD_UPDATED")
    wallet.methods()
    manage(toss, key, "rename_method", alias="월급 통장")
    assert "월급 통장" not in names(wallet.methods())
    toss.deliver()
    assert "월급 통장" in names(wallet.methods())


def test_a_change_at_toss_without_a_webhook_shows_after_a_minute(wallet, key, toss, later):
    wallet.methods()
    manage(toss, key, "rename_method", alias="월급 통장")
    later(59)
    assert "월급 통장" not in names(wallet.methods())
    later(2)
    assert "월급 통장" in names(wallet.methods())


# Toss in trouble.


@pytest.mark.parametrize("kind", ["http_500", "html_502", "drop_before", "malformed", "http_429"])
def test_toss_is_down_and_the_page_lives(wallet, key, toss, caplog, kind):
    toss.fault("methods", kind, times=None)
    assert wallet.methods() == []
    assert wallet.sources() == []
    assert "Toss does not list its methods" in caplog.text
    toss.mend()
    assert len(wallet.methods()) == 2


def test_toss_hangs_and_the_page_lives(wallet, key, toss, caplog, monkeypatch):
    import time

    monkeypatch.setattr("saleor_brandpay.core.wallet.list_methods.PAGE_SECONDS", 0.3)
    toss.fault("methods", "hang", times=None, seconds=3)
    began = time.monotonic()
    assert wallet.methods() == []
    assert time.monotonic() - began < 2.5
    assert "Toss does not list its methods" in caplog.text


def test_a_bug_of_ours_fails_no_page(wallet, key, caplog, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("a bug")

    monkeypatch.setattr("saleor_brandpay.core.wallet.list_methods.of_user", broken)
    monkeypatch.setattr("saleor_brandpay.core.wallet.customers.of_user", broken)
    assert wallet.methods() == wallet.sources() == []
    assert wallet.remove(f"{GATEWAY}:m_1")["result"] == "FAILED_TO_DELETE"
    assert wallet.open()["result"] == "FAILED_TO_INITIALIZE"
    assert wallet.add()["result"] == wallet.done()["result"] == "FAILED_TO_TOKENIZE"
    assert "a bug" in caplog.text


# Removal.


def test_removed_at_toss(wallet, key, toss, figures):
    account, card = wallet.methods()
    toss.forget_requests()
    answer = wallet.remove(card["id"])
    assert answer == {"result": "SUCCESSFULLY_DELETED", "errors": []}
    assert [(call["method"], call["path"]) for call in toss.requests()] == [
        ("POST", "/v1/brandpay/payments/methods/card/remove")
    ]
    figures.say(f"queries of removing a method: {len(figures.last['remove method'])}")
    assert [method["id"] for method in wallet.methods()] == [account["id"]]


def test_somebody_elses_method_is_unknown(wallet, key, other, toss):
    card = wallet.methods()[1]
    register(toss, other.open()["data"])
    toss.forget_requests()
    answer = other.remove(card["id"])
    assert answer["result"] == "FAILED_TO_DELETE"
    assert errors(answer)[0].endswith("[METHOD_NOT_FOUND]")
    assert toss.calls() == []
    assert len(wallet.methods()) == 2


def test_who_has_no_wallet_removes_nothing(other, key, toss):
    answer = other.remove(f"{GATEWAY}:m_1")
    assert errors(answer)[0].endswith("[METHOD_NOT_FOUND]")
    assert toss.requests() == []


def test_staff_and_guests_remove_nothing(wallet, key, staff, guest, toss):
    card = wallet.methods()[1]
    assert Wallet(staff.api).remove(card["id"])["result"] == "FAILED_TO_DELETE"
    _, body = guest.api.post(DELETE, id=card["id"], channel="krw")
    assert b"PermissionDenied" in body
    assert len(wallet.methods()) == 2


@pytest.mark.parametrize(
    "method_id",
    ["", "m_1", "stripe:m_1", f"{GATEWAY}", f"{GATEWAY}.other:m_1", "app:1:m_1", "app:x:y", "가"],
)
def test_ids_of_others_pass_through(wallet, key, toss, method_id):
    answer = wallet.remove(method_id)
    assert answer["result"] == "FAILED_TO_DELIVER"
    assert toss.requests() == []


@pytest.mark.parametrize("method_id", ["", "x" * 300, "m_unknown", "../customers/remove", "\0"])
def test_ids_that_are_none_of_ours(wallet, key, toss, method_id):
    answer = wallet.remove(f"{GATEWAY}:{method_id}")
    assert answer["result"] == "FAILED_TO_DELETE"
    assert errors(answer)[0].endswith(("[METHOD_NOT_FOUND]", "[INVALID_METHOD_ID]"))
    assert toss.calls() == []


def test_expired_token_is_refreshed(wallet, key, toss, later):
    card = wallet.methods()[1]
    later(31 * 24 * 3600)
    assert wallet.remove(card["id"])["result"] == "SUCCESSFULLY_DELETED"
    assert len(toss.calls("access-token")) == 1


def test_two_refreshes_at_once_leave_one_valid_pair(wallet, key, toss, later):
    account, card = wallet.methods()
    later(31 * 24 * 3600)
    answers = together(lambda: wallet.remove(account["id"]), lambda: wallet.remove(card["id"]))
    assert [answer["result"] for answer in answers] == ["SUCCESSFULLY_DELETED"] * 2
    assert wallet.methods() == []
    # The pair that was kept is the one that Toss accepts.
    register(toss, wallet.open()["data"])
    assert wallet.done()["result"] == "SUCCESSFULLY_TOKENIZED"
    toss.forget_requests()
    assert wallet.remove(wallet.methods()[0]["id"])["result"] == "SUCCESSFULLY_DELETED"
    assert toss.calls("access-token") == []


def test_a_double_click_removes_once(wallet, key, toss):
    card = wallet.methods()[1]
    answers = together(lambda: wallet.remove(card["id"]), lambda: wallet.remove(card["id"]))
    assert [answer["result"] for answer in answers] == ["SUCCESSFULLY_DELETED"] * 2
    assert [method["type"] for method in wallet.methods()] == ["account"]
    # However late the second one comes within a minute, it is answered like the first.
    assert wallet.remove(card["id"])["result"] == "SUCCESSFULLY_DELETED"
    assert len(toss.calls("remove")) <= 2


def revoke(toss, times: int | None = None) -> None:
    """Toss takes neither the token nor its refresh any more."""
    toss.fault("remove-card", "refuse", code="INVALID_ACCESS_TOKEN", times=times)
    toss.fault("access-token", "refuse", code="INVALID_ACCESS_TOKEN", times=times)


def test_revoked_token_is_erased_and_the_way_back_is_told(wallet, key, toss, buyer):
    speak(buyer, "en")
    card = wallet.methods()[1]
    revoke(toss)
    answer = wallet.remove(card["id"])
    assert answer["result"] == "FAILED_TO_DELETE"
    assert errors(answer)[0].endswith("[REGISTRATION_NEEDED]")
    assert "Brandpay window" in errors(answer)[0]
    assert customer(key).access_token == customer(key).refresh_token == ""
    toss.mend()
    # The way back, as a storefront goes it: the window, then once more.
    register(toss, wallet.open()["data"])
    assert wallet.remove(card["id"])["result"] == "SUCCESSFULLY_DELETED"


def test_no_token_is_told_in_korean(wallet, key, toss, buyer):
    from saleor_brandpay.models import Customer

    speak(buyer, "ko")
    card = wallet.methods()[1]
    Customer.objects.update(access_token="", refresh_token="", token_expires_at=None)
    answer = wallet.remove(card["id"])
    assert "본인 확인이 필요합니다" in errors(answer)[0]
    assert toss.calls() == []


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after"])
def test_lost_answer_of_a_removal_is_read_from_the_list(wallet, key, toss, kind):
    card = wallet.methods()[1]
    toss.fault("remove-card", kind)
    assert wallet.remove(card["id"])["result"] == "SUCCESSFULLY_DELETED"
    assert len(wallet.methods()) == 1


def test_removal_while_toss_is_down(wallet, key, toss):
    card = wallet.methods()[1]
    toss.fault("*", "http_500", times=None)
    answer = wallet.remove(card["id"])
    assert answer["result"] == "FAILED_TO_DELETE"
    assert errors(answer)[0].endswith("[REMOVAL_UNKNOWN]")
    toss.mend()
    assert wallet.remove(card["id"])["result"] == "SUCCESSFULLY_DELETED"


# Registering.


def test_window_of_a_new_customer(wallet, buyer, toss, figures):
    answer = wallet.open()
    assert (answer["result"], answer["errors"]) == ("SUCCESSFULLY_INITIALIZED", [])
    data = answer["data"]
    assert sorted(data) == ["clientKey", "customerKey", "redirectUrl", "sdkUrl"]
    assert data["clientKey"] == CLIENT_KEY
    assert data["redirectUrl"].endswith(f"/plugins/channel/krw/{GATEWAY}/callback")
    assert customer(data["customerKey"]).user_pk == buyer.pk
    assert wallet.open()["data"] == data
    assert toss.requests() == []
    figures.say(f"queries of opening the wallet: {len(figures.last['open wallet'])}")


def test_two_windows_at_once_are_of_one_customer(wallet):
    first, second = together(wallet.open, wallet.add)
    assert first["data"] == second["data"]


def test_window_has_the_shops_own_redirect_url(wallet, brandpay):
    brandpay(redirect_url="https://shop.test/brandpay")
    assert wallet.open()["data"]["redirectUrl"] == "https://shop.test/brandpay"


def test_adding_a_method_from_start_to_end(wallet, toss):
    began = wallet.add()
    assert (began["result"], began["id"]) == ("ADDITIONAL_ACTION_REQUIRED", GATEWAY)
    assert began["errors"] == []
    # Closed without a method: the window once more.
    assert wallet.done(began["id"])["result"] == "ADDITIONAL_ACTION_REQUIRED"
    register(toss, began["data"])
    done = wallet.done(began["id"])
    assert done["result"] == "SUCCESSFULLY_TOKENIZED"
    (method,) = wallet.methods()
    assert done["id"] == method["id"]


def test_a_page_of_the_shops_hands_the_code_on(wallet, toss):
    key = wallet.open()["data"]["customerKey"]
    seen = caught_code(toss, key)
    toss.forget_requests()
    answer = wallet.done(data=seen)
    assert (answer["result"], answer["data"], answer["errors"]) == (
        "SUCCESSFULLY_TOKENIZED",
        None,
        [],
    )
    assert len(toss.requests()) == 1
    assert customer(key).access_token
    # The same code again is answered alike, without a call.
    assert wallet.done(data=seen)["result"] == "SUCCESSFULLY_TOKENIZED"
    assert len(toss.requests()) == 1
    assert len(wallet.methods()) == len(wallet.sources()) == 1


def test_somebody_elses_code_is_not_taken(wallet, other, toss):
    key = wallet.open()["data"]["customerKey"]
    seen = caught_code(toss, key)
    toss.forget_requests()
    answer = other.done(data=seen)
    assert answer["result"] == "FAILED_TO_TOKENIZE"
    assert errors(answer)[0].endswith("[NOT_OWNER]")
    assert answer["data"]["error"]["code"] == "NOT_OWNER"
    assert toss.requests() == []
    assert customer(key).access_token == ""


@pytest.mark.parametrize(
    "data",
    [
        [],
        ["code"],
        {"code": "abc"},
        {"customerKey": "abc"},
        {"code": 1, "customerKey": "abc"},
        {"code": "abc", "customerKey": ["abc"]},
        {"code": "abc", "customerKey": None},
        {"code": "abc", "customerKey": "a\0c"},
    ],
)
def test_data_that_is_none(wallet, toss, data):
    answer = wallet.done(data=data)
    assert answer["result"] == "FAILED_TO_TOKENIZE"
    assert errors(answer)[0].endswith("[INVALID_DATA]")
    assert toss.requests() == []


@pytest.mark.parametrize("code", ["", "x" * 600, "가", "a\nb", "wrong"])
def test_codes_that_are_none(wallet, toss, code):
    key = wallet.open()["data"]["customerKey"]
    answer = wallet.done(data={"code": code, "customerKey": key})
    assert answer["result"] == "FAILED_TO_TOKENIZE"
    assert errors(answer)[0].endswith(("[INVALID_DATA]", "[CODE_REFUSED]"))


@pytest.mark.parametrize("data", [[], ["code"]])
def test_opening_with_data_that_is_no_object(wallet, data):
    assert errors(wallet.open(data=data))[0].endswith("[INVALID_DATA]")
    assert errors(wallet.add(data=data))[0].endswith("[INVALID_DATA]")


def test_code_while_toss_is_down(wallet, toss):
    key = wallet.open()["data"]["customerKey"]
    seen = caught_code(toss, key)
    toss.fault("access-token", "http_500")
    assert errors(wallet.done(data=seen))[0].endswith("[WALLET_NOT_READ]")
    assert wallet.done(data=seen)["result"] == "SUCCESSFULLY_TOKENIZED"


def test_done_while_toss_is_down(wallet, key, toss):
    toss.fault("methods", "http_500", times=None)
    assert errors(wallet.done())[0].endswith("[WALLET_NOT_READ]")


@pytest.mark.parametrize("gateway", ["", "stripe", f"{GATEWAY}.other", "app:1", "가"])
def test_gateways_of_others_pass_through(wallet, gateway):
    for answer in (wallet.open(gateway), wallet.add(gateway), wallet.done(gateway)):
        assert answer["result"] == "FAILED_TO_DELIVER"
        assert answer["data"] is None


def test_staff_open_a_wallet_of_their_own_only(wallet, key, staff):
    assert Wallet(staff.api).open()["data"]["customerKey"] != key


# The channel.


def test_switched_off_there_is_nothing(wallet, key, staff, brandpay, toss):
    card = wallet.methods()[1]
    brandpay(active=False)
    assert wallet.methods() == wallet.sources() == []
    assert wallet.remove(card["id"])["result"] == "FAILED_TO_DELIVER"
    assert wallet.open()["result"] == "FAILED_TO_DELIVER"
    brandpay(active=True)
    assert len(wallet.methods()) == 2


def test_another_channel_of_the_same_merchant(wallet, key, shop, brandpay, member):
    second = shop.open_channel("krw-two", prices={"cup": 12000})
    brandpay(second.id, client_key=CLIENT_KEY, secret_key=SECRET_KEY)
    assert len(Wallet(member.api, "krw-two").methods()) == 2


def test_another_merchant_knows_nothing_of_it(wallet, key, shop, brandpay, member, toss):
    client_key, secret_key = "test_ck_" + "5" * 28, "test_sk_" + "5" * 28
    toss.add_keys(client_key, secret_key, "othermid")
    second = shop.open_channel("krw-two", prices={"cup": 12000})
    brandpay(second.id, client_key=client_key, secret_key=secret_key)
    elsewhere = Wallet(member.api, "krw-two")
    assert elsewhere.methods() == elsewhere.sources() == []
    assert errors(elsewhere.remove(wallet.methods()[0]["id"]))[0].endswith("[METHOD_NOT_FOUND]")
    assert at_toss(toss, key)


# The page that storefronts copy from.

DOCS = Path(__file__).parents[2] / "docs" / "storefront"


@pytest.mark.parametrize("page", ["stored-methods.md", "stored-methods.ko.md"])
def test_what_the_documentation_shows_can_be_sent(wallet, key, toss, page):
    text = (DOCS / page).read_text(encoding="utf-8")
    listing, adding, removing = re.findall(r"```graphql\n(.*?)```", text, re.DOTALL)
    account, card = wallet.api(listing, channel="krw")["me"]["storedPaymentMethods"]
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    shown = json.loads(example)
    assert sorted(shown) == sorted(card)
    assert sorted(shown["data"]) == sorted(card["data"])
    add, added = adding.split("\n\n")
    began = wallet.api.mutate(add, channel="krw")
    register(toss, began["data"])
    assert wallet.api.mutate(added, id=began["id"], channel="krw")["id"]
    gone = wallet.api.mutate(removing, id=account["id"], channel="krw")
    assert gone["result"] == "SUCCESSFULLY_DELETED"
