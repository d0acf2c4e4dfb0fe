"""The overview behind the door of the staff pages: Saleor 3.22 and later."""

import pytest

from .staff_pages import clerk, post

pytestmark = pytest.mark.usefixtures("brandpay")
TAB = "NAVIGATION_ORDERS", "NEW_TAB"


@pytest.fixture(autouse=True)
def _rows(brandpay, settings):
    from saleor_brandpay.adapters.saleor import app_extensions, app_row

    if not app_extensions.exist():
        pytest.skip("this Saleor's dashboard has no place for pages")
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    brandpay()
    app_row.repair()


@pytest.fixture
def seller(saleor):
    return clerk(saleor.url, "seller@example.com", "manage_orders")


@pytest.fixture
def ask(saleor):
    return lambda token, page="overview", **form: post(
        saleor.url, page, {"accessToken": token or "", "appId": "x", "saleorApiUrl": "y", **form}
    )


def test_its_buttons_post_the_token_to_its_own_address_alone(seller, ask):
    token = seller.token(*TAB)
    page = ask(token)
    assert page.status == 200, page.text
    assert f'name="accessToken" value="{token}"' in page.text
    policy = page.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "allow-same-origin" not in policy
    assert "script" not in policy + page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("part", ["doctor", "days", "reconciling", "events", "settlements"])
def test_each_part_is_there(seller, ask, part):
    page = ask(seller.token(*TAB), part=part)
    assert page.status == 200
    assert f'value="{part}" aria-current="page"' in page.text


def test_a_token_of_the_one_page_opens_not_the_other(seller, ask):
    assert ask(seller.token()).status == 401
    assert ask(seller.token(*TAB), "order").status == 401
    assert ask("").status == 401


def test_who_manages_no_orders_has_no_token(saleor, ask):
    other = clerk(saleor.url, "packer@example.com", "manage_products")
    assert other.token(*TAB) is None


def test_staff_of_one_channel_read_nothing_of_all(saleor, ask):
    from saleor.channel.models import Channel

    here = Channel.objects.filter(slug="krw")
    own = clerk(saleor.url, "krw@example.com", "manage_orders", channels=here)
    for part in ("doctor", "settlements"):
        assert "restricted to none" in ask(own.token(*TAB), part=part).text
    assert "Per day" in ask(own.token(*TAB), part="days").text


def test_forms_of_the_widget_post_nowhere(seller, ask):
    policy = ask(seller.token(), "order", orderId="T3JkZXI6MQ==").headers
    assert "form-action 'none'" in policy["content-security-policy"]
