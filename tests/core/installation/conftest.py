"""A process of the shop, of a copy, or a worker that does not know its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from saleor_brandpay.core.installation import place, served

Stand = Callable[..., None]


@pytest.fixture
def stand(settings: object) -> Iterator[Stand]:
    """Become a process with this address; `serves`: it answers a request.

    `by_domain`: it has no PUBLIC_URL, and goes by the site's domain.
    """
    kept = vars(place._Process).copy()

    def become(
        address: str | None, *, serves: bool = True, name: str = "", by_domain: bool = False
    ) -> None:
        place.told_by(lambda asked: address if asked or not by_domain else None)
        place._Process.serves = serves
        settings.BRANDPAY_INSTALLATION = name  # type: ignore[attr-defined]
        if serves:
            served.forget()
            served.request_started()

    yield become
    for attribute in ("ask", "serves"):
        setattr(place._Process, attribute, kept[attribute])
