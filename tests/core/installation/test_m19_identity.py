"""The id of an installation (M19)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from saleor_brandpay.core.installation.identity import installation_id
from saleor_brandpay.models import Installation


@pytest.mark.django_db
def test_id_is_made_once() -> None:
    first = installation_id()

    assert re.fullmatch("[a-z][a-z0-9]{7}", first)
    assert installation_id() == first


@pytest.mark.django_db(transaction=True)
def test_several_that_start_at_once_have_one_id() -> None:
    together = Barrier(6)

    def start() -> str:
        together.wait()
        try:
            return installation_id()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        ids = [one.result() for one in [pool.submit(start) for _ in range(6)]]

    assert set(ids) == {Installation.objects.get().code}
