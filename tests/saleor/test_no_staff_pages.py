"""Saleor 3.20 and 3.21: their dashboards have no place for our pages, and nothing is shown."""

import pytest
from django.core.management import call_command

from .hooks import sweep
from .staff_pages import post
from .versions import VERSION

HAS_PLACES = VERSION >= (3, 22)
nowhere = pytest.mark.skipif(HAS_PLACES, reason="this Saleor's dashboard shows them")

SHOWN = """query { appExtensions(first: 100) { edges { node { id label } } }
  apps(first: 100) { edges { node { identifier extensions { id } } } } }"""


@pytest.fixture
def looked_after(brandpay):
    """All that makes and renews them elsewhere has run."""
    from django.core.cache import cache

    from saleor_brandpay.adapters.saleor import app_row

    call_command("migrate", "saleor_brandpay", verbosity=0)
    app_row.repair()
    cache.clear()
    sweep()


def test_from_3_22_on_there_are_places():
    """The tests of pages and problems skip themselves where there are none."""
    from saleor_brandpay.adapters.saleor import app_extensions, app_problems

    assert app_extensions.exist() is HAS_PLACES
    assert app_problems.exist() is HAS_PLACES, "from 3.22.36 on"


@nowhere
def test_dashboard_is_told_of_none(looked_after, staff):
    answer = staff.api(SHOWN)
    assert answer["appExtensions"]["edges"] == []
    apps = {edge["node"]["identifier"]: edge["node"] for edge in answer["apps"]["edges"]}
    assert apps["tosspayments.brandpay"]["extensions"] == []


@nowhere
@pytest.mark.parametrize("page", ["order", "customer", "overview"])
def test_their_addresses_answer_nothing(looked_after, saleor, page):
    assert post(saleor.url, page, {"accessToken": "x", "orderId": "x"}).status == 404


@nowhere
def test_doctor_misses_none(looked_after):
    from saleor_brandpay.management.doctor import examine

    assert not [finding for finding in examine() if finding.code.startswith("staff_pages")]
