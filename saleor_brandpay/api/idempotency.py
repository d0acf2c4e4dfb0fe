"""One idempotency key, one body.

Toss does not compare bodies: the same key with another body is answered with the first one's
result, for 15 days. So each process remembers what it sent and refuses such a request itself.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from saleor_brandpay.api.errors import IdempotencyConflict, NotSent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saleor_brandpay.api.secret import Secret

REMEMBERED = 10_000
"""Keys; the one unused for longest is forgotten first."""


class Fingerprints:
    """The hash of the body last sent with each key, in Toss's scope. Holds no secret in clear."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._bodies: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def sending(
        self, *, key: str, secret: Secret, method: str, url: str, body: bytes, shown: str = ""
    ) -> Iterator[None]:
        """Remember `body` for this key, unless NotSent comes out of what is done inside.

        `shown`: the URL as an error may tell it, where it holds a payment key.
        Raises IdempotencyConflict, before anything is done, if it was another one before.
        """
        shown = shown or url
        scope = _hash(key.encode(), secret.reveal().encode(), method.encode(), url.encode())
        fingerprint = _hash(body)
        with self._lock:
            first = scope not in self._bodies
            known = self._bodies.setdefault(scope, fingerprint)
            self._bodies.move_to_end(scope)
            if len(self._bodies) > self._size:
                self._bodies.popitem(last=False)
        if known != fingerprint:
            raise IdempotencyConflict(f"{method} {shown}: one idempotency key with two bodies")
        try:
            yield
        except NotSent:
            if first:
                with self._lock:
                    self._bodies.pop(scope, None)
            raise


def _hash(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
