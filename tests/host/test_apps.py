"""Apps: one that may impersonate is handed its user's customer key, another is not (M11)."""

import pytest
from saleor.app.models import App
from saleor.permission.models import Permission

from demo.host.signing import create_access_token
from tests.saleor.graphql import Api
from tests.saleor.storefront import Storefront

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def app_storefront(saleor, shop):
    """Builds the storefront of an App with these permissions."""

    def build(*permissions: str) -> Storefront:
        app = App.objects.create(name="App")
        codenames = [name.partition(".")[2] for name in permissions]
        app.permissions.set(Permission.objects.filter(codename__in=codenames))
        return Storefront(Api(saleor.url, create_access_token(app)), shop, shop.krw)

    return build


def key_of(storefront) -> str:
    return storefront.complete().data["customerKey"]


def test_app_that_may_impersonate(member, app_storefront):
    own = key_of(member.fill().payment_create())
    member.fill().payment_create()
    app = app_storefront("account.impersonate_user")
    app.checkout = member.checkout
    assert key_of(app) == own


def test_app_that_may_not(member, app_storefront):
    own = key_of(member.fill().payment_create())
    member.fill().payment_create()
    app = app_storefront()
    app.checkout = member.checkout
    assert key_of(app) != own
