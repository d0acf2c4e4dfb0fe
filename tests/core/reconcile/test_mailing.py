"""The report of the night by mail: to whom, when, once, and what becomes of a failure."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections

from saleor_brandpay.clock import now
from saleor_brandpay.core.installation import place
from saleor_brandpay.core.linked import ShopOrder
from saleor_brandpay.core.reconcile import mailing, planning
from saleor_brandpay.core.reconcile.report import as_mail, report
from saleor_brandpay.core.sync.result import SyncStatus
from saleor_brandpay.models import Finding, Kind, Phase, Reconciliation, ReportMail
from tests.core.shop import MovingClock, Shop
from tests.mail_server import MailServer, mail_server

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
BOOKS, OFFICE = "books@example.com", "office@example.com"


class Backend(EmailBackend):
    """Says whether a transaction was open while it sent."""

    def send_messages(self, messages: Any) -> int:
        assert not connection.in_atomic_block
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.EMAIL_BACKEND = LOCMEM
    settings.BRANDPAY_REPORT_TO = f"{BOOKS}, {OFFICE}"
    settings.DEFAULT_FROM_EMAIL = "Shop <shop@example.com>"


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = SMTP
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, str(server.port)
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = None, None
        yield server


def night(shop: Shop, *, left: int = 1, ended: bool = True) -> Reconciliation:
    """A daily run of this moment with so many differences that are left, and one that is not."""
    shop.merchant()
    run = planning.plan(now() - datetime.timedelta(days=8), now(), heal=True, asked=planning.DAILY)
    assert mailing.plan(run)
    stretch = run.stretches.earliest("pk")
    for number in range(left + 1):
        Finding.objects.create(
            reconciliation=run,
            stretch=stretch,
            kind=Kind.AMOUNT_DRIFT if number else Kind.REFUND_ONLY_THERE,
            reason="approved" if number else "console",
            order_id=f"bp-{number}",
            payment_key="tgen_20260101000000abcd123",
            attempt_pk=number,
            order=str(16 + number),
            toss_won=15000,
            shop_won=14000,
            at=now(),
            healed_at=None if number else now(),
        )
    if ended:
        end(run)
    return run


def end(run: Reconciliation) -> None:
    run.stretches.update(phase=Phase.DONE)
    Reconciliation.objects.filter(pk=run.pk).update(finished_at=now())


def send() -> list[Any]:
    return [mailing.send(pk, orders) for pk in mailing.names(None)]


def send_again(smtp: MailServer, time: MovingClock) -> None:
    """Once the server is well again and the pause is over."""
    smtp.drops_at = ""
    time.advance(301)
    send()


def orders(numbers: Any) -> dict[str, ShopOrder]:
    return {one: ShopOrder(f"Order:{one}", "krw") for one in numbers}


def test_each_address_gets_one_mail(shop: Shop) -> None:
    night(shop)
    (sent,) = send()
    assert sent.end is SyncStatus.SETTLED
    assert [one.to for one in mail.outbox] == [[BOOKS], [OFFICE]]
    assert {one.from_email for one in mail.outbox} == {"Shop <shop@example.com>"}
    assert mailing.names(None) == send() == []
    assert len(mail.outbox) == 2


def test_nothing_is_sent_before_the_run_is_over(shop: Shop) -> None:
    run = night(shop, ended=False)
    assert send() == []
    end(run)
    assert len(send()) == 1


@pytest.mark.parametrize(("when", "mails"), [("", 0), ("differences", 0), ("always", 2)])
def test_a_night_in_which_all_was_mended(shop: Shop, settings: Any, when: str, mails: int) -> None:
    settings.BRANDPAY_REPORT_WHEN = when
    night(shop, left=0)
    send()
    assert len(mail.outbox) == mails
    assert send() == []


def test_a_run_that_failed_is_said(shop: Shop) -> None:
    run = night(shop, left=0, ended=False)
    run.stretches.update(error="Toss refuses its secret key")
    send()
    assert "비교하지 못한 것이 있습니다" in mail.outbox[0].subject
    assert "Toss refuses its secret key" in str(mail.outbox[0].body)


def test_a_run_that_never_ended_is_said_in_the_end(shop: Shop, time: MovingClock) -> None:
    night(shop, left=0, ended=False)
    time.advance(planning.STALE.total_seconds() + 1)
    send()
    assert "not finished" in str(mail.outbox[0].body)


def test_one_mail_a_day(shop: Shop, time: MovingClock) -> None:
    time.stop()
    first = night(shop)
    second = planning.plan(now() - datetime.timedelta(days=1), now(), heal=True, asked="other")
    end(second)
    assert not mailing.plan(second)
    assert mailing.plan(first)
    time.advance(86400)
    night(shop)
    assert len(send()) == 2


def test_without_addresses_nothing_is_planned(shop: Shop, settings: Any) -> None:
    shop.merchant()
    run = planning.plan(now() - datetime.timedelta(days=1), now())
    for nobody in ("", "no address", ["", "x@"]):
        settings.BRANDPAY_REPORT_TO = nobody
        assert not mailing.plan(run)
    assert not ReportMail.objects.exists()


def test_a_wrong_address_keeps_nothing_from_the_others(shop: Shop, settings: Any) -> None:
    settings.BRANDPAY_REPORT_TO = f"{BOOKS}\nBcc: evil@example.com, , {OFFICE},{OFFICE}"
    night(shop)
    send()
    assert [one.to for one in mail.outbox] == [[OFFICE]]


def test_a_worker_that_knows_no_addresses_leaves_it_to_one_that_does(
    shop: Shop, settings: Any
) -> None:
    night(shop)
    settings.BRANDPAY_REPORT_TO = ""
    assert send() == []
    settings.BRANDPAY_REPORT_TO = BOOKS
    send()
    assert [one.to for one in mail.outbox] == [[BOOKS]]


def test_a_copy_sends_nothing(shop: Shop) -> None:
    shop.goes_live()
    night(shop)
    place.told_by(lambda _: "https://staging.shop.test/")
    assert mailing.names(None) == []
    assert mailing.send(ReportMail.objects.get().pk, orders) is None
    place.told_by(lambda _: "https://shop.test/")
    assert len(send()) == 1


def test_a_copy_on_another_database_sends_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(shop)
    monkeypatch.setattr(mailing.moved, "waits_for_a_word", lambda: True)
    assert mailing.names(None) == []
    assert list(mailing.failed()) == []


def test_a_mail_names_what_is_left_with_links_and_no_whole_key(shop: Shop, settings: Any) -> None:
    settings.BRANDPAY_DASHBOARD_URL = "https://shop.example.com/dashboard"
    settings.BRANDPAY_STAFF_LANGUAGE = "ko"
    shop.merchant()
    shop.paid(shop.bill(15000))
    night(shop)
    send()
    message = mail.outbox[0]
    html, kind = message.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert message.subject.endswith("차이 1건이 남았습니다")
    page = "https://shop.example.com/dashboard/orders/Order%3A17"
    for text in (html, str(message.body)):
        assert page in text
        assert "tgen_2026" not in text
        assert "…123" in text
        assert "토스의 결제 금액은 15,000원" in text
        assert "orderId bp-1" in text
        assert "저절로 해결된 차이 1건" in text
        assert "shop.test" in text
    assert "승인 15,000 (1), 여기서 환불 0 (0), 순액 15,000" in str(message.body)
    assert not any(word in html for word in ("<script", "<svg", "<img", "<style", "src="))


def test_a_mail_holds_no_markup_of_others(shop: Shop) -> None:
    run = night(shop)
    evil = '"><script>alert(1)</script>'
    run.findings.update(order_id=evil, order=evil[:20])
    run.stretches.update(error=evil, phase=Phase.TOSS)
    composed = as_mail.compose(report.build(run, orders))
    assert "<script" not in composed.html
    assert evil in composed.text
    assert "\n" not in composed.subject


def test_very_many_differences_make_no_endless_mail(shop: Shop) -> None:
    run = night(shop, left=100)
    composed = as_mail.compose(report.build(run, orders))
    assert composed.text.count("\n* ") == as_mail.SHOWN + 1
    assert "And 70 more: manage.py brandpay_reconcile --csv FILE" in composed.text
    assert len(composed.html.encode()) < 100_000  # Gmail cuts what is longer


def test_what_is_left_stands_behind_any_number_that_was_mended(shop: Shop) -> None:
    run = night(shop, left=3)
    first, *others = run.findings.order_by("at", "order_id")
    run.findings.exclude(pk=others[-1].pk).update(healed_at=now())
    context = as_mail._context(report.build(run, orders))
    assert [one["order_id"] for one in context["left"]] == [others[-1].order_id]
    assert first.order_id in [one["order_id"] for one in context["mended"]]


# A mail server.


def test_the_mail_server_gets_what_a_mailer_of_people_shows(shop: Shop, smtp: MailServer) -> None:
    night(shop)
    send()
    assert [to for to, _ in smtp.taken] == [[BOOKS], [OFFICE]]
    _, message = smtp.taken[0]
    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.iter_parts()] == [  # type: ignore[attr-defined]
        "text/plain",
        "text/html",
    ]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.com>")
    assert "차이 1건이 남았습니다" in message["Subject"]


def test_a_server_that_is_down_loses_nothing(
    shop: Shop, smtp: MailServer, settings: Any, time: MovingClock
) -> None:
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, "1"
    time.stop()
    night(shop)
    (failed,) = send()
    assert failed.end is SyncStatus.WAITING
    assert "Connection refused" in mailing.failed().get().error
    waits = []
    for _ in range(3):
        one = ReportMail.objects.get()
        waits.append((one.due_at - now()).total_seconds())
        assert send() == []
        time.advance(waits[-1])
        assert len(send()) == 1
    assert waits == [300, 600, 1200]
    settings.EMAIL_PORT = up
    time.advance(86400)
    send()
    assert len(smtp.taken) == 2
    assert list(mailing.failed()) == []
    assert ReportMail.objects.get().error == ""


def test_what_cannot_be_sent_for_a_week_is_given_up(
    shop: Shop, settings: Any, time: MovingClock
) -> None:
    settings.EMAIL_BACKEND = ""
    night(shop)
    (failed,) = send()
    assert failed.text == "Saleor has no EMAIL_URL"
    time.advance(9 * 86400)
    assert mailing.names(None) == list(mailing.failed()) == []


def test_a_refused_address_keeps_nothing_from_the_others(
    shop: Shop, smtp: MailServer, time: MovingClock
) -> None:
    smtp.refused.add(BOOKS)
    night(shop)
    (failed,) = send()
    assert failed.text == "address 1 of BRANDPAY_REPORT_TO: refused (550)"
    assert [to for to, _ in smtp.taken] == [[OFFICE]]
    smtp.refused.clear()
    time.advance(301)
    send()
    assert [to for to, _ in smtp.taken] == [[OFFICE], [BOOKS]]
    time.advance(86400)
    assert send() == []


def test_a_mail_that_is_refused_for_one_comes_to_the_others(shop: Shop, smtp: MailServer) -> None:
    smtp.rejected.add(BOOKS)
    night(shop)
    (failed,) = send()
    assert failed.text == "address 1 of BRANDPAY_REPORT_TO: SMTPDataError (552)"
    assert [to for to, _ in smtp.taken] == [[OFFICE]]


def test_whoever_breaks_off_a_try_comes_last_at_the_next(
    shop: Shop, smtp: MailServer, time: MovingClock
) -> None:
    smtp.drops_at = "DATA"
    night(shop)
    send()
    send_again(smtp, time)
    assert [to for to, _ in smtp.taken] == [[BOOKS], [OFFICE], [BOOKS]]


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "DATA"])
def test_a_server_that_hangs_is_not_waited_for(
    shop: Shop, smtp: MailServer, settings: Any, command: str
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    smtp.hangs_at = command
    night(shop)
    (failed,) = send()
    assert failed.end is SyncStatus.WAITING
    assert smtp.taken == []


def test_there_is_a_timeout_where_saleor_names_none(
    shop: Shop, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = mailing.get_connection
    monkeypatch.setattr(
        mailing, "get_connection", lambda **values: asked.append(values) or real(**values)
    )
    settings.EMAIL_TIMEOUT = None
    night(shop)
    send()
    assert asked == [{"timeout": 30}]


def test_a_mail_that_was_taken_and_not_confirmed_has_one_name(
    shop: Shop, smtp: MailServer, settings: Any, time: MovingClock
) -> None:
    settings.BRANDPAY_REPORT_TO = BOOKS
    smtp.drops_at = "DATA"
    night(shop)
    send()
    send_again(smtp, time)
    (_, first), (_, second) = smtp.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_a_process_that_dies_while_it_sends_is_not_the_last_to_try(
    shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> str:
        raise KeyboardInterrupt

    night(shop)
    with monkeypatch.context() as dying:
        dying.setattr(mailing, "_send", die)
        with pytest.raises(KeyboardInterrupt):
            send()
    assert not mailing.failed()
    assert send() == []
    time.advance(301)
    assert mailing.failed().get().error == mailing.BEGUN
    send()
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends(shop: Shop, smtp: MailServer) -> None:
    night(shop)
    (pk,) = mailing.names(None)
    both = threading.Barrier(2)
    ends: list[Any] = []
    real = mailing._claim

    def claim(one: ReportMail) -> bool:
        both.wait(10)
        return real(one)

    def work_on() -> None:
        try:
            ends.append(mailing.send(pk, orders))
        finally:
            connections.close_all()

    mailing._claim = claim
    try:
        threads = [threading.Thread(target=work_on) for _ in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    finally:
        mailing._claim = real
    assert len([one for one in ends if one]) == 1
    assert [to for to, _ in smtp.taken] == [[BOOKS], [OFFICE]]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_the_mail_server(shop: Shop, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    night(shop)
    (sent,) = send()
    assert sent.end is SyncStatus.SETTLED
