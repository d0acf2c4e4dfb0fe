"""Hooks of stored methods, asked for by callers and with data that GraphQL does not let through."""

from types import SimpleNamespace

import pytest

from saleor_brandpay.core.wallet import list_methods

from .shop import GATEWAY
from .wallets import Wallet, register

pytest_plugins = ["tests.saleor.wallet_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")


def plugin(requestor=None):
    """The won channel's, in a request of that user or app."""
    from saleor.plugins.manager import get_plugins_manager

    manager = get_plugins_manager(allow_replica=False, requestor_getter=lambda: requestor)
    return manager.get_plugin(GATEWAY, channel_slug="krw")


def app(*permissions: str):
    from saleor.app.models import App
    from saleor.permission.models import Permission

    made = App.objects.create(name="App", is_active=True)
    made.permissions.set(Permission.objects.filter(codename__in=permissions))
    return made


def asked(user, data=None, gateway: object = GATEWAY) -> SimpleNamespace:
    return SimpleNamespace(
        user=user,
        channel=None,
        data=data,
        id=gateway,
        app_identifier=gateway,
        payment_flow_to_support="interactive",
        payment_method_id=gateway,
    )


def listed(requestor, user) -> list[object]:
    return plugin(requestor).list_stored_payment_methods(asked(user), previous_value=[])


def opened(requestor, user, data=None):
    hook = plugin(requestor).payment_gateway_initialize_tokenization
    return hook(asked(user, data), previous_value=None)


def test_the_customer_key_is_for_its_owner_or_an_app_that_may_impersonate(key, buyer, other_buyer):
    for allowed in (buyer, app("impersonate_user")):
        assert opened(allowed, buyer).data["customerKey"] == key
    for refused in (other_buyer, app("manage_users"), app(), None):
        answer = opened(refused, buyer)
        assert answer.result == "failed_to_initialize"
        assert answer.data["error"]["code"] == "NOT_OWNER"


def test_what_is_stored_is_for_its_owner_only(key, buyer, other_buyer, toss):
    for refused in (other_buyer, app("impersonate_user", "manage_users"), None):
        assert listed(refused, buyer) == []
        removed = plugin(refused).stored_payment_method_request_delete(
            asked(buyer, gateway=f"{GATEWAY}:m_1"), previous_value=None
        )
        assert removed.result == "failed_to_delete"
        assert removed.error.endswith("[NOT_OWNER]")
    assert toss.requests() == []
    account, card = listed(buyer, buyer)
    assert [account.type, card.type] == ["account", "card"]
    for method in (account, card):
        assert method.id == f"{GATEWAY}:{method.external_id}"


def test_nobody_is_asked_for(key, buyer):
    assert listed(buyer, None) == []
    assert plugin(None).list_payment_sources(customer_id="x", previous_value=[]) == []
    assert plugin(app()).list_payment_sources(customer_id="x", previous_value=[]) == []
    assert opened(buyer, None).data["error"]["code"] == "NOT_OWNER"


@pytest.mark.parametrize("data", ["text", 7, True, [], [1], 0.5, ""])
def test_data_that_is_no_object(buyer, data):
    ours = plugin(buyer)
    for hook in (
        ours.payment_gateway_initialize_tokenization,
        ours.payment_method_initialize_tokenization,
        ours.payment_method_process_tokenization,
    ):
        answer = hook(asked(buyer, data), previous_value=None)
        assert answer.data["error"]["code"] == "INVALID_DATA"
        assert answer.error.endswith("[INVALID_DATA]")


@pytest.mark.parametrize("gateway", [None, 7, [], "", "stripe", f"{GATEWAY}x:1", f"x{GATEWAY}"])
def test_what_is_not_ours_is_handed_on_as_it_came(buyer, gateway):
    ours, before = plugin(buyer), object()
    for hook in (
        ours.stored_payment_method_request_delete,
        ours.payment_gateway_initialize_tokenization,
        ours.payment_method_initialize_tokenization,
        ours.payment_method_process_tokenization,
    ):
        assert hook(asked(buyer, gateway=gateway), previous_value=before) is before


def test_the_lists_of_others_stay_in_front(key, buyer):
    others = object()
    first, *ours = plugin(buyer).list_stored_payment_methods(asked(buyer), previous_value=[others])
    assert first is others
    assert [one.type for one in ours] == ["account", "card"]
    first, *ours = plugin(buyer).list_payment_sources(customer_id="x", previous_value=[others])
    assert first is others
    assert len(ours) == 2


def test_without_usable_keys(key, buyer, monkeypatch):
    from saleor_brandpay.adapters.configuration.keys import Keys

    monkeypatch.setattr(Keys, "typed", classmethod(lambda cls, *_: cls()))
    assert listed(buyer, buyer) == []
    assert opened(buyer, buyer).data["error"]["code"] == "WALLET_UNAVAILABLE"
    removed = plugin(buyer).stored_payment_method_request_delete(
        asked(buyer, gateway=f"{GATEWAY}:m_1"), previous_value=None
    )
    assert removed.error.endswith("[WALLET_UNAVAILABLE]")


def test_in_a_channel_where_it_is_switched_off(key, buyer):
    from saleor.plugins.models import PluginConfiguration

    PluginConfiguration.objects.filter(channel__slug="krw").update(active=False)
    assert listed(buyer, buyer) == []
    assert opened(buyer, buyer).data["error"]["code"] == "NOT_ACTIVE"


def test_the_mark_that_fails_does_not_fail_the_callback(key, buyer, toss, monkeypatch, member):
    def broken(*args):
        raise RuntimeError("a bug")

    monkeypatch.setattr("saleor_brandpay.adapters.stored_methods.users.mark", broken)
    register(toss, Wallet(member.api).open()["data"])
    assert len(listed(buyer, buyer)) == 3


@pytest.mark.parametrize("from_replica", [True, False])
def test_a_request_that_has_written_reads_the_writer(
    key, buyer, settings, monkeypatch, from_replica
):
    """Saleor's guard would not let a page read the writer unasked."""
    seen = []
    of_user = list_methods.of_user

    def spy(*args, using=None):
        seen.append(using)
        return of_user(*args, using=using)

    monkeypatch.setattr(list_methods, "of_user", spy)
    monkeypatch.setattr(settings, "DATABASE_CONNECTION_REPLICA_NAME", "default", raising=False)
    asks = plugin(buyer)
    asks.allow_replica = from_replica
    assert len(asks.list_stored_payment_methods(asked(buyer), previous_value=[])) == 2
    assert seen == ["default" if from_replica else None]
