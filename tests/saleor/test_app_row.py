"""The App row of the Transactions API: made by migrations, kept, repaired; staff have the say."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from .helpers import in_own_connection, together


@pytest.fixture
def row():
    from saleor_brandpay.adapters.saleor import app_row

    rows().delete()
    app_row.ensure()
    return app_row


def rows():
    from saleor.app.models import App

    return App.objects.filter(identifier="tosspayments.brandpay")


def create(**fields):
    from saleor.app.models import App

    return App.objects.create(identifier="tosspayments.brandpay", name="Brandpay", **fields)


def remove(**fields):
    from django.utils import timezone

    rows().filter(**fields).update(removed_at=timezone.now(), is_active=False)


def migrate():
    call_command("migrate", "saleor_brandpay", verbosity=0)


def test_merchant_sees_an_app_that_has_no_power(row, staff):
    app = staff.app()
    assert app["name"] == "브랜드페이 결제·환불 / Brandpay payments and refunds"
    assert (app["type"], app["isActive"]) == ("LOCAL", True)
    assert "Transactions API" in app["aboutApp"]
    assert app["permissions"] == app["tokens"] == app["webhooks"] == []


def test_one_of_an_earlier_version_says_the_same(row):
    rows().update(about_app="")
    migrate()
    assert rows().get().about_app == row.ABOUT


def test_name_that_staff_gave_it_stays(row):
    rows().update(name="브랜드페이")
    migrate()
    assert rows().get().name == "브랜드페이"


# The settings page


def test_page_says_what_staff_did_to_it(row, brandpay, staff):
    brandpay()
    assert staff.settings("krw")["app"] == "활성 / Active"
    app = staff.app()["id"]
    staff.deactivate_app(app)
    assert "Activate it again under Extensions" in staff.settings("krw")["app"]
    staff.delete_app(app)
    assert "it is made anew" in staff.settings("krw")["app"]
    rows().delete()
    assert "it is made anew" in staff.settings("krw")["app"]
    create(type="local")
    create(type="local")
    assert "There are several" in staff.settings("krw")["app"]


def test_page_saved_active_makes_one_after_staff_deleted_it(row, brandpay, staff):
    brandpay()
    staff.delete_app(staff.app()["id"])
    brandpay()
    assert row.state() is row.State.ACTIVE
    assert staff.settings("krw")["app"] == "활성 / Active"


def test_page_saved_inactive_makes_none(row, brandpay, staff, shop):
    brandpay()
    staff.delete_app(staff.app()["id"])
    staff.configure(shop.krw.id, active=False)
    assert row.state() is row.State.REMOVED


def test_page_saved_leaves_one_alone_that_staff_deactivated(row, brandpay, staff):
    """They activate it where they deactivated it: saving keys is no word about it."""
    brandpay()
    staff.deactivate_app(staff.app()["id"])
    brandpay()
    assert row.state() is row.State.DISABLED


# Migrations


def test_migrate_makes_it_and_says_so_when_asked(row, capsys):
    rows().delete()
    call_command("migrate", "saleor_brandpay", verbosity=2)
    assert rows().get().is_active
    assert "Created the App '브랜드페이" in capsys.readouterr().out
    migrate()
    assert rows().count() == 1


def test_migrate_leaves_one_alone_that_staff_deactivated(row, staff):
    (app,) = rows()
    staff.deactivate_app(global_id(app))
    migrate()
    assert not rows().get().is_active
    assert row.state() is row.State.DISABLED


def test_migrate_makes_a_new_one_after_staff_deleted_it(row, staff):
    (app,) = rows()
    staff.delete_app(global_id(app))
    assert row.state() is row.State.REMOVED
    migrate()
    assert row.state() is row.State.ACTIVE
    assert [found.pk for found in rows().filter(removed_at=None)] != [app.pk]


def test_nothing_is_made_for_a_shop_without_our_tables(row, monkeypatch):
    """`migrate saleor_brandpay zero`, and the first migrations of a new shop."""
    rows().delete()
    from django.apps import apps
    from django.db.migrations.state import ProjectState

    row.make_after_migrate(ProjectState().apps, using="default", verbosity=0)
    monkeypatch.setattr(row, "_has_tables", lambda *_: False)
    row.make_after_migrate(apps, using="default", verbosity=0)
    assert row.state() is row.State.MISSING


def test_failure_does_not_end_the_migration(row, monkeypatch, caplog):
    from django.db import DatabaseError

    def fail(**_):
        raise DatabaseError("read only")

    monkeypatch.setattr(row, "ensure", fail)
    migrate()
    assert "brandpay_doctor --fix" in caplog.text


# Two hosts


def test_two_hosts_at_once_make_one(row):
    rows().delete()
    made = []
    together(*[lambda: in_own_connection(lambda: made.append(row.ensure()))] * 4)
    assert sorted(made) == [False, False, False, True]
    assert rows().count() == 1


def test_second_host_waits_for_the_first(row):
    rows().delete()
    made = []

    def ensure():
        made.append(row.ensure())

    with transaction.atomic():
        assert row.ensure()
        second = threading.Thread(target=in_own_connection, args=(ensure,))
        second.start()
        wait_until_somebody_waits()
    second.join()
    assert made == [False]


def wait_until_somebody_waits():
    """For an advisory lock, in this database."""
    query = (
        "select exists (select from pg_locks l join pg_database d on d.oid = l.database"
        " where d.datname = current_database() and locktype = 'advisory' and not granted)"
    )
    with connection.cursor() as cursor:
        waiting = False
        while not waiting:
            cursor.execute(query)
            (waiting,) = cursor.fetchone()


# Repair


def test_repair_of_what_is_well_does_nothing(row):
    before = list(rows().values())
    assert not row.repair()
    assert list(rows().values()) == before


@pytest.mark.parametrize("removed", [False, True])
def test_repair_makes_a_new_one(row, removed):
    remove() if removed else rows().delete()
    assert row.repair() == row.Repaired(created=True)
    assert row.state() is row.State.ACTIVE


def test_repair_activates(row):
    rows().update(is_active=False)
    assert row.repair() == row.Repaired(activated=True)
    assert row.state() is row.State.ACTIVE


def test_repair_keeps_the_one_that_saleor_uses(row):
    """And removes the others as staff do, so that what refers to them stays."""
    first = create(is_active=False, type="local")
    used = rows().get(is_active=True)
    double = create(is_active=True, type="local")
    rows().filter(pk=used.pk).update(name="A")
    assert row.state() is row.State.DOUBLE
    assert row.repair() == row.Repaired(removed=tuple(sorted((first.pk, double.pk))))
    assert row.state() is row.State.ACTIVE
    assert rows().get(removed_at=None).pk == used.pk
    assert rows().count() == 3


def test_repair_leaves_an_app_alone_that_somebody_installed(row):
    create(is_active=True, type="thirdparty")
    assert not row.repair()
    assert row.state() is row.State.DOUBLE


def test_two_that_are_disabled_are_disabled(row):
    rows().update(is_active=False)
    create(is_active=False)
    assert row.state() is row.State.DISABLED
    assert row.repair().activated
    assert row.state() is row.State.ACTIVE


def test_state_looks_at_our_identifier_only(row):
    rows().update(identifier="somebody.else")
    assert row.state() is row.State.MISSING
    from saleor.app.models import App

    App.objects.filter(identifier="somebody.else").delete()


def test_state_of_one_removed_long_ago(row):
    from django.utils import timezone

    rows().update(removed_at=timezone.now() - timedelta(days=400), is_active=False)
    assert row.state() is row.State.REMOVED
    row.ensure()
    assert row.state() is row.State.ACTIVE


def global_id(app):
    import graphene

    return graphene.Node.to_global_id("App", app.pk)
