"""What looks like a move and is none: nobody of the shop itself is taken for a copy (M19)."""

import datetime

import pytest

from .copies import address, command
from .helpers import held, pay
from .hooks import unseen
from .transacting import Transacting

pytest_plugins = ["tests.saleor.copies"]
pytestmark = pytest.mark.usefixtures("live")

SWEEP = "tests.saleor.hooks:sweep"


def test_several_hosts(buyer, storefront_of, saleor, toss):
    """Requests come by another name than PUBLIC_URL has, through a proxy say."""
    other = storefront_of(buyer, url=saleor.url.replace("127.0.0.1", "localhost"))
    assert pay(other.fill(), toss).order
    assert held(toss) == 15000


def test_http_to_https(member, staff, toss, saleor, settings):
    order = pay(member.fill(), toss).order
    assert order
    settings.PUBLIC_URL = saleor.url.replace("http:", "https:")
    assert not staff.refund(order["id"], 1000)
    assert member.fill().payment_create().complete().data["payment"]


def test_worker_without_public_url(workers, member, staff, toss, later):
    unseen(member, toss)
    later(120)
    assert workers.run(SWEEP, public_url=None).status == 0
    assert len(staff.orders()) == 1


@pytest.mark.parametrize("before", ["PostgreSQL was started anew", "a stray request elsewhere"])
def test_worker_goes_on_after_any_request(
    before, workers, member, buyer, storefront_of, staff, toss, later
):
    """One that is none of Brandpay's: it was to be a hook, and a quiet shop stood still."""
    from saleor_brandpay.models import Installation

    unseen(member, toss)
    if before.startswith("PostgreSQL"):
        long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        Installation.objects.update(served_at=long_ago)
    else:
        with workers.serving(None, public_url="https://laptop.example") as stray:
            storefront_of(buyer, url=stray.url).fill().payment_create().complete()
    later(120)
    workers.run(SWEEP, public_url=None)
    assert staff.orders() == []
    later(700)
    member.api("{ shop { name } }")
    assert workers.run(SWEEP, public_url=None).status == 0
    assert len(staff.orders()) == 1


def test_deploy_to_a_new_address_process_by_process(workers, buyer, storefront_of, saleor, toss):
    """Nobody stands still: the word is said before the first one is there, and after the last."""
    old, new = saleor.url, saleor.url.replace("127.0.0.1", "localhost")
    say = "tests.saleor.test_addresses:say"
    assert workers.run(say, address(old), "--also", public_url=new).status == 0
    for url in (old, new):
        with workers.serving(None, public_url=url) as process:
            assert pay(storefront_of(buyer, url=process.url).fill(), toss).order
    assert workers.run(say, address(old), public_url=new).status == 0
    with workers.serving(None, public_url=old) as late:
        session = Transacting(storefront_of(buyer, url=late.url).fill()).initialize()
    assert session.window is None
    assert held(toss) == 30000


def say(old: str, *words: str) -> None:
    assert command("brandpay_moved", old, *words, "--yes")[0] == 0
