"""From cart to order: the ways that every buyer takes."""

import json

import pytest

from .helpers import approved, held, nothing_taken, paid_order, pay, payment_of, rows_of, visit
from .shop import RETURN_URL
from .toss import CLIENT_KEY

pytestmark = pytest.mark.usefixtures("brandpay", "lock_order")


def metadata(order):
    return {item["key"]: item["value"] for item in order["metadata"]}


@pytest.mark.parametrize("who", ["guest", "member"])
def test_card_payment(request, staff, toss, who):
    storefront = request.getfixturevalue(who).fill({"cup": 2, "saucer": 1}).payment_create()
    window = storefront.complete()
    assert window.confirmation_needed
    assert window.order is None
    assert window.errors == []
    nothing_taken(toss)

    returned = toss.buyer(window.data)
    answer = storefront.complete(returned)

    order = paid_order(staff, toss, answer, 32000)
    payment = payment_of(order)
    (at_toss,) = approved(toss)
    assert payment["pspReference"] == at_toss["paymentKey"] == returned["paymentKey"]
    assert payment["chargeStatus"] == "FULLY_CHARGED"
    assert payment["creditCard"]["brand"]
    assert payment["creditCard"]["lastDigits"] == at_toss["card"]["number"][-4:]
    (capture,) = rows_of(payment, "CAPTURE")
    assert capture["token"] == at_toss["paymentKey"]
    assert metadata(order)["brandpay.receiptUrl"] == at_toss["receipt"]["url"]
    assert len(toss.calls("confirm")) == 1


def test_account_payment(member, staff, toss):
    answer = pay(member.fill(), toss, method="account")
    payment = payment_of(paid_order(staff, toss, answer, 15000))
    assert payment["creditCard"]["brand"] == "TOSSBANK"
    assert payment["creditCard"]["lastDigits"] == ""
    assert payment["paymentMethodType"] == "account"


def test_window_data_is_what_the_sdk_needs(member):
    window = member.fill({"cup": 1, "saucer": 2}).payment_create().complete()
    data, payment = window.data, window.data["payment"]
    keys = {"sdkUrl", "clientKey", "customerKey", "redirectUrl", "payment", "charge", "error"}
    assert set(data) == keys
    assert data["clientKey"] == CLIENT_KEY
    assert data["error"] is None
    assert payment["amount"] == {"currency": "KRW", "value": 25000}
    assert payment["successUrl"].startswith("https://shop.test/pay/done")
    assert payment["failUrl"].startswith("https://shop.test/pay/done")
    assert payment["customerEmail"] == member.email
    assert "청자 찻잔" in payment["orderName"]
    assert len(payment["orderName"]) <= 100


def test_order_id_is_not_saleors(member, staff, toss):
    member.fill().payment_create()
    window = member.complete()
    order = staff.order(member.complete(toss.buyer(window.data)).order["id"])
    assert window.order_id not in {order["number"], order["id"]}


def test_without_return_url_the_sdk_answers_by_promise(member, staff, toss):
    member.fill().payment_create(return_url=None)
    window = member.complete()
    assert not {"successUrl", "failUrl"} & set(window.data["payment"])
    paid_order(staff, toss, member.complete(toss.buyer(window.data)), 15000)


@pytest.mark.parametrize("who", ["guest", "member"])
def test_return_through_the_server(request, saleor, staff, toss, who):
    storefront = request.getfixturevalue(who).fill().payment_create()
    window = storefront.complete({"serverReturn": True})
    success = window.data["payment"]["successUrl"]
    assert success.startswith(f"{saleor.url}/plugins/channel/krw/tosspayments.brandpay/return/")
    assert success.endswith(window.order_id)

    url = toss.pay(window.data)
    status, headers, _ = visit(url)
    assert status == 302
    assert headers["location"].startswith(RETURN_URL)
    assert approved(toss)[0]["paymentKey"] not in headers["location"]

    (made,) = staff.orders()
    assert staff.order(made["id"])["chargeStatus"] == "FULL"
    assert metadata(staff.order(made["id"]))["brandpay.receiptUrl"]
    assert held(toss) == 15000
    assert len(toss.calls("confirm")) == 1

    # The page then asks Saleor as it always does, and gets that order.
    assert storefront.complete().order["number"] == made["number"]


def test_return_through_the_server_visited_again(member, staff, toss):
    member.fill().payment_create()
    url = toss.pay(member.complete({"serverReturn": True}).data)
    first, second = visit(url), visit(url)
    assert first[0] == second[0] == 302
    assert first[1]["location"] == second[1]["location"]
    assert len(staff.orders()) == 1
    assert len(toss.calls("confirm")) == 1


def test_return_through_the_server_after_cancelling(member, staff, toss):
    member.fill().payment_create()
    url = toss.pay(member.complete({"serverReturn": True}).data, outcome="cancel")
    status, headers, _ = visit(url)
    assert status == 302
    assert headers["location"].startswith("https://shop.test/pay/done")
    assert staff.orders() == []
    nothing_taken(toss)
    # The buyer can still pay.
    window = member.complete()
    paid_order(staff, toss, member.complete(toss.buyer(window.data)), 15000)


def test_nothing_secret_is_kept_or_shown(member, staff, toss):
    answer = pay(member.fill(), toss)
    order = paid_order(staff, toss, answer, 15000)
    (customer,) = toss.customers()
    shown = json.dumps(order)
    for secret in (customer["customerKey"], "test_sk_", "accessToken", "refreshToken"):
        assert secret not in shown
    from saleor.account.models import User
    from saleor.payment.models import Payment, Transaction

    kept = json.dumps(
        [
            *Transaction.objects.values("gateway_response", "customer_id", "token"),
            *Payment.objects.values("extra_data", "metadata", "private_metadata"),
            *User.objects.values("metadata", "private_metadata"),
        ]
    )
    assert "test_sk_" not in kept
    assert "Token" not in kept
    assert customer["customerKey"] not in kept


def test_gateway_is_offered_with_the_client_key_only(member):
    (gateway,) = [g for g in member.fill().gateways() if g["id"] == "tosspayments.brandpay"]
    assert gateway["currencies"] == ["KRW"]
    assert "test_sk_" not in json.dumps(gateway)
