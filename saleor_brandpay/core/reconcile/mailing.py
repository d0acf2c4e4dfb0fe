"""The report of a night by mail: when it is due, who sends it, and what becomes of a failure.

A mail is claimed by putting off when it is tried next, in a commit of its own: nothing is held
while the mail server is waited for, and of several workers one sends. Who has it is written down
address by address, so that only the others get it at the next try.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import smtplib
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, QuerySet

from ...clock import monotonic, now
from ...conf import conf
from ...models import Reconciliation, ReportMail
from ..installation import frozen, moved
from ..linked import Orders
from ..mail_address import is_mail_address
from ..sync.result import SyncResult, settled, waiting
from . import planning, spans
from .report import as_mail, report

logger = logging.getLogger(__name__)

WAIT = datetime.timedelta(minutes=5)
"""After a first failure; each further one doubles it. Longer than a task may take."""
LONGEST = datetime.timedelta(days=1)
KEPT = datetime.timedelta(days=8)
"""After that it is not tried any more: each night looks at as many days again."""
TIMEOUT = 30
"""Seconds of one exchange with the mail server, where Saleor's settings name none: many look into
a mail before they say that they have taken it."""
BEGUN = "it was begun and not ended"
PATIENCE = 60
"""Seconds after which the other addresses are left to the next try."""


def recipients() -> list[str]:
    return [one for one in conf.report_to if is_mail_address(one)]


def plan(run: Reconciliation) -> int | None:
    """Have the report of a run mailed: the primary key of its mail. None when today's is another
    run's, or nobody wants it."""
    if not recipients():
        return None
    day = spans.date(run.started_at)
    ReportMail.objects.bulk_create(
        [ReportMail(reconciliation_id=run.pk, day=day, due_at=now())], ignore_conflicts=True
    )
    return ReportMail.objects.filter(reconciliation=run).values_list("pk", flat=True).first()


def unsent() -> QuerySet[ReportMail]:
    """Those that are still tried; none of a shop that this is a copy of (M19)."""
    rows = ReportMail.objects.filter(
        ended_at__isnull=True, day__gte=spans.date(now() - KEPT)
    ).select_related("reconciliation")
    if moved.waits_for_a_word():
        return rows.none()
    return frozen.without_frozen(
        rows, "reconciliation__stretches__merchant__installation"
    ).distinct()


def failed() -> QuerySet[ReportMail]:
    """Those that could not be sent so far, oldest first."""
    return unsent().exclude(error="").exclude(error=BEGUN, due_at__gt=now()).order_by("day")


def due() -> QuerySet[ReportMail]:
    over = Reconciliation.objects.filter(planning.is_over())
    return unsent().filter(due_at__lte=now(), reconciliation__in=over.values("pk"))


def names(limit: int | None) -> list[int]:
    """None where this process knows no addresses: another one does."""
    if not recipients():
        return []
    return list(due().order_by("day").values_list("pk", flat=True)[:limit])


def send(pk: int, orders: Orders) -> SyncResult | None:
    """Send what is due of one report; None: somebody else does, or has."""
    mail = due().filter(pk=pk).first()
    if mail is None or not recipients() or not _claim(mail):
        return None
    made = report.build(mail.reconciliation, orders)
    to = [one for one in recipients() if _mark(one) not in mail.sent_to]
    # Whoever broke off the last try comes last: nobody waits behind him for ever.
    to.sort(key=lambda one: _broke_off(one) in mail.sent_to)
    if conf.report_when != "always" and made.agrees:
        to = []
    error = _send(mail, as_mail.compose(made), to) if to else ""
    ReportMail.objects.filter(pk=mail.pk).update(
        error=error[:300], ended_at=None if error else now()
    )
    if not error:
        told = f"mailed to {len(to)}" if to else "nothing to be mailed"
        return settled(f"{mail}: {told}")
    logger.error("%s was not mailed: %s", mail, error)
    return waiting(error)


def _claim(mail: ReportMail) -> bool:
    wait = min(WAIT * 2 ** min(mail.tries, 20), LONGEST)
    mine = ReportMail.objects.filter(pk=mail.pk, due_at=mail.due_at, ended_at__isnull=True)
    # The error is that of a process that dies before it has another one to tell.
    return bool(mine.update(due_at=now() + wait, tries=F("tries") + 1, error=BEGUN))


def _send(mail: ReportMail, composed: as_mail.Composed, to: Sequence[str]) -> str:
    """Empty, or why somebody has not got it."""
    errors: list[str] = []
    begun = monotonic()
    if not settings.EMAIL_BACKEND:
        return "Saleor has no EMAIL_URL"
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT or TIMEOUT)
    try:
        for address in to:
            if monotonic() - begun > PATIENCE:
                errors.append("the mail server is slow: the others follow")
                break
            connection.open()
            try:
                _message(mail, composed, address, connection).send()
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
                number = conf.report_to.index(address) + 1
                errors.append(f"address {number} of BRANDPAY_REPORT_TO: {_told(refused)}")
                # What a server makes of a connection after that is its own.
                _close(connection)
                continue
            except Exception:
                mail.sent_to.append(_broke_off(address))
                mail.save(update_fields=["sent_to"])
                raise
            mail.sent_to.append(_mark(address))
            mail.save(update_fields=["sent_to"])
    except Exception as error:  # noqa: BLE001 - each backend raises errors of its own
        errors.append(_told(error))
    finally:
        _close(connection)
    return "; ".join(errors)


def _message(
    mail: ReportMail, composed: as_mail.Composed, address: str, connection: Any
) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    of_run = mail.reconciliation
    # The same at each try: a mail that was taken and not confirmed is known for what it is.
    name = f"brandpay.{mail.day:%Y%m%d}.{of_run.started_at:%H%M%S}.{_mark(address)}"
    message = EmailMultiAlternatives(
        composed.subject,
        composed.text,
        to=[address],
        connection=connection,
        headers={"Message-ID": f"<{name}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(composed.html, "text/html")
    return message


def _mark(address: str) -> str:
    """Tells an address from others, and is none."""
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def _broke_off(address: str) -> str:
    return f"{_mark(address)}?"


def _told(error: Exception) -> str:
    """Without addresses and without what the server says of whoever signs in."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f"refused ({', '.join(map(str, codes))})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} ({error.smtp_code})"
    if isinstance(error, OSError) and error.strerror:
        return f"{type(error).__name__}: {error.strerror}"
    return type(error).__name__


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception:
        logger.warning("the connection to the mail server was not closed", exc_info=True)
