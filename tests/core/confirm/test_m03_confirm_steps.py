"""M3, M9, M12: which confirm is an attempt's first, and what is looked up before it is believed."""

from typing import Any

import pytest

from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.errors import NotSent
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.confirm import sent_keys
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import Shop
from tests.core.sync.scenes import lost_answer

LATER = "FORBIDDEN_CONSECUTIVE_REQUEST"
NEW_SECRET = "test_sk_" + "reissued" * 3


def steps(shop: Shop) -> list[str]:
    return [request["idempotencyKey"].rsplit(":", 1)[1] for request in shop.confirms()]


def test_confirm_has_the_key_of_its_order_id_and_step(shop: Shop) -> None:
    """It is kept at Toss: under another key the same confirm is another one."""
    attempt = shop.paid(shop.bill())
    (sent,) = shop.confirms()
    assert sent["idempotencyKey"] == f"confirm:{attempt.order_id}:0"


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


def test_what_this_process_has_sent_is_not_forgotten_with_the_transaction(
    shop: Shop, settings: Any
) -> None:
    """The row was rolled back; Toss may be working on the confirm all the same."""
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "drop_before", times=2)
    shop.die_after(bill, returned)
    assert Attempt.objects.get().confirm_sent_at is None
    url, settings.BRANDPAY_API_URL = settings.BRANDPAY_API_URL, "http://127.0.0.1:9"
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert Attempt.objects.get().status == AttemptStatus.UNKNOWN
    settings.BRANDPAY_API_URL = url
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.held() == 15000


def test_step_that_is_not_sent_after_a_replayed_refusal_is_unknown(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have sent it, and lost its row like the one before."""
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "refuse", code=LATER)
    shop.die_after(bill, returned)
    send = BrandpayClient.confirm

    def confirm(client: BrandpayClient, **values: Any) -> Any:
        # A network that fails between two requests of one call cannot be had.
        if values["idempotency_key"].endswith(":1"):
            raise NotSent
        return send(client, **values)

    monkeypatch.setattr(BrandpayClient, "confirm", confirm)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert steps(shop) == ["0", "0"]
    assert Attempt.objects.get().status == AttemptStatus.UNKNOWN


def test_unknown_outcome_is_read_by_the_key_that_the_buyer_comes_back_with(shop: Shop) -> None:
    """None is kept yet: under a new secret Toss is read before anything is sent."""
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    for path in ("payment", "payment_by_order_id"):
        shop.sandbox.fault(path, "http_500", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    kept = Attempt.objects.get()
    assert (kept.status, kept.payment_key) == (AttemptStatus.UNKNOWN, "")
    shop.sandbox.clear_faults()
    shop.sandbox.fault("payment_by_order_id", "refuse", code="NOT_FOUND_PAYMENT", times=None)
    # Whatever else it says is no reason to open a window beside what is paid.
    assert isinstance(shop.resume(bill, returned | {"amount": "1"}), Paid)
    assert shop.held() == 15000


def test_unknown_outcome_is_read_by_the_key_that_was_sent(shop: Shop) -> None:
    bill = shop.bill()
    lost_answer(shop, bill)
    shop.sandbox.fault("payment_by_order_id", "refuse", code="NOT_FOUND_PAYMENT", times=None)
    assert isinstance(shop.resume(bill, None), Paid)


def test_what_could_not_be_read_under_a_new_secret_is_confirmed_once_it_can(shop: Shop) -> None:
    """Nothing was sent: the window that the buyer has paid in is no lost one."""
    bill = shop.bill()
    attempt = shop.open(bill)
    returned = shop.buy(attempt)
    shop.sandbox.add_keys(shop.client_key, NEW_SECRET)
    merchants.save(shop.client_key, Secret(NEW_SECRET))
    for path in ("payment", "payment_by_order_id"):
        shop.sandbox.fault(path, "http_500", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    outcome = shop.resume(bill, returned)
    assert isinstance(outcome, Paid)
    assert outcome.attempt == attempt


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
