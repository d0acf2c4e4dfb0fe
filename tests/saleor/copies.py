"""A shop that takes real money, and what becomes of it when its address is another one (M19)."""

import io
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command

LIVE_CLIENT, LIVE_SECRET = "live_ck_" + "Shop" * 7, "live_sk_" + "Shop" * 7
STAGING_CLIENT, STAGING_SECRET = "test_ck_" + "Copy" * 7, "test_sk_" + "Copy" * 7


@pytest.fixture
def live(brandpay, toss) -> None:
    """Live keys: a shop that has only test keys is never frozen."""
    toss.add_keys(LIVE_CLIENT, LIVE_SECRET, m_id="shop")
    toss.add_keys(STAGING_CLIENT, STAGING_SECRET, m_id="staging")
    brandpay(client_key=LIVE_CLIENT, secret_key=LIVE_SECRET)


@pytest.fixture
def move(saleor) -> Iterator[Callable[[], str]]:
    """From now on Saleor is served at another address, which works all the same."""
    from django.conf import settings

    def away() -> str:
        settings.PUBLIC_URL = saleor.url.replace("127.0.0.1", "localhost")
        return settings.PUBLIC_URL

    yield away
    settings.PUBLIC_URL = saleor.url


def address(url: str) -> str:
    return url.removeprefix("http://")


def command(name: str, *words: object) -> tuple[int, str]:
    """Exit status and what a command says."""
    out = io.StringIO()
    try:
        call_command(name, *map(str, words), stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()
