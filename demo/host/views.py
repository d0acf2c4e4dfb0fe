"""GraphQL, the plugins' own addresses, and one page that says what this is."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    execute_sync,
    parse,
    validate,
)

from . import shapes
from .manager import get_plugins_manager
from .schema.base import Context
from .schema.root import schema

logger = logging.getLogger(__name__)

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mini host (not Saleor)</title>
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:38rem;margin:15vh auto;padding:0 1rem}}
</style>
<h1>This is not Saleor</h1>
<p>It is the mini host of saleor-brandpay: it calls the Brandpay plugin as Saleor {version} does,
so that it can be tried on a machine without Saleor. It keeps nothing when it ends.</p>
<p lang="ko">Saleor가 아닙니다. Saleor가 없는 컴퓨터에서 브랜드페이 플러그인을 시험해 보는 작은
상점 서버입니다. 종료하면 데이터는 남지 않습니다.</p>
<p><code>POST /graphql/</code> answers the operations of the demo's storefront.</p>
"""


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_PAGE.format(version=shapes.VERSION))


def graphql(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405)
    try:
        body = json.loads(request.body)
        query, variables = str(body["query"]), body.get("variables") or {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"errors": [{"message": "Unable to parse query."}]}, status=400)
    document = _document(query)
    if isinstance(document, list):
        result = ExecutionResult(errors=document)
    else:
        result = execute_sync(
            schema.graphql_schema,
            document,
            context_value=Context(request),
            variable_values=variables,
        )
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        for error in result.errors:
            logger.error("GraphQL: %s", error, exc_info=error.original_error)
        answer["errors"] = [
            {
                "message": error.message,
                "path": error.path,
                "extensions": {"exception": {"code": type(error.original_error).__name__}},
            }
            for error in result.errors
        ]
    return JsonResponse(answer, status=400 if result.data is None else 200)


@lru_cache(256)
def _document(query: str) -> DocumentNode | list[GraphQLError]:
    """An operation, or what is wrong with it: storefronts and tests send the same few all day."""
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return [error]
    return validate(schema.graphql_schema, document) or document


def plugin_of_channel(request: HttpRequest, channel_slug: str, plugin_id: str) -> HttpResponse:
    manager = get_plugins_manager(allow_replica=False)
    return manager.webhook(request, plugin_id, channel_slug)


def plugin_of_all(request: HttpRequest, plugin_id: str) -> HttpResponse:
    return get_plugins_manager(allow_replica=False).webhook(request, plugin_id, None)


def plugin_of_any(request: HttpRequest, plugin_id: str) -> HttpResponse:
    manager = get_plugins_manager(allow_replica=False)
    return manager.webhook_endpoint_without_channel(request, plugin_id)
