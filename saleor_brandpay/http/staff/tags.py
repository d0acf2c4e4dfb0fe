"""Texts in the reader's language, where they stand: in the templates of the pages for staff."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html

from ...api.secret import mask

register = template.Library()


def said(korean: object, english: object, language: str) -> str:
    """In one language, or Korean with the English beside it; escaped."""
    if language == "ko" or korean == english:
        return format_html("{}", korean)
    if language == "en":
        return format_html("{}", english)
    return format_html(
        '<span lang="ko">{}</span> <span class="en" lang="en">{}</span>', korean, english
    )


@register.simple_tag(name="said", takes_context=True)
def _said(context: Any, korean: object, english: object, n: int | None = None) -> str:
    """`n` stands for {n} in them."""
    count = number(n)
    korean, english = str(korean).replace("{n}", count), str(english).replace("{n}", count)
    return said(korean, english, context["language"])


register.filter("masked", mask)


@register.filter
def number(value: int | None) -> str:
    """With thousands apart; nothing where there is none."""
    return "" if value is None else f"{value:,}"
