"""What the doctor finds, on the page in the dashboard's navigation."""

import io
from dataclasses import dataclass

import pytest
from django.core.management import call_command

from .helpers import pay

pytestmark = pytest.mark.usefixtures("brandpay")


@dataclass(frozen=True)
class Reader:
    channel_pks: frozenset | None = None
    language: str = "both"


@pytest.fixture(autouse=True)
def _nothing_known():
    from django.core.cache import cache

    cache.clear()


def shown(reader=None, **form):
    from saleor_brandpay.http.staff import overview

    return overview.body(reader or Reader(), form)


def test_the_worst_first_with_what_to_do(brandpay, monkeypatch):
    from saleor_brandpay.adapters.saleor import app_row
    from saleor_brandpay.adapters.saleor.app_row import State

    brandpay()
    monkeypatch.setattr(app_row, "state", lambda: State.DISABLED)
    html = shown()
    assert "이 앱이 비활성화되어" in html
    assert "activate it in the dashboard under Extensions" in html
    assert html.index("오류</span>") < html.index("경고</span>")
    assert html.index("app_disabled") < html.index("<details>")


@pytest.mark.parametrize(("language", "korean"), [("ko", True), ("en", False), ("both", True)])
def test_in_the_language_of_the_shop(brandpay, language, korean, monkeypatch):
    from saleor_brandpay.adapters.saleor import app_row
    from saleor_brandpay.adapters.saleor.app_row import State

    brandpay()
    monkeypatch.setattr(app_row, "state", lambda: State.DISABLED)
    html = shown(Reader(language=language))
    assert ("이 앱이 비활성화되어" in html) is korean
    assert ("할 일이 있습니다" in html) is korean
    title = {"ko": "앱</h3>", "en": "app</h3>", "both": '<span lang="ko">앱</span>'}[language]
    assert title in html


def test_nothing_is_asked_of_toss_nor_twice(brandpay, toss, monkeypatch, later):
    from saleor_brandpay.management import doctor
    from saleor_brandpay.management.doctor import kept

    brandpay()
    asked, examine = [], doctor.examine
    monkeypatch.setattr(doctor, "examine", lambda: asked.append(1) or examine())
    before = len(toss.requests())
    first = shown()
    assert shown() == first
    assert (len(asked), len(toss.requests())) == (1, before)
    later(kept.EVERY + 1)
    shown()
    assert len(asked) == 2


def test_the_webhook_address_is_a_secret(brandpay, shop):
    from saleor_brandpay.adapters.configuration import webhook_url
    from saleor_brandpay.adapters.configuration.channels_configured import configured_channels

    brandpay()
    page = next(one for one in configured_channels() if one.is_active)
    url = webhook_url.address(page.slug, page.channel_pk, page.values["client_key"])
    html = shown()
    assert url.rpartition("/")[0] in html
    assert url.rpartition("/")[2] not in html


def test_a_database_that_is_too_slow_for_a_page(brandpay, monkeypatch):
    from django.db import connection

    from saleor_brandpay.management import doctor
    from saleor_brandpay.management.doctor import kept

    def slow():
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(30)")
        return []

    brandpay()
    monkeypatch.setattr(kept, "_LIMIT", 50)
    monkeypatch.setattr(doctor, "examine", slow)
    assert "run brandpay_doctor" in shown()


def test_while_others_look_what_is_known_is_shown(brandpay, later, monkeypatch):
    from django.core.cache import cache

    from saleor_brandpay.management import doctor
    from saleor_brandpay.management.doctor import kept

    brandpay()
    assert cache.add(kept._MARK, 1, 60)
    assert "run brandpay_doctor" in shown()
    cache.delete(kept._MARK)
    first = shown()
    later(kept.EVERY + 1)
    cache.add(kept._MARK, 1, 60)
    monkeypatch.setattr(doctor, "examine", lambda: pytest.fail("somebody else does"))
    assert shown() == first


def test_he_tells_of_all_channels_to_those_who_may_see_all(brandpay):
    brandpay()
    html = shown(Reader(channel_pks=frozenset({1})))
    assert "restricted to none" in html
    assert "<details>" not in html


def test_a_difference_links_to_its_order(member, toss, settings, reconciled):
    from urllib.parse import quote

    settings.BRANDPAY_DASHBOARD_URL = "https://shop.test/dashboard"
    order = pay(member.fill(), toss).order
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=1000)
    reconciled()
    html = shown(part="reconciling")
    assert f'href="https://shop.test/dashboard/orders/{quote(order["id"], safe="")}"' in html


def test_a_difference_of_settlements_links_to_its_order(member, toss, later, settings):
    from urllib.parse import quote

    from saleor_brandpay import clock
    from saleor_brandpay.core.settlements.month import Month

    settings.BRANDPAY_DASHBOARD_URL = "https://shop.test/dashboard"
    order = pay(member.fill(), toss).order
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=1000)
    month = str(Month.of(clock.now()))
    later(8 * 86400)
    with pytest.raises(SystemExit):
        call_command("brandpay_settlements", "--month", month, stdout=io.StringIO())
    html = shown(part="settlements", month=month)
    assert f'href="https://shop.test/dashboard/orders/{quote(order["id"], safe="")}"' in html
