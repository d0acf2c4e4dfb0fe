"""M20: keys live longer than processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.confirm.context import Failed, Paid
from saleor_brandpay.core.merchants import (
    crypto,
    encrypted,
    key_rotation,
    key_steps,
    key_views,
    merchants,
)
from saleor_brandpay.core.merchants.key_steps import Step
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Customer, EncryptionKey, Event, MerchantSecret
from tests.core.shop import MovingClock, Shop
from tests.core.wallet.wallets import member

PURPOSE, TEXT = "webhook", "channel"


def new_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def listed(settings: Any) -> Callable[..., None]:
    """Goes on as a process with these keys in BRANDPAY_ENCRYPTION_KEYS."""

    def go_on(*keys: str) -> None:
        settings.BRANDPAY_ENCRYPTION_KEYS = ",".join(keys)
        merchants._HELD.clear()

    return go_on


# The derived key.


def test_derived_key_is_read_for_ever_and_written_no_more(listed: Callable[..., None]) -> None:
    listed()
    before, url = crypto.encrypt(Secret("x")), crypto.mac(PURPOSE, TEXT)
    derived = crypto.key_names()[0]
    listed(new_key())
    assert crypto.decrypt(before) == Secret("x")
    assert crypto.maker(url, PURPOSE, TEXT) == derived
    assert crypto.mac(PURPOSE, TEXT) != url
    assert crypto.kept_under(crypto.encrypt(Secret("y"))) == crypto.key_names()[0] != derived
    assert crypto.kept_under(crypto.reencrypt(before)) == crypto.key_names()[0]


def test_running_shop_obeys_the_check(shop: Shop, listed: Callable[..., None]) -> None:
    listed()
    attempt, customer = shop.paid(shop.bill()), member(shop)
    listed(new_key())
    assert shop.refund(attempt, 5000).refund
    report = key_rotation.rotate()
    assert [tally.unreadable for tally in report.values()] == [[], [], [], []]
    assert report["access tokens"].rotated == 1
    customer.refresh_from_db()
    assert crypto.is_current(customer.access_token)
    assert crypto.is_current(MerchantSecret.objects.get().ciphertext)


def test_derived_key_that_is_configured_too_counts_once(listed: Callable[..., None]) -> None:
    listed()
    (derived,) = crypto.keys()
    listed(new_key(), derived)
    assert len(crypto.keys()) == 2
    assert crypto.keys()[1] == derived


# Bad input.


def test_the_same_key_twice_counts_once(listed: Callable[..., None]) -> None:
    one, other = new_key(), new_key()
    listed(one, other, one)
    assert crypto.configured_keys() == (one, other)


@pytest.mark.parametrize("bad", ["x", "é", "0" * 44, new_key()[:-1], new_key() + "x"])
@pytest.mark.parametrize("front", [True, False])
def test_malformed_key(listed: Callable[..., None], bad: str, *, front: bool) -> None:
    """Nothing is kept under the wrong key, and what is kept is left alone."""
    good = new_key()
    listed(good)
    kept = crypto.encrypt(Secret("x"))
    listed(*((bad, good) if front else (good, bad)))
    for use in (lambda: crypto.encrypt(Secret("y")), lambda: crypto.decrypt(kept)):
        with pytest.raises(crypto.BadKeys) as caught:
            use()
        assert bad not in str(caught.value)
    assert not crypto.is_readable(kept)


@pytest.mark.parametrize("damage", ["", "x", "$", "deadbeef$", "é$ü"])
def test_what_is_no_ciphertext_of_ours(listed: Callable[..., None], damage: str) -> None:
    listed(new_key())
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(damage)
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(crypto.key_names()[0] + crypto.MARK + damage)


def test_name_of_a_key_says_nothing_of_it(listed: Callable[..., None]) -> None:
    key = new_key()
    listed(key)
    text = crypto.encrypt(Secret("x"))
    assert crypto.key_name(key) not in key
    assert key not in text


# A process without the newest key.


def test_buyer_on_a_process_without_the_key_is_answered(
    shop: Shop, listed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent, nothing changes, and a process that has the key goes on."""
    old, new = new_key(), new_key()
    listed(new, old)
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    listed(old)
    with pytest.raises(crypto.Unreadable):
        shop.resume(bill, returned)
    with monkeypatch.context() as stranger:
        # Its own configuration has another secret.
        stranger.setattr(merchants, "hold", merchants.fingerprint)
        assert shop.start(shop.bill(of=bill)) == Failed(problem=problems.CHECKING)
    assert (shop.confirms(), shop.held()) == ([], 0)
    listed(new, old)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


def test_process_that_holds_the_secret_takes_the_money(
    shop: Shop, listed: Callable[..., None]
) -> None:
    old, new = new_key(), new_key()
    listed(new, old)
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    listed(old)
    merchants.hold(Secret(shop.secret_key))
    assert isinstance(shop.resume(bill, returned), Paid)
    assert crypto.kept_under(MerchantSecret.objects.get().ciphertext) == crypto.key_name(new)


# The steps of a rotation.


def step() -> Step:
    return key_steps.look().step


def test_steps_of_a_rotation(shop: Shop, listed: Callable[..., None]) -> None:
    old, new = new_key(), new_key()
    listed(old)
    shop.merchant()
    member(shop)
    assert step() is Step.AT_REST
    listed(old, new)
    assert step() is Step.ADDED_BEHIND
    assert key_steps.look().new == (crypto.key_name(new),)
    listed(new, old)
    assert step() is Step.IN_FRONT
    assert key_steps.look().under(crypto.key_name(old)) == {
        "secret keys": 1,
        "access tokens": 1,
        "refresh tokens": 1,
    }
    key_rotation.rotate(dry_run=True)
    assert step() is Step.IN_FRONT
    key_rotation.rotate()
    assert step() is Step.OLD_MAY_GO
    listed(new)
    assert step() is Step.AT_REST


def test_first_key_after_the_derived_one(shop: Shop, listed: Callable[..., None]) -> None:
    listed()
    shop.merchant()
    assert step() is Step.DERIVED
    listed(new_key())
    assert step() is Step.IN_FRONT
    key_rotation.rotate()
    assert step() is Step.AT_REST


def test_key_that_was_removed_too_early(shop: Shop, listed: Callable[..., None]) -> None:
    old, new = new_key(), new_key()
    listed(old)
    shop.merchant()
    Event.objects.create(
        fingerprint="x",
        event_type="METHOD_UPDATED",
        channel_pk=1,
        body="no ciphertext",
        received_at=now(),
    )
    listed(new)
    state = key_steps.look()
    assert state.step is Step.UNKNOWN_KEY
    assert state.unknown == tuple(sorted((crypto.key_name(old), encrypted.DAMAGED)))
    assert state.under(*state.unknown) == {"secret keys": 1, "webhook events": 1}


def test_keys_are_remembered_by_their_names_alone(shop: Shop, listed: Callable[..., None]) -> None:
    key = new_key()
    listed(key)
    shop.merchant()
    merchants.save(shop.client_key, Secret(shop.secret_key))
    assert list(EncryptionKey.objects.values_list("name", flat=True)) == [crypto.key_name(key)]
    assert key not in str(EncryptionKey.objects.get())


# What other processes have.


def test_processes_tell_which_keys_they_have(
    listed: Callable[..., None], time: MovingClock
) -> None:
    old, new = new_key(), new_key()
    listed(old)
    key_views.Teller().tell()
    only_old = crypto.key_names()
    listed(new, old)
    key_views.Teller().tell()
    assert set(key_views.heard()) == {only_old, crypto.key_names()}
    assert key_steps.lacking() == [only_old]
    time.advance(6 * 60)
    assert set(key_views.heard()) == {crypto.key_names()}
    assert key_steps.lacking() == []


def test_a_process_tells_it_now_and_then(
    listed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sets: list[object] = []
    monkeypatch.setattr(cache, "set", lambda *given: sets.append(given))
    listed(new_key())
    teller = key_views.Teller()
    for _ in range(5):
        teller.tell()
    assert len(sets) == 1
    listed(new_key())
    teller.tell()
    assert len(sets) == 2


def test_cache_that_is_down_or_holds_something_else(
    listed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(new_key())
    cache.set("saleor_brandpay:keys", "not ours")
    assert set(key_views.heard()) == {crypto.key_names()}

    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no cache server")

    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "set", broken)
    key_views.Teller().tell()
    assert set(key_views.heard()) == {crypto.key_names()}


def test_customers_list_is_never_shown_its_key(shop: Shop, listed: Callable[..., None]) -> None:
    listed(new_key())
    made = member(shop)
    assert made.customer_key not in Customer.objects.get(pk=made.pk).access_token
