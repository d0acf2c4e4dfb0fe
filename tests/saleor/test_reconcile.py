"""brandpay_reconcile at a shop: Toss and Saleor's own books, held against each other."""

import datetime
import io
import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from .helpers import approved, captured, held, paid_order, pay, refunded
from .hooks import blind, unseen
from .reconciling import AFTER, again, found, reconciler

configured = pytest.mark.usefixtures("brandpay")


@pytest.fixture(params=[True, False], ids=["refunds in rows", "a row each payment"])
def reading(request, toss, brandpay):
    """What Toss's list holds is not documented: both readings must do."""
    toss.call("POST", "settings", {"cancelRows": request.param})


@pytest.fixture
def reconcile(toss, later):
    return reconciler(later)


@configured
@pytest.mark.usefixtures("reading")
def test_orders_and_refunds_that_agree(member, guest, staff, toss, reconcile):
    order = pay(member.fill(), toss).order["id"]
    pay(guest.fill({"saucer": 1}), toss)
    assert staff.refund(order, 5000) == []
    status, document = reconcile()
    assert (status, found(document)) == (0, [])
    assert document["toss"]["approved"] == {"payments": 2, "won": 23000}
    assert document["saleor"]["captured"] == {"payments": 2, "won": 23000}
    assert document["toss"]["refunded"] == {"payments": 1, "won": 5000}
    assert document["saleor"]["refunded"] == {"payments": 1, "won": 5000}
    assert sum(day["approved"]["won"] for day in document["days"]) == 23000


@configured
@pytest.mark.usefixtures("reading")
def test_paid_without_order_becomes_one(member, staff, toss, reconcile):
    unseen(member, toss)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("paid_without_order", False)])
    assert "--heal" in document["findings"][0]["next"]["en"]
    assert staff.orders() == []

    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("paid_without_order", True)])
    paid_order(staff, toss, member.complete(), 15000)
    again(reconcile)


@configured
@pytest.mark.usefixtures("reading")
def test_paid_without_record_of_ours_is_told_and_left_alone(member, staff, toss, reconcile):
    """The database went back in time: no order is made, and no money moves, by guessing (M4)."""
    from saleor_brandpay.models import Attempt

    order_id = unseen(member, toss)["orderId"]
    Attempt.objects.all().delete()
    for words in ([], ["--heal"]):
        _, document = reconcile(*words)
        (finding,) = document["findings"]
        assert (finding["order_id"], finding["healed"]) == (order_id, False)
        assert finding["toss_won"] == 15000
    assert staff.orders() == []
    assert held(toss) == 15000
    assert len(approved(toss)) == 1


@configured
@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("won", [5000, 15000])
def test_refund_in_the_console_is_booked(member, staff, toss, reconcile, won):
    order = pay(member.fill(), toss).order["id"]
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=won)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("refund_only_there", False)])
    assert document["findings"][0]["saleor_order"] == staff.order(order)["number"]
    assert captured(staff.order(order)) == 15000

    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("refund_only_there", True)])
    assert captured(staff.order(order)) == 15000 - won
    assert refunded(toss) == [won]
    again(reconcile)


@configured
@pytest.mark.usefixtures("reading")
def test_order_without_payment_is_left_to_people(member, staff, toss, reconcile):
    order = pay(member.fill(), toss).order["id"]
    toss.reset()
    for words in ([], ["--heal"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("order_without_payment", False)])
        (finding,) = document["findings"]
        assert (finding["toss_won"], finding["saleor_won"]) == (0, 15000)
        assert "Do not ship" in finding["next"]["en"]
    assert captured(staff.order(order)) == 15000


@configured
@pytest.mark.usefixtures("reading")
def test_amounts_that_differ_are_left_to_people(member, staff, toss, reconcile):
    from saleor.payment.models import Transaction

    pay(member.fill(), toss)
    Transaction.objects.filter(kind="capture").update(amount=Decimal(14000))
    for words in ([], ["--heal"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("amount_drift", False)])
        assert document["findings"][0]["saleor_won"] == 14000
    assert held(toss) == 15000


@configured
@pytest.mark.usefixtures("reading")
def test_refund_that_toss_never_made(member, staff, toss, reconcile):
    from saleor.payment.models import Payment, Transaction

    pay(member.fill(), toss)
    payment = Payment.objects.get(gateway="tosspayments.brandpay", order__isnull=False)
    Transaction.objects.create(
        payment=payment,
        kind="refund",
        is_success=True,
        token="by-hand",
        amount=Decimal(4000),
        currency="KRW",
        gateway_response={},
    )
    for words in ([], ["--heal"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("refund_only_here", False)])
        assert document["findings"][0]["saleor_won"] == 4000
    assert held(toss) == 15000


@configured
@pytest.mark.usefixtures("reading")
def test_unknown_outcome_ends_with_the_window(member, staff, toss, reconcile):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    toss.fault("confirm", "drop_before", times=None)
    blind(toss)
    assert member.complete(returned).order is None
    toss.mend()
    status, document = reconcile()
    assert (status, found(document)) == (1, [("still_unknown", False)])
    status, document = reconcile("--heal", after=2 * 3600)
    assert (status, found(document)) == (0, [])
    from saleor_brandpay.models import Attempt

    assert {attempt.status for attempt in Attempt.objects.all()} == {"closed"}
    again(reconcile)


@configured
def test_refund_of_unknown_outcome(member, staff, toss, reconcile):
    order = pay(member.fill(), toss).order["id"]
    toss.fault("cancel", "drop_after", times=None)
    blind(toss)
    assert staff.refund(order, 5000)
    toss.mend()
    status, document = reconcile()
    assert (status, found(document)) == (1, [("refund_only_there", False)])
    status, document = reconcile("--heal")
    assert status == 0
    assert captured(staff.order(order)) == 10000
    assert refunded(toss) == [5000]
    again(reconcile)


@configured
@pytest.mark.usefixtures("reading")
def test_payment_that_cannot_be_booked_goes_back(member, staff, toss, reconcile):
    """The cart changed after the approval: what was given back is no difference any more."""
    unseen(member, toss)
    member.add("saucer")
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("paid_without_order", True)])
    assert staff.orders() == []
    assert held(toss) == 0
    assert refunded(toss) == [15000]
    again(reconcile)


@configured
def test_other_system_under_the_same_mid(member, toss, reconcile):
    toss.call("POST", "payments/bulk", {"count": 3, "orderPrefix": "other-"})
    pay(member.fill(), toss)
    status, document = reconcile()
    assert status == 0
    assert document["toss"]["of_other_systems"] == {"payments": 3, "won": 45000}
    assert document["toss"]["approved"]["payments"] == 1
    assert {finding["class"] for finding in document["findings"]} == {"foreign"}


@configured
def test_money_is_compared_even_without_our_tables(member, toss, reconcile):
    from saleor_brandpay.models import Attempt

    pay(member.fill(), toss)
    Attempt.objects.all().delete()
    status, document = reconcile()
    assert (status, found(document)) == (0, [])
    toss.reset()
    status, document = reconcile()
    assert (status, found(document)) == (1, [("order_without_payment", False)])


@configured
def test_under_way_just_now_is_no_difference(member, toss, reconcile):
    unseen(member, toss)
    status, document = reconcile(after=1)
    assert (status, found(document)) == (0, [])
    assert document["under_way"] >= 1


@configured
def test_deep_reads_every_payment(member, guest, toss, reconcile):
    pay(member.fill(), toss)
    pay(guest.fill(), toss)
    assert reconcile()[1]["payments_read"] == 0
    assert reconcile("--deep")[1]["payments_read"] == 2


@configured
def test_by_itself_every_night(member, staff, toss, later):
    from saleor_brandpay.tasks import reconcile_daily

    unseen(member, toss)
    later(AFTER)
    reconcile_daily()
    paid_order(staff, toss, member.complete(), 15000)


@configured
def test_large_day_is_handed_out_in_parts(toss, later, monkeypatch):
    from saleor_brandpay import clock, tasks
    from saleor_brandpay.core.reconcile import cutting
    from saleor_brandpay.core.reconcile.spans import midnight
    from saleor_brandpay.models import Reconciliation

    for name, value in {"LARGE": 1, "DOUBTFUL": 0, "OF_A_PART": 0.2}.items():
        monkeypatch.setattr(cutting, name, value)
    yesterday = midnight(midnight(clock.now()) - datetime.timedelta(seconds=1))
    many = {"count": 550, "orderPrefix": "other-", "seconds": 150}
    toss.call("POST", "payments/bulk", {**many, "since": yesterday.isoformat()})
    later(AFTER)
    handed = []
    dispatch = tasks.dispatch
    monkeypatch.setattr(tasks, "dispatch", lambda task, pk: handed.append(pk) or dispatch(task, pk))
    tasks.reconcile_daily()
    run = Reconciliation.objects.get()
    assert run.finished_at
    stretches = list(run.stretches.all())
    assert sorted(handed) == sorted(one.pk for one in stretches)
    assert len(stretches) > 12
    assert sum(one.foreign for one in stretches) == 550


@configured
def test_stretch_of_a_dead_worker_is_taken_up_by_the_sweep(member, staff, toss, later, monkeypatch):
    from saleor_brandpay import tasks
    from saleor_brandpay.models import Reconciliation

    pay(member.fill(), toss)
    with monkeypatch.context() as dead:
        dead.setattr(tasks, "dispatch", lambda *args: None)
        tasks.reconcile_daily()
    later(AFTER)
    tasks.sweep()
    assert Reconciliation.objects.get().finished_at is None
    later(3600)
    tasks.sweep()
    assert Reconciliation.objects.get().finished_at


def test_nothing_by_itself_where_nothing_is_configured(shop, toss):
    from saleor_brandpay.models import Reconciliation
    from saleor_brandpay.tasks import reconcile_daily

    reconcile_daily()
    assert not Reconciliation.objects.exists()


# What it says, and what it is told.


@configured
def test_report_as_a_page_and_as_text(member, toss, later, tmp_path):
    unseen(member, toss)
    later(AFTER)
    page = tmp_path / "report.html"
    for words in (["--html", str(page)], []):
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("brandpay_reconcile", *words, stdout=out)
        assert "1 differences, 0 healed, 1 left." in out.getvalue()
    assert "Toss holds 15,000 won that Saleor knows nothing of." in out.getvalue()
    assert "결제됨, 주문 없음" in page.read_text()
    assert list(tmp_path.iterdir()) == [page]


@configured
def test_how_far_it_is(member, toss, later):
    pay(member.fill(), toss)
    later(AFTER)
    said = io.StringIO()
    call_command("brandpay_reconcile", verbosity=2, stdout=io.StringIO(), stderr=said)
    assert "days, " in said.getvalue()
    assert "0 differences" in said.getvalue()


def fails(*words):
    """The one line on stderr of a command that could not work."""
    from saleor_brandpay.management.commands.brandpay_reconcile import Command

    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        Command(stdout=io.StringIO(), stderr=said).run_from_argv(
            ["manage.py", "brandpay_reconcile", *words]
        )
    assert ended.value.code == 2
    assert said.getvalue().startswith("brandpay_reconcile: ")
    assert said.getvalue().count("\n") == 1
    return said.getvalue()


@configured
@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--since", "yesterday"], "is no date"),
        (["--since", "2026-02-30"], "is no date"),
        (["--since", "2025-02-01", "--until", "2025-01-01"], "must be before"),
        (["--since", "2999-01-01"], "must be before"),
        (["--since", "1999-01-01"], "five years"),
        (["--channel", "nowhere"], "unknown channel 'nowhere'"),
        (["--merchant", "test_ck_nobody"], "unknown merchant 'test_ck_nobody'"),
        (["--html", "/nowhere/report.html"], "cannot be written"),
        (["--html", "/"], "cannot be written"),
        (["--json", "--html", "x.html"], "not allowed with"),
    ],
)
def test_wrong_words_are_one_line(words, text, toss):
    toss.forget_requests()
    assert text in fails(*words)
    assert toss.requests() == []


def test_empty_database_is_one_line(shop, toss):
    assert "no merchant is known" in fails()
    assert "no merchant is known" not in fails("--merchant", "test_ck_nobody")


@configured
def test_no_network_is_one_line(settings, monkeypatch):
    from saleor_brandpay.core.reconcile import toss_reader

    monkeypatch.setattr(toss_reader, "PAUSE", 0)
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert "cannot be reached at http://127.0.0.1:9" in fails()


@configured
def test_key_that_toss_refuses_is_one_line(member, toss, later):
    from saleor_brandpay.models import MerchantSecret

    pay(member.fill(), toss)
    later(AFTER)
    from saleor_brandpay.api.secret import Secret
    from saleor_brandpay.core.merchants.crypto import encrypt

    MerchantSecret.objects.update(ciphertext=encrypt(Secret("test_sk_" + "x" * 20)))
    assert "UNAUTHORIZED_KEY" in fails()


@configured
def test_channel_and_merchant_choose(member, toss, reconcile):
    from saleor_brandpay.models import Merchant

    pay(member.fill(), toss)
    client_key = Merchant.objects.get().client_key
    for words in (["--channel", "krw"], ["--merchant", client_key]):
        assert reconcile(*words)[1]["toss"]["approved"]["payments"] == 1


@configured
def test_dates_bound_the_span(member, toss, reconcile):
    pay(member.fill(), toss)
    status, document = reconcile("--since", "2026-01-01", "--until", "2026-01-03")
    assert status == 0
    assert document["since"] == "2026-01-01T00:00:00+09:00"
    assert [day["date"] for day in document["days"]] == ["2026-01-01", "2026-01-02"]
    assert document["toss"]["approved"]["payments"] == 0


@configured
def test_no_secret_in_what_it_says(member, staff, toss, reconcile):
    from saleor_brandpay.models import Attempt

    unseen(member, toss)
    _, document = reconcile()
    text = json.dumps(document)
    attempt = Attempt.objects.get()
    assert attempt.customer.customer_key not in text
    assert "test_sk_" not in text
