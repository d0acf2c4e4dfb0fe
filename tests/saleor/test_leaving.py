"""Leaving Brandpay: a user deleted in Saleor, a withdrawal at Toss, and the command."""

import contextlib
import io
import json

import graphene
import pytest
from django.core.management import CommandError, call_command

from .helpers import pay, refunded
from .hooks import sweep
from .wallets import Wallet, at_toss, forgotten, manage, register

pytest_plugins = ["tests.saleor.wallet_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")

CUSTOMER_DELETE = (
    """mutation($id: ID!) { customerDelete(id: $id) { errors { field code message } } }"""
)


def run(*words: object) -> tuple[int, str]:
    """Exit status and output of brandpay_withdraw."""
    out = io.StringIO()
    try:
        call_command("brandpay_withdraw", *map(str, words), stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


# A user who is deleted.


def delete(staff, user) -> None:
    staff.api.mutate(CUSTOMER_DELETE, id=graphene.Node.to_global_id("User", user.pk))


def test_deleted_by_staff_and_withdrawn_at_toss(key, staff, buyer, toss, later):
    delete(staff, buyer)
    assert at_toss(toss, key)
    sweep()
    # Many might be deleted one after another: a while passes first.
    assert toss.requests() == []
    later(601)
    sweep()
    assert at_toss(toss, key) is None
    assert forgotten(key)
    assert [call["path"] for call in toss.calls()] == ["/v1/brandpay/customers/remove"]
    sweep()
    assert len(toss.calls()) == 1


def test_toss_is_down_and_it_is_tried_again(key, staff, buyer, toss, later):
    delete(staff, buyer)
    sweep()
    later(601)
    toss.fault("*", "http_500", times=None)
    sweep()
    assert not forgotten(key)
    tried = len(toss.requests())
    toss.mend()
    # Not at once: Toss may stay in trouble for a while.
    sweep()
    assert len(toss.requests()) == tried
    later(601)
    sweep()
    assert forgotten(key)
    assert at_toss(toss, key) is None


def test_the_others_stay(key, staff, other_buyer, toss, later):
    delete(staff, other_buyer)
    sweep()
    later(601)
    sweep()
    assert at_toss(toss, key)
    assert toss.requests() == []


def test_a_paid_order_of_the_deleted_user_is_refunded_all_the_same(
    member, staff, buyer, toss, later
):
    order = pay(member.fill(), toss).order["id"]
    delete(staff, buyer)
    sweep()
    later(601)
    sweep()
    assert [one["customerKey"] for one in toss.customers()] == []
    assert staff.refund(order, 1000) == []
    assert refunded(toss) == [1000]


def test_where_there_is_no_celery(key, staff, buyer, toss, later, capsys):
    delete(staff, buyer)
    open_sweep(capsys)
    later(601)
    call_command("brandpay_reconcile", "--open", "--json")
    figures = json.loads(capsys.readouterr().out)
    assert (figures["customers"], figures["ends"]) == (1, {"settled": 1})
    assert forgotten(key)
    assert at_toss(toss, key) is None


def test_methods_are_left_and_no_token_is_accepted(key, staff, buyer, toss, later, capsys):
    delete(staff, buyer)
    sweep()
    later(601)
    toss.fault("remove-customer", "refuse", code="INVALID_ACCESS_TOKEN", times=None)
    toss.fault("access-token", "refuse", code="INVALID_ACCESS_TOKEN", times=None)
    with pytest.raises(SystemExit):
        call_command("brandpay_reconcile", "--open")
    said = capsys.readouterr().out
    assert "1 deleted users" in said
    assert "ask Toss to remove them" in said
    # The token was refused: there is nothing left to try with, and nobody forgets it.
    assert "nothing is due" in open_sweep(capsys)
    assert "still stored at Toss" in doctor(capsys)
    # Staff have asked Toss, and it has removed them.
    toss.mend()
    manage(toss, key, "withdraw")
    later(24 * 3600 + 1)
    sweep()
    assert forgotten(key)
    assert "still stored at Toss" not in doctor(capsys)


def doctor(capsys) -> str:
    with contextlib.suppress(SystemExit):
        call_command("brandpay_doctor")
    return capsys.readouterr().out


def open_sweep(capsys) -> str:
    call_command("brandpay_reconcile", "--open")
    return capsys.readouterr().out


# Somebody leaves at Toss.


@pytest.fixture
def told(key, toss, staff):
    toss.webhook_url(staff.settings("krw")["webhook_url"], "CUSTOMER_STATUS_CHANGED")


def test_a_withdrawal_at_toss_clears_ours(key, wallet, toss, told):
    assert wallet.methods()
    manage(toss, key, "withdraw")
    toss.deliver()
    assert forgotten(key)
    assert wallet.methods() == wallet.sources() == []
    answer = wallet.remove("tosspayments.brandpay:m_1")
    assert answer["errors"][0]["message"].endswith("[METHOD_NOT_FOUND]")


def test_also_when_our_token_has_expired(key, wallet, toss, told, later):
    later(31 * 24 * 3600)
    manage(toss, key, "withdraw")
    toss.deliver()
    assert forgotten(key)


def test_a_forged_withdrawal_clears_nothing(key, wallet, toss, staff, told):
    url = staff.settings("krw")["webhook_url"]
    data = {"customerKey": key, "status": "REMOVED", "changedAt": "2026-01-02T03:00:01"}
    toss.forge(url, {"eventType": "CUSTOMER_STATUS_CHANGED", "createdAt": "x", "data": data})
    assert not forgotten(key)
    assert len(wallet.methods()) == 2


def test_who_comes_back_is_welcome(key, wallet, toss, told):
    manage(toss, key, "withdraw")
    toss.deliver()
    window = wallet.add()["data"]
    assert window["customerKey"] == key
    register(toss, window)
    assert wallet.done()["result"] == "SUCCESSFULLY_TOKENIZED"
    assert not forgotten(key)
    assert len(wallet.methods()) == 1


# The command.


@pytest.mark.parametrize("name", ["e-mail", "upper case", "pk", "global id"])
def test_one_customer_by_command(key, wallet, toss, buyer, name):
    names = {
        "e-mail": buyer.email,
        "upper case": buyer.email.upper(),
        "pk": buyer.pk,
        "global id": graphene.Node.to_global_id("User", buyer.pk),
    }
    status, said = run(names[name])
    assert status == 0
    assert "withdrawn: Toss has nothing" in said
    assert forgotten(key)
    assert at_toss(toss, key) is None
    assert wallet.methods() == []
    # Once more: nothing to do.
    calls = len(toss.calls())
    assert run(names[name])[0] == 0
    assert len(toss.calls()) == calls


def test_dry_run_changes_nothing(key, toss, buyer):
    status, said = run(buyer.email, "--dry-run")
    assert status == 0
    assert "would be withdrawn" in said
    assert "Dry run: nothing was changed." in said
    assert not forgotten(key)
    assert toss.requests() == []


def test_as_json(key, toss, buyer):
    (known,) = json.loads(run(buyer.email, "--dry-run", "--json")[1])["customers"]
    assert (known["has_tokens"], known["withdrawn_at"], known["outcome"]) == (True, None, None)
    answer = json.loads(run(buyer.email, "--json")[1])
    assert (answer["user"], answer["dry_run"]) == (buyer.pk, False)
    (left,) = answer["customers"]
    assert (left["outcome"], left["has_tokens"]) == ("done", False)
    assert left["withdrawn_at"]
    assert key not in json.dumps(answer)
    (known,) = json.loads(run(buyer.email, "--dry-run", "--json")[1])["customers"]
    assert "has left" in known["text"]


def test_at_every_merchant(key, shop, brandpay, member, buyer, toss):
    client_key, secret_key = "test_ck_" + "5" * 28, "test_sk_" + "5" * 28
    toss.add_keys(client_key, secret_key, "othermid")
    second = shop.open_channel("krw-two", prices={"cup": 12000})
    brandpay(second.id, client_key=client_key, secret_key=secret_key)
    elsewhere = Wallet(member.api, "krw-two").open()["data"]
    register(toss, elsewhere)
    status, said = run(buyer.email)
    assert (status, said.count("withdrawn: ")) == (0, 2)
    assert forgotten(key)
    assert forgotten(elsewhere["customerKey"])


def test_toss_is_down(key, toss, buyer):
    toss.fault("*", "http_500", times=None)
    status, said = run(buyer.email)
    assert status == 1
    assert "run it again later" in said
    toss.mend()
    assert run(buyer.email)[0] == 0


def test_only_the_customer_can(key, toss, buyer):
    from saleor_brandpay.models import Customer

    Customer.objects.update(access_token="", refresh_token="", token_expires_at=None)
    assert "no tokens are kept" in run(buyer.email, "--dry-run")[1]
    status, said = run(buyer.email)
    assert status == 1
    assert "the customer can remove them" in said
    assert at_toss(toss, key)


def test_who_never_used_brandpay(other_buyer, toss):
    status, said = run(other_buyer.email)
    assert status == 0
    assert "has never used Brandpay" in said
    assert toss.requests() == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "nobody@example.com",
        "0",
        "99999999999999999999",
        "-1",
        "가",
        "a\0@b",
        "VXNlcjo=",
        "T3JkZXI6MQ==",
    ],
)
def test_nobody_of_that_name(name):
    status, said = run("--", name)
    assert status == 2
    assert "there is no user" in said
    assert "\n" not in said
