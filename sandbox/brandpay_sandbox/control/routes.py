"""The control API below `/_sandbox/`: for tests and curl, not part of Toss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from ..console.cancel import REASON, cancel_in_console
from ..http.errors import TossError
from ..toss import passwords
from ..toss.merchants import masked
from ..toss.payment_json import payment_json
from ..toss.saved import load, save
from ..toss.sdk_error import SdkError
from ..webhooks.control import webhook_table
from .bulk import Bulk
from .buyer import Buyer
from .faults import fault_table
from .fields import Body, Handler, NotFoundError, Table, json_object, only, text
from .manage import manage
from .shapes import foreign_row, foreign_settlement, show
from .switches import move_clock, switch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from ..toss.payments import Payment
    from ..toss.state import Sandbox, State

WINDOW = ("clientKey", "customerKey", "redirectUrl")
BESIDE_WINDOW = ("sdkUrl", "charge", "error")
"""What stands beside it in what a storefront was given; the window is not told of it."""


class Control:
    """Handlers of the control API; each answers JSON, ValueError becomes a 400."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def _state(self) -> State:
        return self._sandbox.state

    async def reset(self, _request: Request, body: Body) -> Body:
        only(body)
        self._sandbox.reset()
        return {}

    async def save(self, _request: Request, _body: Body) -> Body:
        return save(self._state)

    async def load(self, _request: Request, body: Body) -> Body:
        """What `save` answered, here or elsewhere."""
        self._sandbox.load(lambda state: load(state, body))
        return {}

    async def keys(self, _request: Request, body: Body) -> Body:
        only(body, "clientKey", "secretKey", "mId")
        client_key, secret_key = text(body, "clientKey"), text(body, "secretKey")
        m_id = text(body, "mId") if body.get("mId") is not None else None
        pair = self._state.keys.add(client_key, secret_key, m_id)
        return {
            "clientKey": pair.client_key,
            "secretKey": masked(pair.secret_key),
            "mId": pair.merchant.m_id,
        }

    async def clock(self, _request: Request, body: Body) -> Body:
        return move_clock(self._state, body)

    async def settings(self, _request: Request, body: Body) -> Body:
        return switch(self._state, body)

    async def requests(self, request: Request, _body: Body) -> Body:
        path = request.query_params.get("path", "")
        return {"requests": [one.to_json() for one in self._state.log if path in one.path]}

    async def clear_requests(self, _request: Request, body: Body) -> Body:
        only(body)
        self._state.log.clear()
        return {}

    async def payments(self, _request: Request, _body: Body) -> list[Body]:
        return [
            payment_json(one) | {"customerKey": one.customer_key} for one in self._state.payments
        ]

    async def customers(self, _request: Request, _body: Body) -> list[Body]:
        return [one.to_json() for one in self._state.customers]

    async def connections(self, _request: Request, _body: Body) -> Body:
        return {"opened": self._state.connections, "api": self._state.api_connections}

    async def pay(self, _request: Request, body: Body) -> Body:
        """Takes what a storefront was given as it is, with `method` and `outcome` added."""
        only(body, *WINDOW, "payment", "method", "outcome", *BESIDE_WINDOW)
        buyer = Buyer.parse(self._state, body)
        return await buyer.pay(body.get("payment"), body.get("outcome", "approve"))

    async def register(self, _request: Request, body: Body) -> Body:
        only(body, *WINDOW, "method", "password")
        buyer = Buyer.parse(self._state, body)
        password = body.get("password")
        if password is not None and not passwords.is_password(password):
            raise ValueError("password must be six digits")
        answer = await buyer.register()
        if password is not None:
            buyer.set_password(password)
        return answer

    async def manage(self, _request: Request, body: Body) -> Body:
        return manage(self._state, body)

    async def bulk(self, _request: Request, body: Body) -> Body:
        """Many approved payments at once."""
        return {"payments": Bulk.parse(self._state, body).make(self._state)}

    async def console_cancel(self, request: Request, body: Body) -> Body:
        """A refund in the Toss console: no API key, no idempotency key."""
        only(body, "amount", "reason")
        payment = self._payment(request)
        try:
            cancel_in_console(self._state, payment, body.get("amount"), body.get("reason", REASON))
        except TossError as error:
            raise ValueError(str(error)) from None
        return payment_json(payment)

    async def force_status(self, request: Request, body: Body) -> Body:
        only(body, "status")
        codes = {"ABORTED": "PAY_PROCESS_ABORTED", "EXPIRED": "EXPIRED_PAYMENT"}
        status = text(body, "status")
        if status not in codes:
            raise ValueError("status must be ABORTED or EXPIRED")
        payment = self._payment(request)
        payment.end(status, codes[status])
        return payment_json(payment)

    async def show(self, request: Request, body: Body) -> Body:
        payment = self._payment(request)
        show(payment, body)
        self._state.shaped = True
        return payment_json(payment)

    async def foreign_row(self, _request: Request, body: Body) -> Body:
        return {"row": foreign_row(self._state, body)}

    async def foreign_settlement(self, _request: Request, body: Body) -> Body:
        return {"row": foreign_settlement(self._state, body)}

    def _payment(self, request: Request) -> Payment:
        payment = self._state.payments.find(request.path_params["payment_key"])
        if payment is None:
            raise NotFoundError("no such payment")
        return payment


def control_routes(sandbox: Sandbox) -> list[Route]:
    control = Control(sandbox)
    table: Table = (
        ("POST", "reset", control.reset),
        ("GET", "state", control.save),
        ("POST", "state", control.load),
        ("POST", "keys", control.keys),
        ("POST", "clock", control.clock),
        ("POST", "settings", control.settings),
        ("GET", "requests", control.requests),
        ("POST", "requests/clear", control.clear_requests),
        ("GET", "payments", control.payments),
        ("POST", "payments/{payment_key}/cancel", control.console_cancel),
        ("POST", "payments/{payment_key}/status", control.force_status),
        ("POST", "payments/{payment_key}/shown", control.show),
        ("POST", "transactions", control.foreign_row),
        ("POST", "settlements", control.foreign_settlement),
        ("GET", "customers", control.customers),
        ("GET", "connections", control.connections),
        ("POST", "buyer/pay", control.pay),
        ("POST", "buyer/register", control.register),
        ("POST", "buyer/manage", control.manage),
        ("POST", "payments/bulk", control.bulk),
        *fault_table(sandbox),
        *webhook_table(sandbox),
    )
    return [
        Route(f"/_sandbox/{path}", _answering(handler), methods=[method])
        for method, path, handler in table
    ]


def _answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request, await json_object(request)))
        except SdkError as error:
            return JSONResponse({"error": str(error), "code": error.code}, 400)
        except NotFoundError as error:
            return JSONResponse({"error": str(error)}, 404)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer
