"""Many users deleted at once: nothing of theirs is closed at Toss without a person's word (M19)."""

import contextlib
import io
import json

import pytest
from django.core.management import CommandError, call_command

from .hooks import sweep
from .wallets import at_toss, forgotten, register

pytest_plugins = ["tests.saleor.wallet_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def keys(key, other, toss, settings) -> list[str]:
    """Two buyers with wallets, in a shop where one a day may go by itself."""
    settings.BRANDPAY_WITHDRAWALS_A_DAY = 1
    window = other.open()["data"]
    register(toss, window, "card")
    toss.forget_requests()
    return [key, window["customerKey"]]


def clean() -> None:
    """What Saleor's `cleardb` does with a shop's customers."""
    from saleor.account.models import User

    User.objects.filter(is_staff=False).delete()


def days_pass(later) -> None:
    for _ in range(3):
        sweep()
        later(24 * 3600)


def run(*words: object) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("brandpay_withdraw", *map(str, words), stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue().strip()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue().strip()


def doctor() -> list[str]:
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("brandpay_doctor", "--json", stdout=out)
    found = json.loads(out.getvalue())["findings"]
    return [item["text"] for item in found if item["about"] == "wallets"]


def test_a_cleaned_shop_closes_no_wallet(keys, toss, later):
    clean()
    days_pass(later)
    assert toss.requests() == []
    assert all(at_toss(toss, key) for key in keys)
    assert not any(map(forgotten, keys))
    (told,) = doctor()
    assert "2 wallets wait for a person's word" in told
    assert told.endswith("brandpay_withdraw --deleted 2")


def test_a_person_says_that_they_may_go(keys, toss, later):
    clean()
    days_pass(later)
    assert run("--deleted", "--dry-run") == (
        0,
        "Wallets that wait for a person's word: 2. Dry run: nothing was changed.",
    )
    for count in ((), (1,), (3,), (0,), (-2,)):
        status, said = run("--deleted", *count)
        assert status == 2
        assert "2 wallets of deleted users wait" in said
    assert toss.requests() == []
    status, said = run("--deleted", 2)
    assert (status, said) == (0, "2 wallets closed at Toss.")
    assert not any(at_toss(toss, key) for key in keys)
    assert all(map(forgotten, keys))
    assert doctor() == []
    status, said = run("--deleted", 2)
    assert (status, said) == (2, "no wallet waits for a person's word")


def test_toss_is_down_when_they_may_go(keys, toss, later):
    clean()
    days_pass(later)
    toss.fault("*", "http_500", times=None)
    status, said = run("--deleted", 2)
    assert status == 1
    assert "2 not yet: the sweep goes on" in said
    toss.mend()
    later(601)
    sweep()
    assert all(map(forgotten, keys))


def test_users_who_are_restored_keep_their_wallets(keys, toss, later):
    """The table of users is emptied, and filled again from a backup."""
    from saleor.account.models import User

    kept = list(User.objects.filter(is_staff=False))
    clean()
    days_pass(later)
    assert doctor()
    User.objects.bulk_create(kept)
    days_pass(later)
    assert doctor() == []
    assert toss.requests() == []
    from saleor_brandpay.models import Customer

    known = set(Customer.objects.filter(customer_key__in=keys).values_list("user_pk", flat=True))
    assert known == {user.pk for user in kept}


def test_one_after_another_in_a_loop(keys, member, toss, later):
    from saleor.account.models import User

    for user in User.objects.filter(is_staff=False):
        user.delete()
        sweep()
        later(60)
    days_pass(later)
    assert all(at_toss(toss, key) for key in keys)
    assert not any(map(forgotten, keys))


def test_wrong_words(toss):
    for words in ((), ("buyer@example.com", "--deleted", "1")):
        status, said = run(*words)
        assert status == 2
        assert "name a user, or say --deleted" in said


def test_a_setting_that_is_wrong_closes_nothing_and_stops_nothing(
    keys, member, toss, settings, later
):
    from .helpers import approved
    from .hooks import unseen

    unseen(member, toss)
    clean()
    settings.BRANDPAY_WITHDRAWALS_A_DAY = "many"
    days_pass(later)
    assert all(at_toss(toss, key) for key in keys)
    assert approved(toss)
    assert all(payment["status"] != "IN_PROGRESS" for payment in toss.payments())
