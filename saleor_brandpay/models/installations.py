"""Which shop this is, as opposed to a copy of its database (M19)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Installation(models.Model):
    """One shop: its id, and where it is served. A copy that is given keys begins its own."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    """Two processes that make the same one at once make one row."""
    code = models.CharField(max_length=16)
    """Lower-case letters and digits; the beginning of every order id."""
    address = models.TextField(blank=True, default="")
    """Host and port of the public address; several while a shop moves, with blanks between.

    Empty: no process has said it yet.
    """
    name = models.CharField(max_length=64, blank=True, default="")
    """BRANDPAY_INSTALLATION, when it was made or last confirmed."""
    named_at = models.DateTimeField(null=True)
    database = models.CharField(max_length=160, blank=True, default="")
    """PostgreSQL's system identifier and the name of the database, as far as they can be read."""
    served_at = models.DateTimeField(null=True)
    """When a process that answers requests was last seen here, to the minute."""
    other_address = models.TextField(blank=True, default="")
    """Where one was seen that is not here."""
    other_name = models.CharField(max_length=64, blank=True, default="")
    other_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="brandpay_installation_once"),
        ]

    def __str__(self) -> str:
        return f"installation {self.code}"

    @property
    def addresses(self) -> set[str]:
        return set(self.address.split())
