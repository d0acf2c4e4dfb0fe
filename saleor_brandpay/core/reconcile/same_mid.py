"""Merchant rows that are one and the same at Toss: a client key issued anew brings a new row."""

from __future__ import annotations

from collections.abc import Sequence

from ...models import Merchant


def askable() -> list[Merchant]:
    """All that ever had a secret key, oldest first."""
    return list(
        Merchant.objects.filter(current_secret__isnull=False)
        .select_related("current_secret", "installation")
        .order_by("pk")
    )


def same(merchant: Merchant, among: Sequence[Merchant]) -> list[Merchant]:
    """The rows of this merchant's MID, its own included; all of them show the same list."""
    if not merchant.mid:
        return [merchant]
    return [
        one
        for one in among
        if one.pk == merchant.pk or (one.mid, one.is_test) == (merchant.mid, merchant.is_test)
    ]


def newest(among: Sequence[Merchant]) -> list[Merchant]:
    """One row for each MID: the one whose keys are the most likely to be in force."""
    return [one for one in among if one.pk == max(row.pk for row in same(one, among))]
