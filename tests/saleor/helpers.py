"""Short words for what most tests do: pay, look at the money, get in the way."""

import http.client
import threading
from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import urlsplit

from .backoffice import Backoffice
from .storefront import Completion, Storefront
from .toss import Toss


def paid_order(staff: Backoffice, toss: Toss, answer: Completion, total: int) -> dict[str, Any]:
    """The order of an answer, after checking that its money was taken once and booked once."""
    assert not answer.errors, answer.errors
    assert answer.order, answer
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert captured(order) == total
    assert held(toss) == total
    assert len(approved(toss)) == 1
    return order


def captured(order: dict[str, Any]) -> int:
    """Won that Saleor counts as held over all payments of an order."""
    return sum(int(payment["capturedAmount"]["amount"]) for payment in order["payments"])


def payment_of(order: dict[str, Any]) -> dict[str, Any]:
    """The payment that holds the money of an order."""
    (payment,) = [
        item for item in order["payments"] if any(t["kind"] == "CAPTURE" for t in rows_of(item))
    ]
    return payment


def rows_of(payment: dict[str, Any], kind: str | None = None) -> list[dict[str, Any]]:
    """Successful transactions of a payment."""
    rows = [row for row in payment["transactions"] if row["isSuccess"]]
    return [row for row in rows if kind is None or row["kind"] == kind]


def held(toss: Toss) -> int:
    """Won that Toss holds for the shop."""
    return sum(payment["balanceAmount"] for payment in approved(toss))


def approved(toss: Toss) -> list[dict[str, Any]]:
    """Payments that Toss has approved, refunded since or not."""
    done = {"DONE", "CANCELED", "PARTIAL_CANCELED"}
    return [payment for payment in toss.payments() if payment["status"] in done]


def nothing_taken(toss: Toss) -> None:
    assert approved(toss) == []
    from saleor.payment.models import Payment

    assert not Payment.objects.filter(captured_amount__gt=0).exists()


def pay(storefront: Storefront, toss: Toss, **how: Any) -> Completion:
    """A filled checkout becomes an order: payment, window, return."""
    storefront.payment_create()
    return storefront.complete(toss.buyer(storefront.complete().data, **how))


def refunded(toss: Toss) -> list[int]:
    """Amounts that Toss has given back, over all payments."""
    lists = (payment["cancels"] or [] for payment in toss.payments())
    return [cancel["cancelAmount"] for cancels in lists for cancel in cancels]


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at the same moment, each in a thread; their answers in order."""
    barrier = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(index: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers[index] = call()
        except BaseException as error:  # noqa: BLE001  (handed to the test)
            answers[index] = error

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return answers


def visit(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request of a browser, redirects not followed: status, headers, body."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    try:
        path = f"{address.path}?{address.query}" if address.query else address.path
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        answered = {name.lower(): value for name, value in response.getheaders()}
        return response.status, answered, response.read()
    finally:
        connection.close()


def before(monkeypatch, owner: Any, name: str, action: Callable[[], Any]) -> None:
    """Do something right before the next call of a function or method."""
    original = getattr(owner, name)
    done = threading.Event()

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if not done.is_set():
            done.set()
            action()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, wrapper)


def after(monkeypatch, owner: type, method: str, action: Callable[[], None]) -> None:
    """Do something right after the next call of a method returned; a raised error passes on."""
    original = getattr(owner, method)
    done = threading.Event()

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        answer = original(*args, **kwargs)
        if not done.is_set():
            done.set()
            action()
        return answer

    monkeypatch.setattr(owner, method, wrapper)


def crash(*_: Any, **__: Any) -> NoReturn:
    """In place of a function of ours or of Saleor's, or right after it (`after`)."""
    raise RuntimeError("the worker died")


def in_own_connection(action: Callable[[], None]) -> None:
    """Change the database from outside the present transaction, committed at once."""
    from django.db import connections

    def run() -> None:
        try:
            action()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
