"""The one pooled `requests` session of the process.

Saleor builds plugin objects per request, so the session lives here and not in them. It takes
nothing from the environment (proxies, .netrc, CA bundles: see `way_out`), keeps no cookies, follows
no redirects and always verifies TLS. Calls go straight to the session's adapter, which threads may
share.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import requests
from urllib3.exceptions import DecodeError, HTTPError

from saleor_brandpay import clock
from saleor_brandpay.api.connection import CONNECT_SECONDS, STAND_IN, Exchange, current
from saleor_brandpay.api.decode import clean
from saleor_brandpay.api.errors import BrandpayError, MalformedAnswer, NoAnswer, NotSent
from saleor_brandpay.api.idempotency import Fingerprints
from saleor_brandpay.api.limits import Gate, Limits
from saleor_brandpay.api.pool import Adapter
from saleor_brandpay.api.secret import HiddenBytes, HiddenText
from saleor_brandpay.api.way_out import WayOut
from saleor_brandpay.api.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.api.wire import Call

LARGEST_ANSWER = 5_000_000
"""Bytes, after decompression."""
_CHUNK = 65536


class _Fork:
    generation = 0
    starting = threading.Lock()

    @classmethod
    def happened(cls) -> None:
        cls.generation += 1
        cls.starting = threading.Lock()  # a thread of the parent may have held the other one


os.register_at_fork(after_in_child=_Fork.happened)


class _TooLargeError(HTTPError):
    pass


@dataclass(frozen=True, slots=True)
class _Stale:
    """The failure on a pooled connection that Toss seems to have closed while it was idle."""

    failure: NoAnswer


class Transport:
    """Sends calls over pooled connections, each exchange within its deadline.

    `way_out` is asked at each call. Certificates are always verified.
    """

    def __init__(
        self,
        *,
        way_out: Callable[[], WayOut] = WayOut,
        limits: Callable[[], Limits] = Limits,
    ) -> None:
        self.way_out = way_out
        self.gate = Gate(limits)
        self._start()

    def _start(self) -> None:
        """Begin with no connections. After a fork the parent's are left alone, not closed."""
        session = requests.Session()
        session.trust_env = False
        adapter = Adapter()
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        self._session = session
        self._lock = threading.Lock()
        self.gate.forget()
        self.fingerprints = Fingerprints()
        self.calls = 0
        """Exchanges of this process, repeats included."""
        self.handshakes = 0
        """Connections that this process tried to open."""
        self._generation = _Fork.generation

    def send(self, call: Call, deadline: Deadline) -> Reply:
        """The answer to `call`, whatever its status.

        A pooled connection that Toss closed while it was idle is replaced and the call repeated
        once, if repeating is safe. Raises NotSent (TossBusy: by our own limits), NoAnswer or
        MalformedAnswer.
        """
        if self._generation != _Fork.generation:
            with _Fork.starting:
                if self._generation != _Fork.generation:
                    self._start()
        with self.gate.passing(call.path) as passage:
            outcome = self._exchange(call, _exchange_of(call, deadline))
            if isinstance(outcome, _Stale):
                outcome = self._repeat(call, deadline, outcome.failure)
            passage.answered = isinstance(outcome, Reply)
            passage.hung = isinstance(outcome, BrandpayError) and outcome.timed_out
        if isinstance(outcome, BrandpayError):
            raise outcome
        return outcome

    def _repeat(self, call: Call, deadline: Deadline, failure: NoAnswer) -> Reply | BrandpayError:
        if not call.is_repeatable:
            return failure
        outcome = self._exchange(call, _exchange_of(call, deadline, fresh=True))
        if isinstance(outcome, NotSent | _Stale):
            return failure  # the first request may have arrived all the same
        return outcome

    def _exchange(self, call: Call, exchange: Exchange) -> Reply | BrandpayError | _Stale:
        """Errors are returned, so that no frame that knows the request is in a traceback."""
        if exchange.deadline.expired:
            return NotSent("the deadline was over before sending", path=call.path)
        if not exchange.is_sendable:
            return NotSent("the credentials or the path cannot be sent", path=call.path)
        try:
            way_out = self.way_out()
        except ValueError as error:
            return NotSent(str(error), path=call.path)
        outer = sys.exception()
        began = clock.monotonic()
        reply = Reply(started=clock.now())
        token = current.set(exchange)
        try:
            with self._request(call, exchange, way_out) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                reply = replace(reply, http_status=response.status_code, headers=headers)
                reply = replace(reply, body=_read(response), elapsed=clock.monotonic() - began)
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            return _failure(error, _root(error, outer), call, exchange, reply, way_out)
        finally:
            current.reset(token)
            with self._lock:
                self.calls += 1
                self.handshakes += exchange.opened
        return reply

    def _request(self, call: Call, exchange: Exchange, way_out: WayOut) -> requests.Response:
        """The answer with its body unread."""
        prepared = requests.PreparedRequest()
        headers = {**call.headers, "Authorization": STAND_IN}
        prepared.prepare(method=call.method, url=call.url, headers=headers, data=call.body)
        return self._session.get_adapter(call.url).send(
            prepared,
            stream=True,
            timeout=(CONNECT_SECONDS, exchange.deadline.remaining() or CONNECT_SECONDS),
            verify=way_out.ca_bundle or True,
            proxies={"all": HiddenText(way_out.proxy.reveal())} if way_out.proxy else None,
        )


def _exchange_of(call: Call, deadline: Deadline, *, fresh: bool = False) -> Exchange:
    """Here, and only here, the header is built."""
    return Exchange(deadline, call.credentials.header(), call.target, fresh=fresh)


def _read(response: requests.Response) -> HiddenBytes:
    body = bytearray()
    for chunk in response.raw.stream(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise _TooLargeError("the answer is too large")
    response.raw.release_conn()
    return HiddenBytes(body)


def _root(error: BaseException, outer: BaseException | None) -> BaseException:
    """What `requests` and urllib3 wrapped; never an exception that our caller is handling."""
    while (inner := error.__cause__ or error.__context__) is not None and inner is not outer:
        error = inner
    return error


def _failure(
    error: Exception,
    root: BaseException,
    call: Call,
    exchange: Exchange,
    reply: Reply,
    way_out: WayOut,
) -> BrandpayError | _Stale:
    """Our own error for `error`, which is left behind with all that its frames know."""
    message = clean(f"{type(root).__name__}: {root}", filter(None, (way_out.proxy,)))[:200]
    timed_out = isinstance(root, TimeoutError)
    if not exchange.sent:
        not_sent = NotSent(message, path=call.path)
        not_sent.timed_out = timed_out
        return not_sent
    if isinstance(error, DecodeError | _TooLargeError):
        return MalformedAnswer(message, path=call.path, **reply.context())
    failure = NoAnswer(message, path=call.path, **reply.context())
    failure.timed_out = timed_out
    untouched = exchange.reused and not exchange.received
    return _Stale(failure) if untouched and not timed_out else failure


_SHARED = Transport()


def shared() -> Transport:
    """The transport of this process."""
    return _SHARED
