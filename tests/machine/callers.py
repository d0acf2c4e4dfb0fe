"""GraphQL and the plugin's addresses, asked for inside the thread of the worker that answers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from tests.saleor.graphql import Api


class Inside(Api):
    """One caller; the worker is the thread that calls, so that it can die on the way."""

    def __init__(self, token: str | None = None) -> None:
        self.token = token

    def post(self, query: str, **variables: Any) -> tuple[int, bytes]:
        headers = {"Authorization": f"JWT {self.token}"} if self.token else {}
        body = json.dumps({"query": query, "variables": variables})
        request = RequestFactory().post(
            "/graphql/", body, content_type="application/json", headers=headers
        )
        response = answer(request)
        return response.status_code, response.content


def get(url: str) -> HttpResponse:
    """A buyer's browser at an address of the plugin."""
    parts = urlsplit(url)
    return answer(RequestFactory().get(f"{parts.path}?{parts.query}"))


def answer(request: Any) -> HttpResponse:
    match = resolve(request.path)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response
