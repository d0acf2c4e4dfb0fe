"""Doors of Saleor's by which a user goes, besides the one that the mini host has."""

import graphene
import pytest

from .hooks import sweep
from .wallets import at_toss, forgotten

pytest_plugins = ["tests.saleor.wallet_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")

BULK_DELETE = """mutation($ids: [ID!]!) {
  customerBulkDelete(ids: $ids) { count errors { field code message } } }"""
ACCOUNT_DELETE = """mutation($token: String!) {
  accountDelete(token: $token) { errors { field code message } } }"""


def test_deleted_by_staff_with_more_than_a_days(
    key, staff, buyer, other_buyer, toss, later, settings
):
    """Nothing is closed without a person's word: it may be a copy that is being cleaned (M19)."""
    settings.BRANDPAY_WITHDRAWALS_A_DAY = 0
    ids = [graphene.Node.to_global_id("User", user.pk) for user in (buyer, other_buyer)]
    assert staff.api.mutate(BULK_DELETE, ids=ids)["count"] == 2
    for _ in range(3):
        sweep()
        later(24 * 3600)
    assert at_toss(toss, key)
    assert not forgotten(key)


def test_deleted_by_staff_with_many_others(key, staff, buyer, other_buyer, toss, later):
    ids = [graphene.Node.to_global_id("User", user.pk) for user in (buyer, other_buyer)]
    assert staff.api.mutate(BULK_DELETE, ids=ids)["count"] == 2
    sweep()
    later(601)
    sweep()
    assert at_toss(toss, key) is None
    assert forgotten(key)


def test_the_buyer_deletes_the_account(key, member, buyer, toss, later):
    from saleor.core.tokens import account_delete_token_generator

    token = account_delete_token_generator.make_token(buyer)
    member.api.mutate(ACCOUNT_DELETE, token=token)
    sweep()
    later(601)
    sweep()
    assert at_toss(toss, key) is None
    assert forgotten(key)
