"""A copy only reads; a shop that has moved waits for a person's word (M19)."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import OperationalError, connection
from django.utils import timezone

from saleor_brandpay import clock
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.errors import NotSent, Withheld
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.installation import frozen, moved, served
from saleor_brandpay.core.installation.frozen import Frozen, Why, why_frozen
from saleor_brandpay.core.installation.moved import NotConfirmed
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.wallet import customers
from saleor_brandpay.core.wallet.token_exchange import Exchange, exchange
from saleor_brandpay.models import Installation, Merchant

from .conftest import Stand

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = ("live_ck_" + "shop" * 7, Secret("live_sk_" + "shop" * 7))
TEST = ("test_ck_" + "test" * 7, Secret("test_sk_" + "test" * 7))
SHOP, COPY = "https://shop.example", "https://staging.example"


@pytest.fixture
def live(stand: Stand) -> Merchant:
    """A shop that takes real money, served a moment ago."""
    stand(SHOP)
    return merchants.save(*LIVE)


def held(merchant: Merchant) -> Why | None:
    """As a hook finds it, with a row that it has just read."""
    found = why_frozen(Installation.objects.get(pk=merchant.installation_id))
    return found.why if found else None


def test_the_shop_itself_asks_the_database_nothing(
    live: Merchant, django_assert_num_queries: object
) -> None:
    installation = live.installation
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert why_frozen(installation) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example",
        "https://SHOP.example:443/",
        "https://shop.example/graphql/",
        "http://shop.example:80",
    ],
)
def test_http_to_https_and_paths_are_no_move(live: Merchant, stand: Stand, address: str) -> None:
    stand(address)
    assert held(live) is None


def test_another_address_is_a_copy_or_has_moved(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    assert held(live) is Why.ELSEWHERE


def test_client_of_a_frozen_merchant_sends_nothing_but_reads(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    merchant = merchants.known(LIVE[0])
    assert merchant
    client = merchants.client(merchant)
    with pytest.raises(Withheld) as refused:
        client.cancel(
            "pk_" + "x" * 20, reason="no", idempotency_key="a" * 20, deadline=Deadline.after(1)
        )
    assert isinstance(refused.value, NotSent)
    assert not refused.value.is_unknown
    assert refused.value.code == frozen.CODE
    assert "staging.example" in refused.value.message


def test_saved_keys_begin_an_installation_beside_the_frozen_rows(
    live: Merchant, stand: Stand
) -> None:
    stand(COPY)
    own = merchants.save(*TEST)
    assert own.installation_id == 2
    assert held(own) is None
    assert held(live) is Why.ELSEWHERE
    again = merchants.save(*LIVE)
    assert (again.pk, again.installation_id) != (live.pk, live.installation_id)
    assert merchants.known(LIVE[0]) == again
    stand(SHOP)
    assert merchants.known(LIVE[0]) == live


def test_a_hook_saves_no_secret_of_a_frozen_merchant(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    assert merchants.configured(LIVE[0], Secret("live_sk_" + "other" * 6)) == live
    assert Installation.objects.count() == 1


def test_shop_with_test_keys_only_follows_its_address(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    stand(SHOP)
    merchant = merchants.save(*TEST)
    stand("https://abcd.ngrok.example")
    assert held(merchant) is None
    assert Installation.objects.get().address == "abcd.ngrok.example"
    assert "follows" in caplog.text


# Processes that do not know the address.


def worker(stand: Stand) -> None:
    stand(None, serves=False)


def test_worker_goes_by_what_is_written(live: Merchant, stand: Stand) -> None:
    worker(stand)
    assert held(live) is None


def test_worker_in_a_copy_acts_on_nothing(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    held(live)
    worker(stand)
    assert held(live) in (Why.ELSEWHERE, Why.CONTRADICTED)


def test_worker_of_a_copy_with_keys_of_its_own(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    own = merchants.save(*TEST)
    worker(stand)
    assert held(own) is None
    assert held(live) is Why.ELSEWHERE
    stand(SHOP, serves=False)  # the environment of production was copied for the worker
    assert held(live) is Why.ELSEWHERE


def test_worker_in_a_snapshot_waits_for_the_first_request(live: Merchant, stand: Stand) -> None:
    """A server that was started after anybody was last seen may be the snapshot of another one."""
    worker(stand)
    Installation.objects.update(served_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    assert held(live) is Why.UNSEEN
    stand(SHOP)
    worker(stand)
    assert held(live) is None


def test_stray_process_stops_workers_for_ten_minutes(live: Merchant, stand: Stand) -> None:
    stand("https://laptop.example")
    held(live)
    worker(stand)
    assert held(live) is not None
    with clock.use(clock.FrozenClock(timezone.now())) as later:
        later.advance(6 * 3600)
        assert held(live) is not None  # nothing was answered anywhere since
        stand(SHOP)
        worker(stand)
        assert held(live) is None


def test_a_request_that_is_none_of_brandpays_shows_where_the_shop_is(
    live: Merchant, stand: Stand, django_assert_num_queries: Any
) -> None:
    stand(SHOP)
    with clock.use(clock.FrozenClock(timezone.now())) as later:
        later.advance(59)
        with django_assert_num_queries(0):
            request_started.send(sender=None)
        later.advance(2)
        with django_assert_num_queries(2):
            request_started.send(sender=None)
        assert Installation.objects.get().served_at == later.now()


def test_by_the_sites_domain_it_takes_a_hook(live: Merchant, stand: Stand) -> None:
    """A snapshot has the domain too, and bots: nobody's request wakes its workers."""
    Installation.objects.update(served_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    stand(SHOP, by_domain=True)
    worker(stand)
    assert held(live) is Why.UNSEEN
    stand(SHOP, by_domain=True)
    assert held(live) is None
    worker(stand)
    assert held(live) is None


def test_request_goes_on_though_that_cannot_be_written(
    live: Merchant, stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    served.forget()
    with connection.execute_wrapper(_down):
        request_started.send(sender=None)
    assert "it could not be written down where the shop is: the server is gone" in caplog.text


def _down(*_: object) -> None:
    raise OperationalError("the server is gone")


def test_first_request_gives_an_installation_its_address(stand: Stand) -> None:
    """Begun by a command that does not know it."""
    worker(stand)
    merchants.save(*LIVE)
    assert Installation.objects.get().address == ""
    stand(SHOP)
    assert Installation.objects.get().address == "shop.example"


def test_what_is_seen_is_written_once_a_minute(
    live: Merchant, stand: Stand, django_assert_num_queries: object
) -> None:
    stand(COPY)
    held(live)
    written = Installation.objects.get().other_at
    held(live)
    assert Installation.objects.get().other_at == written


def test_in_force_leaves_frozen_ones_out(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    assert frozen.in_force() == []
    rows = frozen.without_frozen(Merchant.objects.all(), "installation")
    assert not rows.exists()


# The name.


def test_a_name_tells_a_copy_that_keeps_the_address(live: Merchant, stand: Stand) -> None:
    stand(SHOP, name="staging")
    assert held(live) is Why.RENAMED


def test_name_that_is_given_later(live: Merchant, stand: Stand) -> None:
    stand(SHOP, name="main")
    assert held(live) is Why.RENAMED
    moved.confirm("shop.example")
    assert held(live) is None
    stand(SHOP)  # a process that does not have it yet
    assert held(live) is None
    stand(SHOP, name="other")
    assert held(live) is Why.RENAMED


def test_name_that_is_taken_away(live: Merchant, stand: Stand) -> None:
    stand(SHOP, name="main")
    moved.confirm("shop.example")
    with clock.use(clock.FrozenClock(timezone.now())) as later:
        later.advance(2 * 86400)
        stand(SHOP)
        assert held(live) is Why.RENAMED
        stand(SHOP, serves=False)
        assert held(live) is not None  # those that serve have just lost it
        moved.confirm("shop.example")
        stand(SHOP)
        assert held(live) is None
    assert Installation.objects.get().name == ""


def test_two_with_the_same_name(live: Merchant, stand: Stand) -> None:
    stand(SHOP, name="main")
    moved.confirm("shop.example")
    stand(COPY, name="main")
    assert held(live) is Why.ELSEWHERE


# A person's word.


def test_moved(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    assert held(live)
    (change,) = moved.confirm("https://shop.example/")
    assert change.told == ("address: shop.example → staging.example",)
    assert held(live) is None
    worker(stand)
    assert held(live) is None


def test_moved_from_a_process_that_does_not_know_the_address(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    held(live)
    worker(stand)
    moved.confirm("shop.example")
    assert Installation.objects.get().address == "staging.example"


def test_moved_with_a_wrong_address_is_refused(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    with pytest.raises(NotConfirmed, match="no installation of this database"):
        moved.confirm("shop2.example")
    assert held(live)


def test_not_moved_is_refused(live: Merchant, stand: Stand) -> None:
    stand(SHOP)
    with pytest.raises(NotConfirmed, match="already"):
        moved.confirm("shop.example")


def test_twice_says_it_has_not_moved(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    moved.confirm("shop.example")
    with pytest.raises(NotConfirmed):
        moved.confirm("shop.example")


def test_two_words_at_once(live: Merchant, stand: Stand) -> None:
    """One of them changes it, the other one hears that there is nothing to say."""
    stand(COPY)
    together = Barrier(2, timeout=20)

    def say() -> int:
        together.wait()
        try:
            return len(moved.confirm("shop.example"))
        except NotConfirmed:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(one.result() for one in [pool.submit(say) for _ in range(2)]) == [0, 1]
    assert Installation.objects.get().address == "staging.example"


def test_code_of_a_buyer_is_not_exchanged(live: Merchant, stand: Stand) -> None:
    key = customers.of_user(live, 1).customer_key
    stand(COPY)
    assert exchange(key, "code", Deadline.after(1)) is Exchange.FROZEN


def test_another_public_url_than_those_that_serve_have(live: Merchant, stand: Stand) -> None:
    stand(COPY)
    held(live)
    stand("https://typo.example", serves=False)
    with pytest.raises(NotConfirmed, match=r"staging\.example"):
        moved.confirm("shop.example")


def test_served_at_both_while_processes_are_exchanged(live: Merchant, stand: Stand) -> None:
    stand("https://new.example")
    moved.confirm("shop.example", also=True)
    assert held(live) is None
    stand(SHOP)
    assert held(live) is None
    stand("https://new.example")
    moved.confirm("shop.example")
    stand(SHOP)
    assert held(live) is Why.ELSEWHERE


def test_shop_that_moved_and_had_its_keys_saved_first(live: Merchant, stand: Stand) -> None:
    """Saved before anybody said that it has moved: the word brings its rows back all the same."""
    stand(COPY)
    beside = merchants.save(*LIVE)
    moved.confirm("shop.example")
    assert held(live) is None
    assert held(beside) is None
    assert merchants.known(LIVE[0]) == live


# Another database.


@pytest.mark.parametrize("kept", ["1234/postgres", "?/saleor"])
def test_another_database_waits_for_a_word(live: Merchant, stand: Stand, kept: str) -> None:
    Installation.objects.update(database=kept)
    assert held(live) is None
    assert moved.waits_for_a_word()
    moved.confirm("shop.example")
    assert not moved.waits_for_a_word()


def test_database_that_could_not_be_read_is_no_difference(live: Merchant, stand: Stand) -> None:
    name = connection.settings_dict["NAME"]
    for kept in ("", f"?/{name}"):
        Installation.objects.update(database=kept)
        assert not moved.waits_for_a_word()


def test_role_that_may_not_read_the_identifier(live: Merchant) -> None:
    from saleor_brandpay.core.installation import database

    with connection.cursor() as cursor:
        cursor.execute("drop role if exists brandpay_plain")
        cursor.execute("create role brandpay_plain")
        cursor.execute("revoke execute on function pg_control_system() from public")
        try:
            cursor.execute("set role brandpay_plain")
            assert database.identity() == f"?/{connection.settings_dict['NAME']}"
        finally:
            cursor.execute("reset role")
            cursor.execute("grant execute on function pg_control_system() to public")
            cursor.execute("drop role brandpay_plain")


def test_words_name_both_ways_on(live: Merchant, stand: Stand) -> None:
    from saleor_brandpay.core.installation import words

    stand(COPY)
    found = why_frozen(Installation.objects.get())
    assert isinstance(found, Frozen)
    assert "brandpay_moved shop.example" in words.english(found)
    assert "brandpay_moved shop.example" in words.korean(found)
    assert "Save the keys" in words.english(found)
