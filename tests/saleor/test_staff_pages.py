"""Who may open a page of ours in the dashboard, and what it says: Saleor 3.22 and later."""

import datetime
import uuid
from operator import attrgetter

import graphene
import pytest

from .conftest import create_user, token_of
from .helpers import pay
from .staff_pages import ORIGIN, Clerk, clerk, post, shown
from .transacting import Transacting
from .wallets import Wallet, register

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture(autouse=True)
def rows(brandpay, settings):
    from saleor_brandpay.adapters.saleor import app_extensions, app_row

    if not app_extensions.exist():
        pytest.skip("this Saleor's dashboard has no place for widgets")
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    app_row.repair()
    return app_extensions


@pytest.fixture
def seller(saleor) -> Clerk:
    return clerk(saleor.url, "seller@example.com", "manage_orders")


@pytest.fixture
def order(member, toss):
    return pay(member.fill(), toss).order["id"]


@pytest.fixture
def ask(saleor):
    def send(token, order="", page="order", **extra):
        fields = {"accessToken": token or "", "orderId": order, "appId": "x", "saleorApiUrl": "y"}
        return post(saleor.url, page, fields | extra.pop("fields", {}), **extra)

    return send


def assert_says_nothing(page, *statuses):
    assert page.status in statuses
    assert "Approval" not in page.text
    assert "₩" not in page.text


# Who may


def test_staff_who_manage_orders_read_it(seller, order, ask):
    page = ask(seller.token(), order)
    assert page.status == 200, page.text
    assert "Paid" in page.text
    assert "₩15,000" in page.text


def test_page_runs_nothing_and_is_not_kept(seller, order, ask):
    page = ask(seller.token(), order)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy + page.text
    assert policy.startswith("sandbox allow-popups")
    assert f"frame-ancestors {ORIGIN}" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("origin", ["null", "https://a; script-src *", "javascript:x", ""])
def test_framed_by_nobody_who_is_no_origin(seller, order, ask, origin):
    policy = ask(seller.token(), order, Origin=origin).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy


def test_without_the_permission_there_is_no_token(saleor, order, ask):
    other = clerk(saleor.url, "packer@example.com", "manage_products")
    assert other.token() is None
    assert_says_nothing(ask(other.token(), order), 401)


def test_staff_of_another_channel_are_refused(saleor, shop, order, ask):
    from saleor.channel.models import Channel

    elsewhere = Channel.objects.exclude(slug="krw")[:1]
    other = clerk(saleor.url, "usd@example.com", "manage_orders", channels=elsewhere)
    assert_says_nothing(ask(other.token(), order), 403)


def test_staff_of_the_channel_read_it(saleor, shop, order, ask):
    from saleor.channel.models import Channel

    here = Channel.objects.filter(slug="krw")
    own = clerk(saleor.url, "krw@example.com", "manage_orders", channels=here)
    assert ask(own.token(), order).status == 200


def test_access_token_of_the_dashboard_is_refused(seller, order, ask):
    assert_says_nothing(ask(token_of(seller.user), order), 401)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_tampered_token_is_refused(seller, order, ask, part):
    parts = seller.token().split(".")
    middle = len(parts[part]) // 2
    changed = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + changed + parts[part][middle + 1 :]
    assert_says_nothing(ask(".".join(parts), order), 401)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.ü.ß", "\0", "x" * 30_000])
def test_what_is_no_token_is_refused(ask, order, token):
    assert_says_nothing(ask(token, order), 401)


def forged(seller, **changes):
    """A token that Saleor has signed, with other claims; None takes one away."""
    from saleor.core.jwt import jwt_decode, jwt_encode

    claims = jwt_decode(seller.token()) | changes
    return jwt_encode({name: value for name, value in claims.items() if value is not None})


def made(hours):
    """When a token was made, and when it ended."""
    then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=hours)
    return {"iat": then, "exp": then + datetime.timedelta(minutes=5)}


def test_token_that_the_dashboard_keeps_counts_for_a_working_day(seller, order, ask):
    assert ask(forged(seller, **made(hours=9.9)), order).status == 200


def test_older_token_says_what_to_do(seller, order, ask, settings):
    settings.JWT_EXPIRE = False
    page = ask(forged(seller, **made(hours=10.1)), order)
    assert_says_nothing(page, 401)
    assert "Reload the dashboard" in page.text


def test_kept_token_opens_nothing_once_he_is_deactivated(seller, order, ask):
    kept = forged(seller, **made(hours=1))
    seller.user.is_active = False
    seller.user.save(update_fields=["is_active"])
    assert_says_nothing(ask(kept, order), 403)


def test_copy_of_the_shop_with_the_same_key_opens_nothing(seller, order, ask):
    assert_says_nothing(ask(forged(seller, iss="https://copy.example/graphql/"), order), 401)


@pytest.mark.parametrize(
    "name", ["exp", "iss", "type", "owner", "app", "app_extension", "user_id", "token"]
)
def test_token_that_lacks_a_claim_is_refused(seller, order, ask, name):
    assert_says_nothing(ask(forged(seller, **{name: None}), order), 401)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("app", graphene.Node.to_global_id("App", 99999)),
        ("app", 5),
        ("app_extension", graphene.Node.to_global_id("AppExtension", 99999)),
        ("app_extension", "QXBw"),
        ("user_id", graphene.Node.to_global_id("User", 10**30)),
        ("user_id", graphene.Node.to_global_id("App", 1)),
        ("user_id", "€"),
        ("type", "access"),
    ],
)
def test_claims_of_something_else_are_refused(seller, order, ask, name, value):
    assert_says_nothing(ask(forged(seller, **{name: value}), order), 401)


def test_token_of_another_app_is_refused(seller, order, ask):
    from saleor.app.models import App, AppExtension
    from saleor.permission.models import Permission

    app = App.objects.create(name="Other", is_active=True, identifier="other")
    row = AppExtension.objects.create(
        app=app, label="x", url="https://x.example", mount="order_details_widgets", target="widget"
    )
    row.permissions.set(Permission.objects.filter(codename="manage_orders"))
    of_app = graphene.Node.to_global_id("App", app.pk)
    of_row = graphene.Node.to_global_id("AppExtension", row.pk)
    assert_says_nothing(ask(forged(seller, app=of_app, app_extension=of_row), order), 401)
    assert_says_nothing(ask(forged(seller, app_extension=of_row), order), 401)


def test_token_of_another_page_of_ours_is_refused(seller, order, ask):
    assert_says_nothing(ask(seller.token(), page="customer"), 401)


def test_deactivated_user_is_refused(seller, order, ask):
    token = seller.token()
    seller.user.is_active = False
    seller.user.save()
    assert_says_nothing(ask(token, order), 403)


def test_who_has_left_the_staff_is_refused(seller, order, ask):
    token = seller.token()
    seller.user.is_staff = False
    seller.user.save()
    assert_says_nothing(ask(token, order), 403)


def test_permission_taken_away_counts_at_once(seller, order, ask):
    token = seller.token()
    seller.user.groups.clear()
    assert_says_nothing(ask(token, order), 403)


def test_who_has_logged_out_everywhere_is_refused(seller, order, ask):
    token = seller.token()
    seller.user.jwt_token_key = "new"
    seller.user.save()
    assert_says_nothing(ask(token, order), 401)


def test_app_that_staff_deactivated_opens_nothing(seller, order, ask):
    from saleor.app.models import App

    token = seller.token()
    App.objects.filter(identifier="tosspayments.brandpay").update(is_active=False)
    assert_says_nothing(ask(token, order), 401)


def test_customers_and_apps_are_handed_no_token(saleor, order, ask, member, buyer):
    assert_says_nothing(ask(token_of(buyer), order), 401)
    customer = Clerk(saleor.url, create_user("curious@example.com"))
    status, body = customer.api.post("{ appExtensions(first: 9) { edges { node { id } } } }")
    assert status == 200
    assert b"PermissionDenied" in body
    from saleor.app.models import App

    app = App.objects.create(name="Reader", is_active=True, identifier="reader")
    _, token = app.tokens.create(name="x")
    assert_says_nothing(ask(token, order), 401)


def test_cookie_query_and_header_open_nothing(saleor, seller, order, ask):
    token = seller.token()
    assert_says_nothing(ask("", order, Cookie=f"refreshToken={token}"), 401)
    assert_says_nothing(ask("", order, Authorization=f"JWT {token}"), 401)
    fields = {"accessToken": token, "orderId": order}
    assert post(saleor.url, "order", fields, method="GET").status == 405
    assert post(saleor.url, f"order?accessToken={token}", {"orderId": order}).status == 401


def test_other_bodies_are_refused(seller, order, ask):
    token = seller.token()
    kind = {"Content-Type": "application/json"}
    assert_says_nothing(ask(token, order, **kind), 400)
    assert_says_nothing(ask(token, order, fields={"x": "y" * 70_000}), 400)


# What is asked for


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "x",
        "<script>alert(1)</script>",
        "T3JkZXI6",
        "1" * 5000,
        "\0",
        graphene.Node.to_global_id("Order", uuid.uuid4()),
        graphene.Node.to_global_id("Order", 10**40),
        graphene.Node.to_global_id("Checkout", uuid.uuid4()),
        graphene.Node.to_global_id("Order", "\0"),
    ],
)
def test_ids_of_nothing_get_a_clean_page(seller, ask, asked):
    page = ask(seller.token(), asked)
    assert page.status == 200
    assert "no such order" in page.text
    assert "<script" not in page.text


def test_order_without_brandpay_says_so(seller, order, ask):
    from saleor_brandpay.models import Attempt, Refund

    Refund.objects.all().delete()
    Attempt.objects.all().delete()
    assert "No Brandpay payment" in ask(seller.token(), order).text


def test_unknown_pages_are_not_there(seller, ask):
    assert ask(seller.token(), page="nothing").status == 404


def test_switched_off_there_is_nothing(seller, order, ask, settings, rows):
    from saleor.app.models import AppExtension

    from saleor_brandpay.adapters.saleor import app_row

    token = seller.token()
    settings.BRANDPAY_STAFF_PAGES = "0"
    assert ask(token, order).status == 404
    app_row.renew_pages()
    assert not AppExtension.objects.exists()
    assert rows.state() is rows.State.OFF
    del settings.BRANDPAY_STAFF_PAGES
    app_row.renew_pages()
    assert AppExtension.objects.count() == len(rows.MOUNTS)


def test_brandpay_off_in_the_channel_old_orders_are_read(seller, order, ask, brandpay, staff, shop):
    from saleor.plugins.models import PluginConfiguration

    PluginConfiguration.objects.filter(identifier="tosspayments.brandpay").update(active=False)
    assert "Paid" in ask(seller.token(), order).text


# What it says


def test_what_was_paid_and_refunded(seller, order, ask, staff):
    staff.refund(order, 3000)
    text = ask(seller.token(), order).text
    from saleor_brandpay.models import Attempt

    attempt = Attempt.objects.get()
    assert "Partly refunded" in text
    assert "₩3,000" in text
    assert attempt.order_id in text
    assert attempt.payment_key not in text
    assert attempt.customer.customer_key not in text
    assert "TEST" in text


def test_order_of_the_transactions_api(seller, member, toss, ask):
    buying = Transacting(member.fill())
    session = buying.initialize()
    buying.process(session, toss.buyer(session.data))
    order = buying.complete().order["id"]
    assert "Paid" in ask(seller.token(), order).text


def test_new_tab_has_links_and_the_frame_text(seller, order, ask):
    framed = ask(seller.token(), order).text
    tab = ask(seller.token(target="NEW_TAB"), order).text
    assert "<a " not in framed
    assert 'target="_blank" rel="noopener noreferrer"' in tab


def test_names_with_markup_are_escaped(seller, order, ask):
    from saleor_brandpay.models import Attempt

    bad = '<img src=x onerror="alert(1)">'
    method = {"name": bad, "brand": bad, "type": "card", "receiptUrl": "javascript:alert(1)"}
    Attempt.objects.update(method=method, failure_message=bad, failure_code="X")
    text = ask(seller.token(target="NEW_TAB"), order).text
    assert "<img" not in text
    assert "javascript:" not in text
    assert "&lt;img" in text


@pytest.mark.parametrize(("language", "more"), [("en", "and {} more"), ("both", "외 {}건")])
def test_three_hundred_refunds_stay_readable(seller, order, ask, settings, language, more):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from saleor_brandpay import clock
    from saleor_brandpay.models import Attempt, Refund

    settings.BRANDPAY_STAFF_LANGUAGE = language
    attempt = Attempt.objects.get()
    Refund.objects.bulk_create(
        Refund(
            attempt=attempt,
            number=number,
            operation=str(number),
            amount=10,
            expected_balance=attempt.amount,
            status="done",
            transaction_key=f"key{number}",
            created_at=clock.now(),
        )
        for number in range(300)
    )
    settle_all(attempt)
    text = ask(seller.token(), order).text
    assert text.count("<tr>") == 21
    assert more.format(35) in text
    assert more.format(280) in text
    assert len(text) < 15_000
    with CaptureQueriesContext(connection) as queries:
        shown(order)
    assert len(queries) <= 7


def settle_all(attempt):
    """Of 300 refunds, and of 40 more that were made at Toss."""
    from saleor_brandpay import clock
    from saleor_brandpay.models import Refund, SettledMonth

    month = SettledMonth.objects.create(month="2026-01", read_at=clock.now(), totals={})
    line = {"attempt_pk": attempt.pk, "fee": -1, "vat": 0, "paid_out": clock.now().date()}
    for pk in [*Refund.objects.values_list("pk", flat=True), *[None] * 40]:
        month.lines.create(is_refund=True, refund_pk=pk, pay_out=-9, **line)
    month.lines.create(is_refund=False, **line | {"fee": 412}, pay_out=14588)


# The rows


@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_receipts_stand_below_the_order_in_every_dashboard(rows, settings, language):
    """3.22 shows rows by their numbers, 3.23.10 and later by the alphabet."""
    from saleor.app.models import AppExtension

    from saleor_brandpay.adapters.saleor import app_row

    settings.BRANDPAY_STAFF_LANGUAGE = language
    app_row.renew_pages()
    shown = AppExtension.objects.filter(mount="order_details_widgets")
    assert [row.target for row in shown.order_by("pk")] == ["widget", "new_tab"]
    assert [row.target for row in sorted(shown, key=attrgetter("label"))] == ["widget", "new_tab"]


def test_rows_lead_here_and_ask_for_the_permission(saleor, staff, rows):
    found = Clerk(saleor.url, staff_user()).extensions()
    assert set(found) == {
        ("ORDER_DETAILS_WIDGETS", "WIDGET"),
        ("ORDER_DETAILS_WIDGETS", "NEW_TAB"),
        ("CUSTOMER_DETAILS_WIDGETS", "WIDGET"),
        ("NAVIGATION_ORDERS", "NEW_TAB"),
    }
    widget = found["ORDER_DETAILS_WIDGETS", "WIDGET"]
    assert widget["url"] == (
        f"{saleor.url}/plugins/global/tosspayments.brandpay.transactions/staff/order"
    )
    assert [one["code"] for one in widget["permissions"]] == ["MANAGE_ORDERS"]
    assert widget["settings"] == {"widgetTarget": {"method": "POST"}}
    customer = found["CUSTOMER_DETAILS_WIDGETS", "WIDGET"]
    assert [one["code"] for one in customer["permissions"]] == ["MANAGE_USERS"]


def staff_user():
    from saleor.account.models import User

    return User.objects.get(email="staff@example.com")


def test_rows_follow_the_address_and_keep_their_names(rows, settings):
    from saleor.app.models import AppExtension

    from saleor_brandpay.adapters.saleor import app_row

    before = set(AppExtension.objects.values_list("pk", flat=True))
    settings.PUBLIC_URL = "https://moved.example"
    assert rows.state() is rows.State.ELSEWHERE
    app_row.renew_pages()
    assert rows.state() is rows.State.FINE
    assert set(AppExtension.objects.values_list("pk", flat=True)) == before
    assert all(
        url.startswith("https://moved.example/")
        for url in AppExtension.objects.values_list("url", flat=True)
    )


def test_worker_that_knows_no_address_moves_nothing(rows, settings):
    from saleor.app.models import AppExtension

    from saleor_brandpay.adapters.saleor import app_row

    before = sorted(AppExtension.objects.values_list("url", flat=True))
    settings.PUBLIC_URL = None
    app_row.renew_pages()
    assert sorted(AppExtension.objects.values_list("url", flat=True)) == before


def test_address_that_does_not_fit_makes_no_rows(rows, settings):
    from saleor.app.models import AppExtension

    from saleor_brandpay.adapters.saleor import app_row

    settings.PUBLIC_URL = f"https://{'a.' * 90}example"
    assert not app_row.repair()
    assert rows.state() is rows.State.TOO_LONG
    assert not AppExtension.objects.exists()


def test_rows_go_with_the_app(rows):
    from saleor.app.models import AppExtension

    from saleor_brandpay.adapters.saleor import app_row

    app_row.remove()
    assert not AppExtension.objects.exists()


def test_app_is_there_though_its_pages_are_not(rows, monkeypatch):
    from saleor_brandpay.adapters.saleor import app_extensions, app_row

    def broken(*_, **__):
        raise RuntimeError("no page can be made")

    app_row.remove()
    monkeypatch.setattr(app_extensions, "renew", broken)
    assert app_row.ensure()
    assert app_row.state() is app_row.State.ACTIVE


# The customer


@pytest.fixture
def helper(saleor) -> Clerk:
    return clerk(saleor.url, "helper@example.com", "manage_users")


def of_customer(ask, token, user):
    pk = graphene.Node.to_global_id("User", user.pk)
    return ask(token, page="customer", fields={"customerId": pk, "id": pk})


def test_wallet_of_a_customer(helper, order, ask, buyer, other_buyer):
    from saleor_brandpay.models import Customer

    token = helper.token("CUSTOMER_DETAILS_WIDGETS")
    text = of_customer(ask, token, buyer).text
    assert "Used in recent payments" in text
    assert Customer.objects.get(user_pk=buyer.pk).customer_key not in text
    assert "no Brandpay wallet" in of_customer(ask, token, other_buyer).text


def test_wallet_that_was_used_in_other_channels_only_is_not_told_of(saleor, order, ask, buyer):
    from saleor.channel.models import Channel

    for here, found in (
        (Channel.objects.filter(slug="krw"), True),
        (Channel.objects.none(), False),
    ):
        other = clerk(saleor.url, f"of-{found}@example.com", "manage_users", channels=here)
        text = of_customer(ask, other.token("CUSTOMER_DETAILS_WIDGETS"), buyer).text
        assert ("no Brandpay wallet" not in text) is found


@pytest.mark.parametrize(
    ("language", "name"), [("ko", "신한카드 000*"), ("en", "SHINHAN card 000*")]
)
def test_methods_are_named_in_the_language_of_staff(
    helper, member, toss, ask, buyer, settings, language, name
):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    wallet = Wallet(member.api)
    register(toss, wallet.open()["data"], "card")
    wallet.methods()
    text = of_customer(ask, helper.token("CUSTOMER_DETAILS_WIDGETS"), buyer).text
    assert name in text


def test_wallet_asks_for_the_permission_on_customers(seller, order, ask):
    assert seller.token("CUSTOMER_DETAILS_WIDGETS") is None


@pytest.mark.parametrize("asked", ["", "x", graphene.Node.to_global_id("User", 10**20)])
def test_wallet_of_nobody(helper, ask, asked):
    page = ask(
        helper.token("CUSTOMER_DETAILS_WIDGETS"), page="customer", fields={"customerId": asked}
    )
    assert page.status == 200
    assert "no Brandpay wallet" in page.text
