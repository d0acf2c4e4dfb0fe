"""What a buyer reads in the payment window: of himself, and of his goods."""

from __future__ import annotations

import pytest

from saleor_brandpay.api import checks, text
from saleor_brandpay.core.confirm.names import buyer_name, order_name

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("길동", "홍", "홍길동"),
        ("민수", "남궁", "남궁민수"),
        ("\u1100\u1175\u11af", "\u1112\u1169\u11bc", "\u1112\u1169\u11bc\u1100\u1175\u11af"),
        ("John", "Doe", "John Doe"),
        ("길동", "Hong", "길동 Hong"),
        ("Gildong", "홍", "Gildong 홍"),
        ("홍길동", "", "홍길동"),
        ("", "홍", "홍"),
        (" 길동\n", " 홍 ", "홍길동"),
        ("Ann\nMary", "Lee", "Ann Mary Lee"),
        ("山田", "太郎", "山田 太郎"),
        ("   ", "\u3164", ""),
        ("", "", ""),
        ("Ann", FAMILY * 22, "Ann " + FAMILY * 8),
        ("길" * 60, "홍" * 60, "홍" * 60 + "길" * 40),
    ],
)
def test_a_buyer_is_called_as_in_his_country(first: str, last: str, name: str) -> None:
    assert buyer_name(first, last) == name
    assert text.units(name) <= 100


@pytest.mark.parametrize(
    ("product", "lines", "name"),
    [
        ("Mug", 1, "Mug"),
        ("Mug", 2, "Mug 외 1건"),
        ("Mug", 0, "Mug"),
        ("", 1, "주문"),
        ("   ", 3, "주문 외 2건"),
        ("\u3164\u200b", 1, "주문"),
        ("청자\r\n찻잔", 1, "청자 찻잔"),
        ("\t찻잔 ", 1, "찻잔"),
        ("🎁" * 60, 1, "🎁" * 50),
        ("🎁" * 60, 2, "🎁" * 47 + " 외 1건"),
        (FAMILY * 22, 1, FAMILY * 9),
        ("e" + "\u0301" * 200, 1, "주문"),
        ("가 " * 80, 1, ("가 " * 50).strip()),
    ],
)
def test_goods_are_called_in_one_line_that_fits(product: str, lines: int, name: str) -> None:
    assert order_name(product, lines) == name
    assert checks.order_name(name) == name
