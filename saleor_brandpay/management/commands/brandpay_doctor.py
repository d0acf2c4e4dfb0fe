"""`manage.py brandpay_doctor`: is all well with Brandpay in this shop?"""

from __future__ import annotations

import argparse
from typing import Any

from ..command import Command as Base


class Command(Base):
    help = (
        "Look at settings, plugins, the App of the Transactions API, every channel's page, and "
        "the work behind the requests: one line for each finding. Exit status 1: something needs "
        "a person. Changes nothing without --fix."
    )
    examples = """\
  manage.py brandpay_doctor
  manage.py brandpay_doctor --channel krw --online
  manage.py brandpay_doctor --fix"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--channel", metavar="SLUG", help="look at this channel only")
        parser.add_argument(
            "--online", action="store_true", help="ask Toss Payments whether it takes the keys"
        )
        parser.add_argument(
            "--fix",
            action="store_true",
            help="make, activate and unite the App of the Transactions API; nothing else is fixed",
        )
        self.add_json(parser)

    def _check(self) -> None:
        """Wrong settings are findings here, beside the others."""

    def run(self, **options: Any) -> int:
        from .. import doctor  # noqa: PLC0415 - Saleor

        slug = options["channel"]
        if slug is not None:
            self.channel(slug)
        found = doctor.examine(channel=slug, online=options["online"], fix=options["fix"])
        troubles = sum(finding.is_trouble for finding in found)
        if options["json"]:
            self.put_json(
                {
                    "healthy": not troubles,
                    "codes": sorted({item.code for item in found if item.is_trouble}),
                    "findings": [item.jsonable() for item in found],
                }
            )
            return 1 if troubles else 0
        width = max(len(finding.about) for finding in found)
        for finding in found:
            self.stdout.write(f"{finding.level.value:<7}  {finding.about:<{width}}  {finding.text}")
        told = f"{troubles} need a person" if troubles > 1 else "1 needs a person"
        self.stdout.write(f"\n{told if troubles else 'All is well'}.")
        return 1 if troubles else 0
