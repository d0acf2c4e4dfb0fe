"""Which shop this is, as opposed to a copy of its database (M19)."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """One shop: its id, and where it is served. A copy that is given keys begins its own."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    """Two processes that make the same one at once make one row."""
    code = models.CharField(max_length=16, unique=True)
    """Lower-case letters and digits; the beginning of every order id."""
    address = models.CharField(max_length=255, blank=True, default="")
    """Host and port of the public address. Empty: no process has said it yet."""
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"installation {self.code}"
