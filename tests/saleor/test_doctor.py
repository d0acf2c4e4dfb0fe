"""brandpay_doctor: is all well with Brandpay in this shop?"""

import io
import json
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from .helpers import pay
from .hooks import sweep

pytestmark = pytest.mark.usefixtures("well")


@pytest.fixture
def well(brandpay, settings):
    """A shop in which nothing is to be found."""
    from django.core.cache import cache

    from saleor_brandpay.adapters.saleor import app_row
    from saleor_brandpay.core.merchants import key_rotation

    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    app_row.repair()
    brandpay()
    key_rotation.rotate()
    # Of processes that ran before there was a key.
    cache.clear()


def doctor(*words):
    """Exit status and stdout of the command."""
    out = io.StringIO()
    try:
        call_command("brandpay_doctor", *words, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def found(*words, about=None, trouble=True):
    """The findings that need a person, or all, in order: level, about, text."""
    items = json.loads(doctor("--json", *words)[1])["findings"]
    return [
        (item["level"], item["about"], item["text"])
        for item in items
        if about in (None, item["about"]) and (not trouble or item["level"] in ("warning", "error"))
    ]


def one(*words, **which):
    (item,) = found(*words, **which)
    return item


def test_all_is_well(staff):
    status, said = doctor()
    assert (status, said.splitlines()[-1]) == (0, "All is well.")
    for line in said.splitlines()[:-2]:
        assert line.split()[0] in ("ok", "note"), line
    assert "active, test keys test_ck_" in said
    assert staff.settings("krw")["webhook_url"] in said
    assert "flow strategy CHARGE" in said
    assert json.loads(doctor("--json")[1])["healthy"] is True


def test_secret_key_is_not_shown():
    from .toss import SECRET_KEY

    assert SECRET_KEY not in doctor("--online")[1]


# What all channels share


def test_wrong_settings_are_findings_and_the_rest_waits(settings):
    settings.BRANDPAY_DEADLINE = "soon"
    level, about, text = one()
    assert (level, about) == ("error", "settings")
    assert "BRANDPAY_DEADLINE must be" in text
    assert "before the errors above are mended" in doctor()[1]
    assert doctor()[0] == 1


def test_missing_encryption_keys_are_told(settings):
    settings.BRANDPAY_ENCRYPTION_KEYS = ""
    told = found()
    assert ("warning", "settings") in [item[:2] for item in told]
    # The secret was kept under the key that is gone.
    assert ("error", "keys") in [item[:2] for item in told]


def test_pending_migrations_are_told():
    from django.db.migrations.recorder import MigrationRecorder

    rows = MigrationRecorder.Migration.objects.filter(app="saleor_brandpay")
    last = rows.latest("pk")
    last.delete()
    try:
        level, about, text = one()
    finally:
        last.save()
    assert (level, about) == ("error", "database")
    assert text == f"not migrated: {last.name}; run manage.py migrate"


def test_plugin_that_was_not_installed_is_told(settings):
    settings.PLUGINS = [path for path in settings.PLUGINS if "transactions" not in path]
    level, _, text = one(about="plugins")
    assert level == "error"
    assert "has not found saleor_brandpay.transactions.plugin" in text


def test_companion_that_staff_switched_off_is_told():
    from saleor.plugins.models import PluginConfiguration

    PluginConfiguration.objects.update_or_create(
        identifier="tosspayments.brandpay.transactions",
        channel=None,
        defaults={"active": False, "configuration": []},
    )
    level, about, text = one()
    assert (level, about) == ("error", "plugins")
    assert "tosspayments.brandpay.transactions is switched off" in text


# The App


@pytest.fixture
def app():
    from saleor.app.models import App

    return App.objects.filter(identifier="tosspayments.brandpay")


def test_disabled_app_is_told_and_fixed(app):
    app.update(is_active=False)
    level, about, text = one()
    assert (level, about) == ("error", "app")
    assert "no money moves" in text
    assert not app.get().is_active, "nothing is changed without --fix"
    status, said = doctor("--fix")
    assert status == 0
    assert "repaired: it is active again" in said
    assert app.get().is_active


@pytest.mark.parametrize("removed", [False, True])
def test_missing_app_is_told_and_fixed(app, removed):
    from django.utils import timezone

    app.update(removed_at=timezone.now(), is_active=False) if removed else app.delete()
    assert ("deleted by staff" if removed else "there is none") in one(about="app")[2]
    assert "repaired: a new one was made" in doctor("--fix")[1]
    assert app.filter(is_active=True).count() == 1


def test_double_app_is_told_and_fixed(app):
    from saleor.app.models import App

    double = App.objects.create(identifier="tosspayments.brandpay", name="X", type="local")
    assert one(about="app")[0] == "warning"
    status, said = doctor("--fix")
    assert status == 0
    kept = app.get(removed_at=None)
    assert (
        f"doubles were removed, rows {({*app.values_list('pk', flat=True)} - {kept.pk}).pop()}"
        in said
    )
    assert double.pk in app.values_list("pk", flat=True)


# Channels


def test_inactive_everywhere_is_told(staff, shop):
    staff.configure(shop.krw.id, active=False)
    level, about, text = one()
    assert (level, about) == ("warning", "channels")
    assert "/extensions/plugin/tosspayments.brandpay" in text


def test_inactive_channel_that_holds_payments_is_told(staff, shop, member, toss):
    """A plugin that is off cannot refund in the Transactions API (M17)."""
    from saleor_brandpay.models import Attempt

    pay(member.fill(), toss)
    import uuid

    Attempt.objects.update(payment_pk=None, transaction_token=uuid.uuid4())
    assert staff.configure(shop.krw.id, active=False) == []
    assert "1 of the Transactions API's payments cannot be refunded" in one(about="channel krw")[2]


def test_channel_that_makes_unpaid_orders_is_told(staff, shop, member, toss):
    """A shop that orders first has meant it; one that has been paid before has not."""

    def told() -> tuple[str, str]:
        items = found(about="channel krw", trouble=False)
        ((level, _, text),) = [item for item in items if "unpaid orders" in item[2]]
        return level, text

    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": True})
    level, text = told()
    assert level == "note"
    assert "the Transactions API works" in text
    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": False})
    pay(member.fill(), toss)
    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": True})
    assert told()[0] == "warning"


def test_secret_key_whose_variable_is_gone_is_told(brandpay, monkeypatch):
    from .toss import SECRET_KEY

    monkeypatch.setenv("BRANDPAY_SECRET_KEY", SECRET_KEY)
    brandpay(secret_key="env:BRANDPAY_SECRET_KEY")
    assert "secret key from env:BRANDPAY_SECRET_KEY" in doctor()[1]
    monkeypatch.delenv("BRANDPAY_SECRET_KEY")
    level, about, text = one()
    assert (level, about) == ("error", "channel krw")
    assert "Set the variable: it is not set. [env:BRANDPAY_SECRET_KEY]" in text


def test_only_the_channel_that_was_named(shop):
    shop.open_channel("outlet", prices={"cup": 12000})
    abouts = {about for _, about, _ in found(trouble=False)}
    assert {"channel krw", "channel outlet"} <= abouts
    named = {about for _, about, _ in found("--channel", "outlet", trouble=False)}
    assert "channel outlet" in named
    assert "channel krw" not in named


def test_unknown_channel():
    with pytest.raises(CommandError, match=r"unknown channel 'nowhere'.*krw") as caught:
        doctor("--channel", "nowhere")
    assert caught.value.returncode == 2


def test_toss_is_asked_only_online(toss):
    toss.forget_requests()
    assert doctor()[0] == 0
    assert toss.requests() == []
    assert "Toss Payments takes the secret key" in doctor("--online")[1]
    assert len(toss.requests()) == 1


def test_toss_that_cannot_be_reached_is_told(toss):
    toss.fault("payment_by_order_id", "drop_before", times=None)
    assert "cannot be reached" in one("--online")[2]


@pytest.mark.parametrize(("timeout", "told"), [("10s", True), ("0", False), ("10min", False)])
def test_database_that_cuts_a_waiting_confirm_is_told(timeout, told):
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = %s", [timeout])
        items = found(about="Toss")
    assert [level for level, _, _ in items] == ["warning"] * told
    assert all("idle_in_transaction_session_timeout of 10 s" in text for _, _, text in items)


def test_webhooks_that_never_came_are_told(member, toss, staff):
    url = staff.settings("krw")["webhook_url"]
    level, about, text = next(item for item in found(trouble=False) if "no webhook" in item[2])
    assert (level, about) == ("note", "channel krw")
    pay(member.fill(), toss)
    assert one() == ("warning", about, text)
    assert url in doctor()[1]


def test_json_has_codes_and_figures_and_no_secret_url(member, toss, staff, webhooks):
    url = staff.settings("krw")["webhook_url"]
    secret = url.rpartition("/")[2]
    assert len(secret) > 20
    pay(member.fill(), toss)
    answer = json.loads(doctor("--json")[1])
    assert answer["codes"] == ["webhooks_never_came"]
    codes = {item["code"] for item in answer["findings"]}
    assert {"settings_right", "migrated", "channel_active", "events_in_time"} <= codes
    toss.deliver()
    status, told = doctor("--json")
    assert status == 0
    assert json.loads(told)["codes"] == []
    figures = {item["code"]: item["figures"] for item in json.loads(told)["findings"]}
    assert figures["events_in_time"]["parked"] == 0
    assert figures["webhooks_come"]["age_seconds"] < 60
    assert figures["payments_in_time"] == {}
    sweeping = next(item for item in json.loads(told)["findings"] if item["about"] == "sweep")
    assert sweeping["figures"]["late"] == 0
    assert sweeping["figures"]["webhook_lag_seconds"] < 60
    for words in ((), ("--json",)):
        assert (secret in doctor(*words)[1]) is (not words)


def test_webhooks_that_have_stopped_coming_are_told(webhooks, member, toss, later):
    later(0)
    pay(member.fill(), toss)
    toss.deliver()
    later(2 * 60 * 60)
    assert found(about="channel krw") == []
    toss.webhook_url("http://127.0.0.1:9/gone", "PAYMENT_STATUS_CHANGED")
    pay(member.fill(), toss)
    assert found(about="channel krw") == [], "Toss may be about to send it"
    later(2 * 60 * 60)
    level, _, text = one(about="channel krw")
    assert level == "warning"
    assert text.startswith("no webhook has come since")


def test_calls_with_a_wrong_secret_are_counted(webhooks):
    from .test_webhook_intake import post

    assert found(about="channel krw") == []
    wrong = webhooks[:-3] + "aaa"
    for _ in range(2):
        assert post(wrong, b"{}") == 404
    (item,) = [
        item
        for item in json.loads(doctor("--json")[1])["findings"]
        if item["code"] == "webhooks_with_wrong_secret"
    ]
    assert item["level"] == "warning"
    assert item["figures"] == {"calls": 2}
    assert "an old one" in item["text"]
    assert webhooks.rpartition("/")[2] not in item["text"]


def test_never_reconciled_is_a_warning_once_money_has_moved(member, toss, later):
    later(0)
    assert one(about="reconciling", trouble=False)[0] == "note"
    pay(member.fill(), toss)
    assert one(about="reconciling", trouble=False)[0] == "note", "a night has to pass first"
    later(3 * 24 * 3600)
    level, _, text = one(about="reconciling")
    assert level == "warning"
    assert text.startswith("has never run, though money has moved")


def test_a_run_that_could_not_compare_is_told(reconciled, member, toss, later):
    pay(member.fill(), toss)
    later(0)
    toss.fault("transactions", "http_500", times=None)
    with pytest.raises(CommandError, match="not everything was compared"):
        reconciled()
    level, _, text = one(about="reconciling")
    assert level == "warning"
    assert "could not compare everything: merchant" in text
    assert "differences" not in text


def test_last_webhook_is_shown(webhooks, member, toss):
    pay(member.fill(), toss)
    toss.deliver()
    assert "the last one came" in doctor()[1]
    assert found() == []


# What is done behind the requests


def test_work_that_nobody_does_is_told(member, toss, later):
    member.fill().payment_create().complete()
    later(10 * 60)
    assert found(about="sweep") == []
    later(10 * 60)
    level, _, text = one(about="sweep")
    assert level == "error"
    assert text.startswith("events and payments late by 10 minutes or more: 1;")
    assert "brandpay_reconcile --open" in text


def test_beat_that_stands_still_is_told(later):
    """Where Saleor's beat writes down what it ran."""
    beat = pytest.importorskip("django_celery_beat.models")
    from saleor_brandpay.clock import now

    later(0)
    every = beat.IntervalSchedule.objects.create(every=60, period="seconds")
    beat.PeriodicTask.objects.create(
        name="brandpay-sweep", task="saleor_brandpay.sweep", interval=every, last_run_at=now()
    )
    level, _, text = one(about="sweep", trouble=False)
    assert (level, text[:39]) == ("ok", "nothing is late; Celery's beat last ran")
    later(15 * 60)
    level, _, text = one(about="sweep")
    assert level == "warning"
    assert text.startswith("Celery's beat stands still since")


def test_parked_events_are_told():
    from django.utils import timezone

    from saleor_brandpay.models import Event

    Event.objects.create(
        fingerprint="f", event_type="METHOD_UPDATED", channel_pk=1, received_at=timezone.now()
    )
    assert one() == ("warning", "webhooks", "1 parked: brandpay_events list --status parked")


def test_stuck_payments_are_named(member, toss):
    from saleor_brandpay.clock import now
    from saleor_brandpay.models import Attempt

    member.fill().payment_create().complete()
    attempts = Attempt.objects.all()
    attempts.update(looks=9, due_at=now())
    assert found(about="payments") == [], "a window that nobody paid"
    attempts.update(status="unknown")
    level, _, text = one(about="payments")
    assert level == "error"
    assert f"cannot end {attempts.get().order_id} (outcome unknown): run" in text
    attempts.update(status="approved", payment_key="k", looks=0, refund_awaited_at=now())
    assert found(about="payments") == []
    attempts.update(refund_awaited_at=now() - timedelta(hours=2))
    assert one(about="payments")[0] == "error"


def test_wallets_of_deleted_users_are_counted(member, toss):
    from saleor_brandpay.clock import now
    from saleor_brandpay.models import Customer

    pay(member.fill(), toss)
    assert found(about="wallets", trouble=False) == []
    customers = Customer.objects.all()
    customers.update(user_deleted_at=now(), withdraw_at=now())
    level, _, text = one(about="wallets", trouble=False)
    assert level == "note"
    assert "still to be closed at Toss: 1;" in text
    customers.update(withdraw_at=None)
    level, _, text = one(about="wallets")
    assert level == "warning"
    assert text.endswith("brandpay_withdraw --deleted 1")
    customers.update(withdraw_at=now(), methods_left_at=now())
    level, _, text = one(about="wallets")
    assert level == "warning"
    assert f"customers {customers.get().pk}; ask Toss" in text


def test_sizes_and_names_that_are_kept_too_long(member, toss, later):
    pay(member.fill(), toss)
    sweep()
    later(120)
    sweep()
    assert " MB with their indexes" in one(about="tables", trouble=False)[2]
    assert one(about="retention", trouble=False)[0] == "ok"
    later(92 * 24 * 3600)
    assert one(about="retention", trouble=False)[0] == "ok", "a night may have been missed"
    later(2 * 24 * 3600)
    level, _, text = one(about="retention")
    assert level == "warning"
    assert "though only 90 days are asked for" in text
    call_command("brandpay_retention", "--json")
    assert one(about="retention", trouble=False)[0] == "ok"


def test_differences_that_are_left_are_told(reconciled, member, toss, later):
    later(0)
    order = pay(member.fill(), toss).order
    assert order
    (payment,) = toss.payments()
    assert "has not run so far" in one(about="reconciling", trouble=False)[2]
    reconciled()
    assert one(about="reconciling", trouble=False)[0] == "ok"

    from saleor_brandpay.models import Finding, Kind, Reconciliation

    run = Reconciliation.objects.latest("pk")
    difference = Finding.objects.create(
        reconciliation=run, stretch=run.stretches.first(), kind=Kind.AMOUNT_DRIFT, order_id="x"
    )
    level, _, text = one(about="reconciling")
    assert level == "warning"
    assert text.startswith("differences left by the run of")
    difference.delete()
    run.asked = "every day heal all"
    run.save()
    later(3 * 24 * 3600)
    assert "has not run since" in one(about="reconciling")[2]
    assert payment["status"] == "DONE"
