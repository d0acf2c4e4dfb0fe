"""The plugin's address for Toss's webhooks: a secret path, one INSERT, 200 at once (M15).

UNCERTAIN: whether another 2xx than 200 ends the repeats.
"""

from __future__ import annotations

import logging
from ipaddress import ip_address

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import UnreadablePostError

from .. import tasks
from ..adapters.configuration import webhook_url
from ..conf import conf
from ..core.webhooks import inbox, wrong_secrets
from ..core.webhooks.inbox import BadEvent
from .sender import sender

logger = logging.getLogger(__name__)


def receive(request: HttpRequest, candidate: str, channel_pk: int, client_key: str) -> HttpResponse:
    key_name = webhook_url.maker(candidate, channel_pk, client_key)
    if not key_name:
        if request.method == "POST":
            wrong_secrets.count(channel_pk)
        return HttpResponseNotFound()
    if request.method != "POST":
        response = HttpResponse(status=405)
        response["Allow"] = "POST"
        return response
    if not _may_come_from(sender(request)):
        logger.warning("a webhook from %s is refused: not in the networks", sender(request))
        return HttpResponse(status=403)
    try:
        fingerprint = inbox.accept(channel_pk, request.headers, _body(request), key_name)
    except (BadEvent, RequestDataTooBig, UnreadablePostError) as error:
        logger.warning("a webhook is refused: %s", error)
        return HttpResponse("this is no webhook of Toss Payments", status=400)
    transaction.on_commit(lambda: tasks.dispatch(tasks.process_event, fingerprint))
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > inbox.MAX_BYTES:
        raise BadEvent("too large")
    return request.body


def _may_come_from(address: str) -> bool:
    networks = conf.webhook_networks
    if not networks:
        return True
    try:
        address_ = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(address_, "ipv4_mapped", None)
    return any((mapped or address_) in network for network in networks)
