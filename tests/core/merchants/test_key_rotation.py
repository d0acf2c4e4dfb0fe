"""Everything encrypted comes under the first key, whatever happens beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.merchants import crypto, key_rotation, merchants
from saleor_brandpay.core.merchants.key_rotation import Report
from saleor_brandpay.core.wallet import customers
from saleor_brandpay.models import Customer, Event, Merchant, MerchantSecret
from tests.core.shop import Shop

CLIENT_KEY = "test_ck_" + "rotated1" * 3
SECRET_KEY = "test_sk_" + "rotated2" * 3

pytestmark = pytest.mark.django_db


def new_key() -> str:
    return Fernet.generate_key().decode()


def merchant() -> Merchant:
    return merchants.save(CLIENT_KEY, Secret(SECRET_KEY))


def customer(of: Merchant, name: str, *, refresh: bool = True) -> Customer:
    made = customers.guest(of)
    made.is_guest = False
    made.access_token = crypto.encrypt(Secret(f"access {name}"))
    made.refresh_token = crypto.encrypt(Secret(f"refresh {name}")) if refresh else ""
    made.save()
    return made


def event(name: str) -> Event:
    return Event.objects.create(
        fingerprint=name,
        event_type="METHOD_UPDATED",
        channel_pk=1,
        body=crypto.encrypt(Secret(f"body {name}")),
        received_at=now(),
    )


def access(of: Customer) -> str:
    of.refresh_from_db()
    return crypto.decrypt(of.access_token).reveal()


def counts(report: Report) -> dict[str, tuple[int, int, int]]:
    return {
        kind: (tally.current, tally.rotated, len(tally.unreadable))
        for kind, tally in report.items()
    }


def test_three_generations_of_keys(settings: Any) -> None:
    keys: list[str] = []
    made: list[Customer] = []
    for generation in ("oldest", "older", "newest"):
        keys.insert(0, new_key())
        settings.BRANDPAY_ENCRYPTION_KEYS = ",".join(keys)
        made.append(customer(merchant(), generation))
        event(generation)
    names = crypto.key_names()
    assert [crypto.kept_under(item.access_token) for item in made] == [*reversed(names[:3])]

    assert counts(key_rotation.rotate()) == {
        "secret keys": (0, 1, 0),
        "access tokens": (1, 2, 0),
        "refresh tokens": (1, 2, 0),
        "webhook events": (1, 2, 0),
    }
    # The older keys are not needed any more, and nothing has changed its meaning.
    settings.BRANDPAY_ENCRYPTION_KEYS = keys[0]
    assert [access(item) for item in made] == ["access oldest", "access older", "access newest"]
    secret = MerchantSecret.objects.get()
    assert crypto.decrypt(secret.ciphertext) == Secret(SECRET_KEY)
    bodies = {crypto.decrypt(row.body).reveal() for row in Event.objects.all()}
    assert bodies == {"body oldest", "body older", "body newest"}


def test_second_run_finds_nothing_to_do(settings: Any) -> None:
    old, new = new_key(), new_key()
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    customer(merchant(), "x")
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    key_rotation.rotate()
    before = list(Customer.objects.values())
    assert all(tally.rotated == 0 for tally in key_rotation.rotate().values())
    assert list(Customer.objects.values()) == before


def test_dry_run_counts_and_changes_nothing(settings: Any) -> None:
    old, new = new_key(), new_key()
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    customer(merchant(), "x")
    event("x")
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    before = [list(store.model._default_manager.values()) for store in key_rotation.STORES]
    with CaptureQueriesContext(connection) as queries:
        report = key_rotation.rotate(dry_run=True)
    assert [tally.rotated for tally in report.values()] == [1, 1, 1, 1]
    assert not [query for query in queries if query["sql"].split()[0] in ("UPDATE", "SAVEPOINT")]
    assert [list(store.model._default_manager.values()) for store in key_rotation.STORES] == before
    assert counts(key_rotation.rotate()) == counts(report)


def test_secret_key_of_django_and_its_fallbacks(settings: Any) -> None:
    """Without keys of our own, one is derived from SECRET_KEY; the older ones are fallbacks."""
    del settings.BRANDPAY_ENCRYPTION_KEYS
    settings.SECRET_KEY = "first"
    made = customer(merchant(), "x")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert key_rotation.rotate()["access tokens"].rotated == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert access(made) == "access x"


def test_from_the_derived_key_to_a_configured_one(settings: Any) -> None:
    """The way out of the default: the derived key, written down, as the second of the list."""
    made = customer(merchant(), "x")
    (derived,) = crypto.keys()
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new_key()},{derived}"
    assert key_rotation.rotate()["access tokens"].rotated == 1
    assert access(made) == "access x"


def test_unreadable_values_are_named_and_left(settings: Any) -> None:
    lost, old, new = new_key(), new_key(), new_key()
    settings.BRANDPAY_ENCRYPTION_KEYS = lost
    of = merchant()
    gone = customer(of, "gone")
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    half = customer(of, "half")
    Customer.objects.filter(pk=half.pk).update(refresh_token="garbage é")
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    before = Customer.objects.values_list("access_token", "refresh_token").get(pk=gone.pk)

    report = key_rotation.rotate()
    assert report["secret keys"].unreadable == [MerchantSecret.objects.get().pk]
    assert report["access tokens"].unreadable == [gone.pk]
    assert report["refresh tokens"].unreadable == [gone.pk, half.pk]
    assert report["access tokens"].rotated == 1
    assert Customer.objects.values_list("access_token", "refresh_token").get(pk=gone.pk) == before
    half.refresh_from_db()
    assert crypto.is_current(half.access_token)
    assert half.refresh_token == "garbage é"
    # The key comes back: what it had encrypted is there still.
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old},{lost}"
    assert key_rotation.rotate()["access tokens"].rotated == 1
    assert access(gone) == "access gone"


def test_what_no_key_fits_is_not_re_encrypted(settings: Any) -> None:
    settings.BRANDPAY_ENCRYPTION_KEYS = new_key()
    kept = crypto.encrypt(Secret("x"))
    settings.BRANDPAY_ENCRYPTION_KEYS = new_key()
    assert not crypto.is_readable(kept)
    with pytest.raises(crypto.Unreadable):
        crypto.reencrypt(kept)


def test_many_rows_in_short_batches(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks and queries per batch, not per row; memory holds one batch."""
    monkeypatch.setattr(key_rotation, "BATCH", 10)
    old, new = new_key(), new_key()
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    of = merchant()
    made = [customer(of, str(number), refresh=number % 2 == 0) for number in range(25)]
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    told: list[int] = []
    with CaptureQueriesContext(connection) as queries:
        report = key_rotation.rotate(told=told.append)
    assert report["access tokens"].rotated == 25
    assert report["refresh tokens"].rotated == 13
    assert told == [1, 11, 21, 26]
    assert len([query for query in queries if query["sql"].startswith("UPDATE")]) == 4
    assert len(queries) < 40
    assert [access(item) for item in made] == [f"access {number}" for number in range(25)]


def test_guests_and_blank_tokens_are_no_work(settings: Any) -> None:
    customers.guest(merchant())
    assert key_rotation.total() == 1
    assert key_rotation.rotate()["access tokens"] == key_rotation.Tally()


def test_stopped_in_the_middle_and_run_again(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    old, new = new_key(), new_key()
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    of = merchant()
    made = [customer(of, str(number)) for number in range(5)]
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"

    def interrupt(seen: int) -> None:
        if seen >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        key_rotation.rotate(told=interrupt)
    kept = [crypto.is_current(item.access_token) for item in Customer.objects.order_by("pk")]
    assert kept == [True, True, False, False, False]
    assert counts(key_rotation.rotate())["access tokens"] == (2, 3, 0)
    assert [access(item) for item in made] == [f"access {number}" for number in range(5)]


# Beside a running shop: the other side is a second connection.


class Elsewhere:
    """A worker of the shop, in a thread with a connection of its own."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.holds, self.go_on = threading.Event(), threading.Event()
        self._work = work
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self._work()
                self.holds.set()
                assert self.go_on.wait(30)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self._error = error
            self.holds.set()
        finally:
            connections.close_all()

    def __enter__(self) -> Elsewhere:
        self._thread.start()
        assert self.holds.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self.go_on.set()
        self._thread.join()
        if self._error:
            raise self._error


@pytest.fixture
def rotated_keys(settings: Any) -> Callable[[], None]:
    old, new = new_key(), new_key()
    settings.BRANDPAY_ENCRYPTION_KEYS = old

    def add_new_one() -> None:
        settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"

    return add_new_one


@pytest.mark.django_db(transaction=True)
def test_token_that_is_written_meanwhile_stays(
    rotated_keys: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A callback writes a new token between our reading and our writing."""
    made = customer(merchant(), "before")
    rotated_keys()

    def write() -> None:
        token = crypto.encrypt(Secret("access after"))
        Customer.objects.filter(pk=made.pk).update(access_token=token)

    locked = key_rotation._locked

    def late(store: key_rotation.Store, *, skip: bool) -> Any:
        if store.model is Customer and not written:
            written.append(True)
            with Elsewhere(write):
                pass
        return locked(store, skip=skip)

    written: list[bool] = []
    monkeypatch.setattr(key_rotation, "_locked", late)
    report = key_rotation.rotate()
    assert written
    assert access(made) == "access after"
    assert counts(report)["access tokens"] == (1, 0, 0)
    assert counts(report)["refresh tokens"] == (0, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_row_that_is_being_written_is_waited_for_alone(
    rotated_keys: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker that holds it gets on only after we began to wait: its token wins."""
    of = merchant()
    made, other = customer(of, "before"), customer(of, "other")
    rotated_keys()

    def write() -> None:
        token = crypto.encrypt(Secret("access after"))
        Customer.objects.filter(pk=made.pk).update(access_token=token)

    be_patient = key_rotation._be_patient
    with Elsewhere(write) as worker:

        def let_go() -> None:
            be_patient()
            # The rest of the batch is committed already, and so not locked by us.
            assert other_is_free()
            worker.go_on.set()

        def other_is_free() -> bool:
            found: list[int] = []

            def look() -> None:
                rows = Customer.objects.select_for_update(nowait=True).filter(pk=other.pk)
                found.extend(row.pk for row in rows)

            with Elsewhere(look):
                return found == [other.pk]

        monkeypatch.setattr(key_rotation, "_be_patient", let_go)
        report = key_rotation.rotate()
    assert access(made) == "access after"
    assert access(other) == "access other"
    assert report["access tokens"].busy == []
    assert crypto.is_current(Customer.objects.get(pk=made.pk).refresh_token)


@pytest.mark.django_db(transaction=True)
def test_row_that_stays_locked_is_named_and_left(
    rotated_keys: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "PATIENCE", 0.05)
    of = merchant()
    made, other = customer(of, "held"), customer(of, "other")
    rotated_keys()
    with Elsewhere(lambda: Customer.objects.filter(pk=made.pk).update(code_digest="x") and None):
        report = key_rotation.rotate()
    assert report["access tokens"].busy == [made.pk]
    assert not crypto.is_current(Customer.objects.get(pk=made.pk).access_token)
    assert crypto.is_current(Customer.objects.get(pk=other.pk).access_token)
    assert counts(key_rotation.rotate())["access tokens"] == (1, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_checkout_is_never_kept_waiting(
    shop: Shop, rotated_keys: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening an attempt refers to merchant, secret and customer; their rows are locked by us."""
    user = shop.user()
    first = shop.open(shop.bill(user=user))
    Customer.objects.filter(pk=first.customer_id).update(
        access_token=crypto.encrypt(Secret("access x"))
    )
    rotated_keys()
    opened: list[Any] = []
    rewrite = key_rotation._rewrite

    def and_buy(report: Report, store: key_rotation.Store, rows: Any) -> Any:
        done = rewrite(report, store, rows)

        def buy() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
            opened.append(shop.start(shop.bill(user=user)))

        with Elsewhere(buy):
            pass
        return done

    monkeypatch.setattr(key_rotation, "_rewrite", and_buy)
    key_rotation.rotate()
    assert len(opened) == 2


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once(
    rotated_keys: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 5)
    of = merchant()
    made = [customer(of, str(number)) for number in range(40)]
    rotated_keys()
    reports: list[Report] = []
    barrier = threading.Barrier(2)

    def run() -> None:
        try:
            barrier.wait(30)
            reports.append(key_rotation.rotate())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == 2
    assert sum(report["access tokens"].rotated for report in reports) == 40
    assert all(report["access tokens"].busy == [] for report in reports)
    assert [access(item) for item in made] == [f"access {number}" for number in range(40)]


def test_event_that_is_deleted_meanwhile(settings: Any) -> None:
    """Nothing comes back that somebody has deleted."""
    old, new = new_key(), new_key()
    settings.BRANDPAY_ENCRYPTION_KEYS = old
    made = event("x")
    settings.BRANDPAY_ENCRYPTION_KEYS = f"{new},{old}"
    report: Report = {"webhook events": key_rotation.Tally()}
    made.delete()
    key_rotation._rotate_page(report, key_rotation.STORES[2], [1])
    assert report["webhook events"] == key_rotation.Tally()
