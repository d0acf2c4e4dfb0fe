"""M4: an order id is random, names the installation, and says nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cryptography.fernet import Fernet

from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.core.installation.identity import installation_id

pytestmark = pytest.mark.django_db


def test_within_tosss_rules_and_never_twice() -> None:
    made = {order_ids.make(installation_id()) for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_=-]{6,64}", order_id) for order_id in made)


def test_names_the_installation() -> None:
    order_id = order_ids.make(installation_id())
    assert order_id.startswith(f"{installation_id()}-")
    assert order_ids.installation_of(order_id) == installation_id()


def test_no_key_is_part_of_it(settings: Any) -> None:
    """A new encryption key changes nothing of what was handed out (M20)."""
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    order_id = order_ids.make(installation_id())
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    assert order_ids.installation_of(order_id) == installation_id()


@pytest.mark.parametrize(
    "order_id",
    ["", "saleor-1", "a1234567-", "a1234567-é", "A1234567-" + "a" * 26, "a1234567-" + "a" * 27],
)
def test_of_another_form_is_not_ours(order_id: str) -> None:
    assert order_ids.installation_of(order_id) is None
