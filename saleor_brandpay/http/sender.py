"""Who sends a request, as far as that can be known."""

from __future__ import annotations

from django.http import HttpRequest

from ..conf import conf


def sender(request: HttpRequest) -> str:
    """The address that the outermost of the shop's own proxies saw; what lies beyond is hearsay.

    UNCERTAIN: whether Toss's list of webhook addresses is complete.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    if conf.proxies == 0:
        return peer
    hops = [hop.strip() for hop in _forwarded(request).split(",")]
    return hops[-conf.proxies] if len(hops) >= conf.proxies else peer


def buyer_of(request: HttpRequest) -> str:
    """The address to count a buyer's calls by; empty where it may be everybody's.

    Behind a proxy that nobody has told us of, its own address would stand for all buyers.
    """
    if conf.proxies == 0 and _forwarded(request):
        return ""
    return sender(request)


def _forwarded(request: HttpRequest) -> str:
    return request.headers.get("X-Forwarded-For", "")
