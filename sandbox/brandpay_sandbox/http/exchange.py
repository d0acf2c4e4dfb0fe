"""One API request and its answer, in Toss's order: keys, idempotency, test code, endpoint.

Faults strike around that. Only `slow` and `hang` await, so that one request is carried out at a
time and others are served meanwhile.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..endpoints.call import Call
from ..faults.answers import canned, mangled
from ..faults.faults import DROPS, EDGE, MANGLES, RECORDED, Fault
from ..messages.english import in_english
from ..toss.clock import iso
from ..toss.codes import STATUS
from . import auth, log
from .answer import JSON, Answer
from .errors import TossError
from .idempotency import Scope
from .validation import invalid
from .waits import Dropped, hang, slow, trickle

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Send

    from ..endpoints.call import Endpoint
    from ..toss.state import State
    from .auth import Caller

NO_FAULT = Fault(id=0, kind="")


class Exchange:
    def __init__(self, state: State, endpoint: Endpoint, request: Request, body: bytes) -> None:
        self.state = state
        self._endpoint = endpoint
        self.request = request
        self._path: str = request.scope["raw_path"].decode("ascii")
        self._english = asks_for_english(request)
        self._body = _parsed(body, request.headers.get("content-type", ""))
        self.idempotency_key = self._idempotency_key()
        self.trace_id = state.ids.trace_id()
        self._fault = state.faults.match(endpoint.name, self._order_id()) or NO_FAULT
        self._entry = log.Entry(
            endpoint=endpoint.name,
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            at=state.clock.now(),
            idempotency_key=self.idempotency_key,
            body=self._body,
            fault=self._fault.kind or None,
        )
        state.log.append(self._entry)

    @property
    def fault(self) -> str:
        """The kind of fault that strikes it; empty: none."""
        return self._fault.kind

    async def trickle(self, send: Send, body: bytes) -> None:
        await trickle(self.state, self._fault, self.request, send, body)

    async def run(self) -> Answer:
        """The answer to send; raises Dropped when there is to be none."""
        answer = await self._with_fault()
        self._entry.status, self._entry.code = answer.status, answer.code
        if len(answer.body) <= log.ANSWER_LENGTH:
            self._entry.answer = answer.body
        return answer

    async def _with_fault(self) -> Answer:
        kind = self._fault.kind
        if kind == "drop_before":
            raise Dropped
        if kind in EDGE:
            return self._canned()
        try:
            answer = await self._answer()
        except TossError as error:
            answer = self._error(error)
        if kind in DROPS:
            raise Dropped
        if kind == "hang_after":
            await hang(self.state, self._fault, self.request)
        return mangled(kind, answer) if kind in MANGLES else answer

    async def _answer(self) -> Answer:
        """The answer under the request's idempotency key, if it has one."""
        check = auth.bearer if self._endpoint.bearer else auth.basic
        caller = check(self.state, self.request.headers.get("authorization", ""))
        self._entry.credential = caller.credential
        if self.idempotency_key is None:
            return await self._first(caller)
        store = self.state.idempotency
        scope = Scope(self.idempotency_key, caller.credential, self.request.method, self._path)
        kept = store.begin(scope, self.state.clock.now())
        if kept is not None:
            self.trace_id = f"{self.trace_id}, {kept.trace_id}"
            self._entry.replayed = True
            return kept.answer
        try:
            answer = await self._first(caller)
        except BaseException:
            store.abandon(scope)
            raise
        store.finish(scope, answer, self.trace_id)
        return answer

    async def _first(self, caller: Caller) -> Answer:
        """Carry the request out; what it waits is part of its running time."""
        kind = self._fault.kind
        if kind == "hang":
            await hang(self.state, self._fault, self.request)
        if kind == "slow":
            await slow(self.state, self._fault)
        try:
            answer = self._carry_out(caller)
        except TossError as error:
            answer = self._error(error)
        if kind == "slow_after":
            await slow(self.state, self._fault)
        return self._canned() if kind == "http_500_after" else answer

    def _carry_out(self, caller: Caller) -> Answer:
        if self._is_one_too_many(caller):
            return Answer.framework(429, self._path, iso(self.state.clock.now()))
        self._check_test_code(caller)
        if not isinstance(self._body, dict):
            raise invalid("the body is not a JSON object, sent as application/json")
        call = Call(
            state=self.state,
            endpoint=self._endpoint,
            caller=caller,
            params=self.request.path_params,
            query=self.request.query_params,
            body=self._body,
        )
        if self._fault.kind not in RECORDED:
            answer = self._with_extra_fields(self._endpoint.handler(call))
            return Answer.json(in_english(answer) if self._english else answer)
        self.state.faults.strike(self._fault)
        if self._fault.code is not None and self._endpoint.refused is not None:
            self._endpoint.refused(call, self._fault.code)
        return self._canned()

    def _check_test_code(self, caller: Caller) -> None:
        """`TossPayments-Test-Code`, with test keys only, before anything is validated."""
        code = self.request.headers.get("tosspayments-test-code")
        if code is None or caller.merchant.live:
            return
        raise TossError(code if code in STATUS else "INVALID_TEST_CODE", "test code")

    def _is_one_too_many(self, caller: Caller) -> bool:
        """Test keys may be limited to so many calls of one API in a minute.

        UNCERTAIN: a third party's measurement has about 100; nothing tells the body of a 429.
        """
        limit = self.state.settings.requests_per_minute
        if limit is None or caller.merchant.live:
            return False
        now = self.state.clock.now()
        return self.state.rates.exceeded(limit, caller.merchant, self._endpoint.name, now)

    def _with_extra_fields(self, value: Any) -> Any:
        if not self.state.settings.extra_fields:
            return value
        if isinstance(value, list):
            return [self._with_extra_fields(item) for item in value]
        return {**value, "sandboxExtraField": {"unknown": True}}

    def _error(self, error: TossError) -> Answer:
        self._entry.detail = error.detail
        body = error.body(english=self._english)
        return Answer.json(body, error.status, code=error.code)

    def _canned(self) -> Answer:
        return canned(self._fault, self._path, self.state.clock.now(), english=self._english)

    def _idempotency_key(self) -> str | None:
        """The key, on POST only; Toss ignores it on GET."""
        if self.request.method != "POST":
            return None
        return self.request.headers.get("idempotency-key") or None

    def _order_id(self) -> str | None:
        """The orderId that this request is about, for faults that aim at one."""
        params = self.request.path_params
        if "order_id" in params:
            return str(params["order_id"])
        payment = self.state.payments.find(str(params.get("payment_key")))
        if payment is not None:
            return payment.order_id
        return self._body.get("orderId") if isinstance(self._body, dict) else None


def asks_for_english(request: Request) -> bool:
    return request.headers.get("accept-language", "").lower().startswith("en")


def _parsed(body: bytes, content_type: str) -> Any:
    """The JSON body; {} for none, None for what is not JSON or not said to be."""
    if not body:
        return {}
    if content_type.partition(";")[0].strip().lower() != JSON:
        return None
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> None:
    """NaN and Infinity, which Python would take for JSON."""
    raise ValueError(name)
