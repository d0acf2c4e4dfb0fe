"""A buyer who has a wallet; a module names it in its `pytest_plugins`."""

import pytest

from tests.saleor.wallets import Wallet, register


@pytest.fixture
def wallet(member) -> Wallet:
    """The buyer's own."""
    return Wallet(member.api)


@pytest.fixture
def key(wallet, toss) -> str:
    """The customer key of the buyer, who has registered a card and then an account."""
    window = wallet.open()["data"]
    register(toss, window, "card")
    register(toss, window, "account")
    toss.forget_requests()
    return window["customerKey"]


@pytest.fixture
def other(storefront_of, other_buyer) -> Wallet:
    """Somebody else's."""
    return Wallet(storefront_of(other_buyer).api)
