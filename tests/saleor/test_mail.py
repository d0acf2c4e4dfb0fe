"""The report of the night, mailed by Django's mail as Saleor sets it up."""

import importlib
import io
import json
import os
import subprocess
import sys

import pytest
from django.core import mail
from django.core.management import call_command

from tests.mail_server import mail_server

from .helpers import pay
from .hooks import sweep, unseen
from .reconciling import AFTER

pytestmark = pytest.mark.usefixtures("brandpay")
BOOKS = "books@example.com"
READ = """
import json, os
from saleor import settings
names = [name for name in vars(settings) if name.startswith("EMAIL_")]
print(json.dumps({name: getattr(settings, name) for name in [*names, "DEFAULT_FROM_EMAIL"]}))
"""


@pytest.fixture(autouse=True)
def mailed(settings):
    settings.BRANDPAY_REPORT_TO = BOOKS
    settings.BRANDPAY_DASHBOARD_URL = "https://shop.example.com/dashboard/"


@pytest.fixture
def as_saleor_says(settings):
    """The mail settings that Saleor's own settings make of the environment."""
    pytest.importorskip("dj_email_url")
    if importlib.util.find_spec("saleor.settings") is None:
        pytest.skip("the mini host has no settings of Saleor's")

    def take(**environment):
        told = subprocess.run(
            [sys.executable, "-c", READ],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        for name, value in json.loads(told.stdout.splitlines()[-1]).items():
            setattr(settings, name, value)

    return take


def left_over(member, staff, toss, later):
    """A night after which something is left: an order whose payment Toss does not know."""
    from saleor_brandpay.tasks import reconcile_daily

    order = pay(member.fill(), toss).order["id"]
    toss.reset()
    later(AFTER)
    reconcile_daily()
    return staff.order(order)["number"], order


def doctors():
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("brandpay_doctor", "--json", stdout=out)
    findings = json.loads(out.getvalue())["findings"]
    return [one for one in findings if one["code"] == "report_not_mailed"]


def test_what_is_left_is_mailed_after_the_night(member, staff, toss, later):
    number, _ = left_over(member, staff, toss, later)
    assert mail.outbox == []
    sweep()
    (message,) = mail.outbox
    assert message.to == [BOOKS]
    assert "차이 1건이 남았습니다" in message.subject
    (html, _) = message.alternatives[0]
    for text in (html, message.body):
        assert "https://shop.example.com/dashboard/orders/" in text
        assert "krw" in text
        assert "Do not ship" in text
    assert f">{number}</a>" in html
    assert member.email not in f"{html}{message.body}"
    sweep()
    assert len(mail.outbox) == 1


def test_a_night_that_mended_all_is_mailed_where_it_is_asked_for(member, toss, later, settings):
    from saleor_brandpay.tasks import reconcile_daily

    settings.BRANDPAY_REPORT_WHEN = "always"
    unseen(member, toss)
    later(AFTER)
    reconcile_daily()
    sweep()
    (message,) = mail.outbox
    assert "모두 일치합니다" in message.subject
    assert "Mended by itself: 1" in message.body


def test_cron_mails_by_a_word_of_the_command(member, toss, later):
    pay(member.fill(), toss)
    toss.reset()
    later(AFTER)
    for _ in range(2):
        with pytest.raises(SystemExit):
            call_command("brandpay_reconcile", "--heal", "--mail", stdout=io.StringIO())
    assert len(mail.outbox) == 1


def test_cron_without_an_address_is_told_so(settings):
    from saleor_brandpay.management.command import Trouble

    settings.BRANDPAY_REPORT_TO = ""
    with pytest.raises(Trouble, match="BRANDPAY_REPORT_TO names no e-mail address"):
        call_command("brandpay_reconcile", "--mail")


def test_saleors_own_mail_settings_are_used(member, staff, toss, later, as_saleor_says):
    with mail_server() as server:
        as_saleor_says(
            EMAIL_URL=f"smtp://{server.host}:{server.port}", DEFAULT_FROM_EMAIL="shop@example.com"
        )
        left_over(member, staff, toss, later)
        sweep()
    ((to, message),) = server.taken
    assert (to, message["From"]) == ([BOOKS], "shop@example.com")


def test_a_mail_server_that_is_down_is_told_by_the_doctor(
    member, staff, toss, later, as_saleor_says
):
    with mail_server() as server:
        as_saleor_says(EMAIL_URL=f"smtp://{server.host}:1")
        left_over(member, staff, toss, later)
        sweep()
        (told,) = doctors()
        assert told["level"] == "warning"
        assert "Connection refused" in told["text"]
        assert told["figures"] == {"unsent": 1, "tries": 1}
        as_saleor_says(EMAIL_URL=f"smtp://{server.host}:{server.port}")
        later(301)
        sweep()
        assert doctors() == []
    assert len(server.taken) == 1


def test_saleor_without_a_mail_server_is_told(as_saleor_says):
    from saleor_brandpay.checks.registered import check_settings

    as_saleor_says(EMAIL_URL="")
    assert "saleor_brandpay.W007" in {one.id for one in check_settings()}
