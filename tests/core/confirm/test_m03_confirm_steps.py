"""M3, M9, M12: which confirm is an attempt's first, and what is looked up before it is believed."""

import pytest

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.confirm import sent_keys
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import Shop

LATER = "FORBIDDEN_CONSECUTIVE_REQUEST"
NEW_SECRET = "test_sk_" + "reissued" * 3


def steps(shop: Shop) -> list[str]:
    return [request["idempotencyKey"].rsplit(":", 1)[1] for request in shop.confirms()]


def test_each_refusal_is_one_step(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code=LATER, times=3)
    for step in (1, 2, 3):
        assert isinstance(shop.resume(bill, returned), Failed)
        assert Attempt.objects.get().confirm_step == step
    assert isinstance(shop.resume(bill, returned), Paid)
    assert steps(shop) == ["0", "1", "2", "3"]


def test_refusal_that_moved_nothing_says_why(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code="FORBIDDEN_REQUEST")
    offered = shop.resume(bill, returned)
    assert isinstance(offered, ShowWindow)
    assert offered.problem
    assert offered.problem.code == "FORBIDDEN_REQUEST"


def test_answer_to_a_second_try_is_read_back(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code=LATER)
    assert isinstance(shop.resume(bill, returned), Failed)
    for path in ("payment", "payment_by_order_id"):
        shop.sandbox.fault(path, "http_500", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert Attempt.objects.get().status == AttemptStatus.UNKNOWN
    shop.sandbox.clear_faults()
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


def test_answer_to_a_step_after_a_replayed_refusal_is_read_back(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code=LATER)
    shop.die_after(bill, returned)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert steps(shop) == ["0", "0", "1"]
    assert shop.sandbox.requests("payments/")[-1]["method"] == "GET"


def test_first_answer_needs_no_second_look(shop: Shop) -> None:
    shop.paid(shop.bill())
    assert shop.sandbox.requests("payments/")[-1]["method"] == "POST"


def test_new_secret_reads_the_very_payment_that_the_buyer_came_back_with(shop: Shop) -> None:
    """By its order id Toss may show another window's."""
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    shop.sandbox.fault("payment_by_order_id", "refuse", code="NOT_FOUND_PAYMENT", times=None)
    assert isinstance(shop.resume(bill, returned), Paid)
    assert len(shop.confirms()) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_never_sent_is_refused_only_the_first_time(
    shop: Shop, settings: object, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """After that nobody knows what became of the one before; no other process does either."""
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    url = settings.BRANDPAY_API_URL
    if times == 2:
        shop.sandbox.fault("confirm", "drop_before", times=2)
        shop.sandbox.fault("payment", "http_500", times=None)
        assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
        monkeypatch.setattr(sent_keys, "_sent", {})
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    shop.resume(bill, returned)
    status = AttemptStatus.OPEN if times == 1 else AttemptStatus.UNKNOWN
    assert Attempt.objects.get().status == status
    shop.sandbox.clear_faults()
    settings.BRANDPAY_API_URL = url
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000
