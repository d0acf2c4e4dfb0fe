"""Django signals for the shop's own code: a line to its chat, its pager, its ticket system.

from saleor_brandpay.signals import person_needed

@receiver(person_needed)
def call_somebody(sender, code, about, text, **kwargs): ...
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from . import watch

person_needed = Signal()
"""A person has to look: `code`, `about`, `text`, as in `watch.PersonNeeded`.

It is sent once the database transaction has been committed, and again as long as nobody has mended
what is wrong. A receiver that fails stops nothing.
"""


def forward(sign: watch.Sign) -> None:
    if isinstance(sign, watch.PersonNeeded):
        transaction.on_commit(partial(_send, sign), robust=True)


def _send(sign: watch.PersonNeeded) -> None:
    person_needed.send_robust(watch.PersonNeeded, code=sign.code, about=sign.about, text=sign.text)
