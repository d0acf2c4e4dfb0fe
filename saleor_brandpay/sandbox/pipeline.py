"""What happens to every API request, in Toss's order: keys, idempotency, test code, endpoint.

Faults strike around it. Only waiting (`slow`, `hang`) awaits, so that one request is carried out
at a time and others are served meanwhile.
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from . import auth, log
from .answer import Answer
from .codes import STATUS
from .endpoints.call import Call
from .errors import TossError
from .faults import DROPS, EDGE, MANGLES, RECORDED, canned, mangled
from .idempotency import Scope
from .validation import invalid

if TYPE_CHECKING:
    from starlette.types import Receive, Send
    from starlette.types import Scope as AsgiScope

    from .auth import Caller
    from .endpoints.call import Endpoint
    from .faults import Fault
    from .server import SandboxProtocol
    from .state import Sandbox, State


class Dropped(Exception):  # noqa: N818
    """This connection is to be closed without an answer."""


class ApiEndpoint:
    """One endpoint as an ASGI application."""

    def __init__(self, sandbox: Sandbox, endpoint: Endpoint) -> None:
        self._sandbox = sandbox
        self._endpoint = endpoint

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        connection: SandboxProtocol = scope["state"]["connection"]
        exchange = Exchange(self._sandbox.state, self._endpoint, request, await request.body())
        connection.carried_api_call()
        try:
            answer = await exchange.run()
        except Dropped:
            connection.drop()
            return
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"content-length", str(len(answer.body)).encode()),
            (b"x-tosspayments-trace-id", exchange.trace_id.encode()),
        ]
        if exchange.idempotency_key is not None:
            headers.append((b"idempotency-key", exchange.idempotency_key.encode("latin-1")))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


class Exchange:
    """One request and its answer."""

    def __init__(self, state: State, endpoint: Endpoint, request: Request, body: bytes) -> None:
        self._state = state
        self._endpoint = endpoint
        self._request = request
        self._path: str = request.scope["raw_path"].decode("ascii")
        self._english = request.headers.get("accept-language", "").lower().startswith("en")
        self._body = _parsed(body)
        self.idempotency_key = self._idempotency_key()
        self.trace_id = state.ids.trace_id()
        self._entry = log.Entry(
            endpoint=endpoint.name,
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            at=state.clock.now(),
            idempotency_key=self.idempotency_key,
            body=self._body,
        )
        state.log.append(self._entry)

    async def run(self) -> Answer:
        fault = self._state.faults.match(self._endpoint.name, self._order_id())
        if fault is not None:
            self._entry.fault = fault.kind
        answer = await self._faulty(fault)
        self._entry.status, self._entry.code = answer.status, answer.code
        return answer

    async def _faulty(self, fault: Fault | None) -> Answer:
        kind = fault.kind if fault else ""
        if kind == "drop_before":
            raise Dropped
        if fault is not None and kind in EDGE:
            return self._canned(fault)
        try:
            answer = await self._answer(fault)
        except TossError as error:
            answer = self._error(error)
        if kind in DROPS:
            raise Dropped
        if kind == "hang_after":
            await self._hang(fault)
        return mangled(kind, answer) if kind in MANGLES else answer

    async def _answer(self, fault: Fault | None) -> Answer:
        """The answer under the request's idempotency key, if it has one."""
        check = auth.bearer if self._endpoint.bearer else auth.basic
        caller = check(self._state, self._request.headers.get("authorization", ""))
        self._entry.credential = caller.credential
        if self.idempotency_key is None:
            return await self._first(fault, caller)
        store = self._state.idempotency
        scope = Scope(self.idempotency_key, caller.credential, self._request.method, self._path)
        kept = store.begin(scope, self._state.clock.now())
        if kept is not None and kept.answer is not None:
            self.trace_id = f"{self.trace_id}, {kept.trace_id}"
            self._entry.replayed = True
            return kept.answer
        try:
            answer = await self._first(fault, caller)
        except BaseException:
            store.abandon(scope)
            raise
        if answer.status == 409:
            store.abandon(scope)
        else:
            store.finish(scope, answer, self.trace_id)
        return answer

    async def _first(self, fault: Fault | None, caller: Caller) -> Answer:
        """Carry the request out; waits are part of its running time."""
        kind = fault.kind if fault else ""
        if kind == "hang":
            await self._hang(fault)
        if kind == "slow":
            await self._slow(fault)
        answer = self._carry_out(fault, caller)
        if kind == "slow_after":
            await self._slow(fault)
        if fault is not None and kind == "http_500_after":
            return self._canned(fault)
        return answer

    def _carry_out(self, fault: Fault | None, caller: Caller) -> Answer:
        try:
            self._check_test_code(caller)
            body = self._body
            if not isinstance(body, dict):
                raise invalid("the body is not a JSON object")
            request = self._request
            call = Call(
                state=self._state,
                caller=caller,
                params=request.path_params,
                query=request.query_params,
                body=body,
            )
            if fault is not None and fault.kind in RECORDED:
                self._state.faults.strike(fault)
                if fault.kind == "refuse" and self._endpoint.refused:
                    self._endpoint.refused(call, str(fault.code))
                return self._canned(fault)
            return Answer.json(self._with_extra_fields(self._endpoint.handler(call)))
        except TossError as error:
            return self._error(error)

    def _check_test_code(self, caller: Caller) -> None:
        """`TossPayments-Test-Code`, with test keys only, before anything is validated."""
        code = self._request.headers.get("tosspayments-test-code")
        if code is None or caller.merchant.live:
            return
        raise TossError(code if code in STATUS else "INVALID_TEST_CODE", "test code")

    def _with_extra_fields(self, value: Any) -> Any:
        if not self._state.settings.extra_fields:
            return value
        if isinstance(value, list):
            return [self._with_extra_fields(item) for item in value]
        return {**value, "sandboxExtraField": {"unknown": True}}

    def _error(self, error: TossError) -> Answer:
        self._entry.detail = error.detail
        body = error.body(english=self._english)
        return Answer.json(body, error.status, code=error.code)

    def _canned(self, fault: Fault) -> Answer:
        return canned(fault, self._path, self._state.clock.now(), english=self._english)

    async def _slow(self, fault: Fault | None) -> None:
        """Wait for the sandbox's clock, or until the faults are cleared."""
        state = self._state
        until = state.clock.now() + timedelta(seconds=(fault and fault.seconds) or 0)
        await _first_of(state.clock.wait_until(until), state.faults_cleared.wait())

    async def _hang(self, fault: Fault | None) -> None:
        """Never answer: until the client leaves, the time is up or the faults are cleared."""
        state = self._state
        waits = [state.faults_cleared.wait(), _disconnected(self._request)]
        if fault is not None and fault.seconds is not None:
            until = state.clock.now() + timedelta(seconds=fault.seconds)
            waits.append(state.clock.wait_until(until))
        await _first_of(*waits)
        raise Dropped

    def _idempotency_key(self) -> str | None:
        """The key, on POST only; Toss ignores it on GET."""
        if self._request.method != "POST":
            return None
        return self._request.headers.get("idempotency-key") or None

    def _order_id(self) -> str | None:
        """The orderId that this request is about, for faults that aim at one."""
        params = self._request.path_params
        if "order_id" in params:
            return str(params["order_id"])
        payment = self._state.payments.find(str(params.get("payment_key")))
        if payment is not None:
            return payment.order_id
        return self._body.get("orderId") if isinstance(self._body, dict) else None


def _parsed(body: bytes) -> Any:
    """The JSON body; {} for none, None for what is not JSON."""
    if not body:
        return {}
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _first_of(*waits: Any) -> None:
    """Wait for the first of some awaitables and cancel the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
