"""`manage.py brandpay_rotate_keys`: after a new first key in BRANDPAY_ENCRYPTION_KEYS."""

from __future__ import annotations

import argparse
from typing import Any

from ...conf import conf
from ...core.merchants import crypto, key_rotation
from ...core.merchants.key_rotation import Report
from ..command import Command as Base

SHOWN = 20
"""Primary keys that are listed of one kind."""


class Command(Base):
    help = (
        "Re-encrypt the secret keys, customer tokens and webhook events that we keep under the "
        "first key of BRANDPAY_ENCRYPTION_KEYS. Works beside a running shop; can be stopped and "
        "run again. Run it once all of Saleor's processes know the new first key. Exit status 1: "
        "something is unreadable, or was locked all the time."
    )
    examples = """\
  # 1. put a new key first, keep the old one:  BRANDPAY_ENCRYPTION_KEYS=NEW,OLD
  # 2. restart Saleor's API and workers, then:
  manage.py brandpay_rotate_keys --dry-run
  manage.py brandpay_rotate_keys"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")
        self.add_json(parser)

    def run(self, **options: Any) -> int:
        dry_run = bool(options["dry_run"])
        progress = self.progress(options, "rows")
        rows = key_rotation.total()
        report = key_rotation.rotate(dry_run=dry_run, told=lambda seen: progress(seen, rows))
        progress.close()
        urls = _webhook_urls()
        if options["json"]:
            self.put_json({**_as_json(report, dry_run=dry_run), "webhook_urls": urls})
        else:
            lines = [*_as_text(report), *_about_removing(urls)]
            if dry_run:
                lines += ["", "Dry run: nothing was changed."]
            self.stdout.write("\n".join(lines))
        left = any(tally.unreadable or tally.busy for tally in report.values())
        return 1 if left else 0


def _webhook_urls() -> dict[str, list[str]]:
    """By channel: the URL to register, then those that end with the older keys."""
    from ...adapters.configuration import channels_configured, webhook_url  # noqa: PLC0415
    from ...adapters.saleor import lookups  # noqa: PLC0415 - Saleor

    return {
        slug: webhook_url.addresses(slug, pk, client_key)
        for slug, pk in lookups.channels_by_slug().items()
        for client_key in channels_configured.client_keys(pk)
    }


def _as_json(report: Report, *, dry_run: bool) -> dict[str, Any]:
    return {
        "keys": len(crypto.keys()),
        "keys_from": "BRANDPAY_ENCRYPTION_KEYS" if conf.encryption_keys else "SECRET_KEY",
        "dry_run": dry_run,
        "kinds": {
            kind: {
                "current": tally.current,
                "rotated": tally.rotated,
                "unreadable": tally.unreadable,
                "busy": tally.busy,
            }
            for kind, tally in report.items()
        },
    }


def _as_text(report: Report) -> list[str]:
    lines = [
        _keys(),
        "",
        f"{'':<16}{'under the first key':>20}{'re-encrypted':>15}{'unreadable':>12}",
    ]
    lines += [
        f"{kind:<16}{tally.current:>20,}{tally.rotated:>15,}{len(tally.unreadable):>12,}"
        for kind, tally in report.items()
    ]
    for kind, tally in report.items():
        if tally.unreadable:
            lines += ["", f"Unreadable {kind}, rows {_listed(tally.unreadable)}: {_cure(kind)}"]
        if tally.busy:
            held = f"rows {_listed(tally.busy)}: run it again."
            lines += ["", f"Locked by somebody else all the time: {kind}, {held}"]
    return lines


def _about_removing(urls: dict[str, list[str]]) -> list[str]:
    if len(crypto.keys()) == 1:
        return ["", "There is one key: no webhook URL changes."]
    lines = ["", *_BEFORE_REMOVING]
    for slug, (shown, *older) in urls.items():
        lines += ["", f"  channel {slug}: register {shown}"]
        lines += [
            f"    changes when key {position} is removed, if this one is registered: {url}"
            for position, url in enumerate(older, start=2)
        ]
    return lines


def _keys() -> str:
    count = len(crypto.keys())
    if not conf.encryption_keys:
        fallbacks = f", and from {count - 1} of SECRET_KEY_FALLBACKS" if count > 1 else ""
        return f"BRANDPAY_ENCRYPTION_KEYS is not set: keys derived from SECRET_KEY{fallbacks}."
    many = "1 key" if count == 1 else f"{count} keys; the first one encrypts"
    return f"BRANDPAY_ENCRYPTION_KEYS: {many}."


def _listed(pks: list[int]) -> str:
    more = f" and {len(pks) - SHOWN:,} more" if len(pks) > SHOWN else ""
    return ", ".join(str(pk) for pk in pks[:SHOWN]) + more


def _cure(kind: str) -> str:
    back = "put the key that is missing back into the list and run it again"
    if kind == "secret keys":
        return f"{back}, or save the plugin's page with the secret key once more."
    if kind.endswith("tokens"):
        return f"{back}; without it these customers get new tokens at their next payment."
    return f"{back}; without it these events cannot be replayed."


_BEFORE_REMOVING = [
    "Before you remove an older key: webhook URLs carry a seal made under the key that was first",
    "at the time, and are good only while it is listed. Register the URLs below with Toss first.",
]
