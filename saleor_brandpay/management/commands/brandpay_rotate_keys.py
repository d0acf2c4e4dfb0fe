"""`manage.py brandpay_rotate_keys`: after a new first key in BRANDPAY_ENCRYPTION_KEYS."""

from __future__ import annotations

import argparse
from typing import Any

from ...core.merchants import crypto, key_rotation, key_steps
from ...core.merchants.key_rotation import Report
from ..command import Command as Base
from ..command import Trouble

SHOWN = 20
"""Primary keys that are listed of one kind."""


class Command(Base):
    help = (
        "Re-encrypt the secret keys, customer tokens and webhook events that we keep under the "
        "first key of BRANDPAY_ENCRYPTION_KEYS. Works beside a running shop; can be stopped and "
        "run again. Run it once all of Saleor's processes have the new key in front. Exit status "
        "1: something is unreadable, or was locked all the time."
    )
    examples = """\
  # 1. add a new key behind the present one:  BRANDPAY_ENCRYPTION_KEYS=OLD,NEW
  # 2. once every process of Saleor's runs so, move it to the front:  NEW,OLD
  # 3. once every process runs so:
  manage.py brandpay_rotate_keys --dry-run
  manage.py brandpay_rotate_keys
  # 4. take the old key away; brandpay_doctor tells at which step the shop is"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")
        parser.add_argument(
            "--force",
            action="store_true",
            help="although processes were heard of that do not have the first key",
        )
        self.add_json(parser)

    def run(self, **options: Any) -> int:
        dry_run = bool(options["dry_run"])
        if not dry_run and not options["force"]:
            _refuse_while_somebody_could_not_read_it()
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


def _refuse_while_somebody_could_not_read_it() -> None:
    lacking = key_steps.lacking()
    if lacking:
        lists = "; ".join(", ".join(view) for view in lacking)
        raise Trouble(
            f"within the last 5 minutes processes were heard of that do not have the first key "
            f"({crypto.key_names()[0]}), but these: {lists}. They could not read what is "
            "re-encrypted. Give them the key, or, if they are gone, wait or use --force"
        )


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
        "keys": list(map(crypto.key_name, crypto.configured_keys())),
        "derived_keys": list(map(crypto.key_name, crypto.derived_keys())),
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
    configured = len(crypto.configured_keys())
    if configured < 2:
        return ["", "No key can be removed: no webhook URL changes."]
    lines = ["", *_BEFORE_REMOVING]
    for slug, (shown, *older) in urls.items():
        lines += ["", f"  channel {slug}: register {shown}"]
        lines += [
            f"    changes when key {position} is removed, if this one is registered: {url}"
            for position, url in enumerate(older[: configured - 1], start=2)
        ]
    return lines


def _keys() -> str:
    configured, derived = crypto.configured_keys(), crypto.derived_keys()
    if not configured:
        fallbacks = f", and from {len(derived) - 1} of SECRET_KEY_FALLBACKS"
        more = fallbacks if len(derived) > 1 else ""
        return f"BRANDPAY_ENCRYPTION_KEYS is not set: keys derived from SECRET_KEY{more}."
    many = "1 key" if len(configured) == 1 else f"{len(configured)} keys; the first one encrypts"
    return f"BRANDPAY_ENCRYPTION_KEYS: {many}. What SECRET_KEY's key wrote is read, too."


def _listed(pks: list[int]) -> str:
    more = f" and {len(pks) - SHOWN:,} more" if len(pks) > SHOWN else ""
    return ", ".join(str(pk) for pk in pks[:SHOWN]) + more


def _cure(kind: str) -> str:
    back = "put the key that is missing at the end of the list and run it again"
    if kind == "secret keys":
        return f"{back}, or save the plugin's page with the secret key once more."
    if kind.endswith("tokens"):
        return f"{back}; without it these customers get new tokens at their next payment."
    return f"{back}; without it these events cannot be replayed."


_BEFORE_REMOVING = [
    "Before you remove an older key: a webhook URL is made under the key that was first at the",
    "time, and is good only while that one is listed. Register the URLs below with Toss first.",
]
