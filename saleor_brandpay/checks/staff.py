"""Settings of what staff get: language, pages, links, mails."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004

from ..conf import conf
from ..core.linked import is_address
from ..core.mail_address import is_mail_address


def check_staff_language() -> list[CheckMessage]:
    if conf.staff_language in ("ko", "en", "both"):
        return []
    return [
        Error(
            "BRANDPAY_STAFF_LANGUAGE must be ko, en or both. Until it is, staff read both.",
            id="saleor_brandpay.E015",
        )
    ]


def check_dashboard() -> list[CheckMessage]:
    if not conf.dashboard_url or is_address(conf.dashboard_url):
        return []
    return [
        Warning(
            "BRANDPAY_DASHBOARD_URL, or Saleor's DASHBOARD_URL, is no dashboard's address. Until "
            "it is, reports have no links to orders.",
            hint="It looks like https://shop.example.com/dashboard/.",
            id="saleor_brandpay.W004",
        )
    ]


def check_mail() -> list[CheckMessage]:
    """Warnings: no payment shall wait for an address of the office."""
    problems: list[CheckMessage] = [
        Warning(
            f"BRANDPAY_REPORT_TO: number {number} is no e-mail address. Nothing is mailed to it.",
            hint="Addresses are separated by commas: books@example.com,shop@example.com.",
            id="saleor_brandpay.W005",
        )
        for number, one in enumerate(conf.report_to, 1)
        if not is_mail_address(one)
    ]
    if conf.report_when not in ("differences", "always"):
        problems.append(
            Warning(
                "BRANDPAY_REPORT_WHEN must be differences or always. Until it is, a report is "
                "mailed when something is left.",
                id="saleor_brandpay.W006",
            )
        )
    if conf.report_to and not settings.EMAIL_BACKEND:
        problems.append(
            Warning(
                "BRANDPAY_REPORT_TO is set, and Saleor has no way to send mail.",
                hint="Set Saleor's EMAIL_URL and DEFAULT_FROM_EMAIL in the worker too.",
                id="saleor_brandpay.W007",
            )
        )
    return problems


def check_switches() -> list[CheckMessage]:
    known = {"", "1", "0", "true", "false", "yes", "no", "on", "off"}
    return [
        Error(
            f"{name} must be 1 or 0. Until it is, it counts as 1.",
            id="saleor_brandpay.E016",
        )
        for name in ("BRANDPAY_STAFF_PAGES", "BRANDPAY_APP_PROBLEMS")
        if conf.switch(name) not in known
    ]
