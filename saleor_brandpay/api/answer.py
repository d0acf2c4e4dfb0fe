"""From a reply to a typed answer or the right error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from saleor_brandpay.api import errors
from saleor_brandpay.api.decode import clean, decode
from saleor_brandpay.api.error_codes import KEY_CODES, Kind, kind_of

if TYPE_CHECKING:
    from datetime import datetime

    from saleor_brandpay.api.secret import Secret
    from saleor_brandpay.api.wire import Reply

T = TypeVar("T")
_CODE = re.compile(r"[\w.-]{1,100}")


class Parser(NamedTuple, Generic[T]):
    """How to read an answer: `read` is only given what has the right outer shape."""

    read: Callable[[Any], T]
    shape: type = dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """What Toss answered, and about the answer itself."""

    value: T
    replayed: bool
    """True if the trace id says that Toss repeated an earlier answer. False proves nothing."""
    trace_id: str
    date: datetime | None
    """Toss's clock."""
    elapsed: float
    """Seconds."""
    started: datetime
    """When the request was sent, by our own clock."""
    http_status: int


def answer(reply: Reply, path: str, parse: Parser[T], secrets: Iterable[Secret]) -> Answer[T]:
    """The value in `reply`. Raises MalformedAnswer or an ApiError that names no secret.

    What Toss said is read in functions that return before anything is raised: it may repeat what
    we sent, and a traceback shows variables.
    """
    if not 200 <= reply.http_status < 300:
        raise _error(reply, path, secrets)
    found = _read(reply, parse)
    if isinstance(found, errors.MalformedAnswer):
        error = errors.MalformedAnswer(found.message, path=path, **reply.context())
        error.order_id = found.order_id
        raise error
    return found


def _read(reply: Reply, parse: Parser[T]) -> Answer[T] | errors.MalformedAnswer:
    data = decode(reply.body)
    if not isinstance(data, parse.shape):
        return errors.MalformedAnswer("the answer is not the JSON that Toss describes")
    try:
        return Answer(
            value=parse.read(data),
            replayed=reply.replayed,
            trace_id=reply.trace_id,
            date=reply.date,
            elapsed=reply.elapsed,
            started=reply.started,
            http_status=reply.http_status,
        )
    except errors.MalformedAnswer as error:
        return error


def _error(reply: Reply, path: str, secrets: Iterable[Secret]) -> errors.BrandpayError:
    data = decode(reply.body)
    body = data if isinstance(data, dict) else {}
    code = body.get("code")
    code = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    kind = _type_of(reply.http_status, code, usable=body is data)
    message = clean(body.get("message"), secrets)
    if kind is errors.MalformedAnswer:
        message = "the answer is neither a result nor an error that Toss describes"
    return kind(message, code=code, path=path, **reply.context())


def _type_of(status: int, code: str, *, usable: bool) -> type[errors.BrandpayError]:
    """The type of error. The code decides; the status only where there is none.

    UNCERTAIN: the body of a 429, of an unknown route, and the envelope of newer APIs.
    """
    if status >= 500:
        return errors.ServerError
    if status == 429:
        return errors.RateLimited
    if status < 400 or not usable:
        return errors.MalformedAnswer
    if code in KEY_CODES:
        return errors.KeyRejected
    if not code:
        # Of a gateway before Toss, perhaps: it says nothing of what Toss did.
        return errors.InProgress if status == 409 else errors.MalformedAnswer
    return _BY_KIND.get(kind_of(code), errors.Refused)


_BY_KIND: dict[Kind, type[errors.ApiError]] = {
    Kind.UNKNOWN_OUTCOME: errors.OutcomeUnknown,
    Kind.IN_PROGRESS: errors.InProgress,
    Kind.RATE_LIMITED: errors.RateLimited,
    Kind.SESSION_GONE: errors.NotFound,
}
