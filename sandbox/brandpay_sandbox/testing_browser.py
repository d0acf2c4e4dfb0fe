"""Finding a Chromium for the browser tests."""

import os
import shutil
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "No Chromium found: install one (Debian: apt-get install chromium-headless-shell), "
    "or say where it is with CHROMIUM=/path/to/chromium"
)


def find_browser() -> str | None:
    """The path of a Chromium or Chrome: $CHROMIUM first, then the usual names."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in NAMES:
        found = shutil.which(name) or f"/usr/bin/{name}"
        if Path(found).exists():
            return found
    return None


def is_required() -> bool:
    """In CI a missing browser is a failure, not a skip."""
    return os.environ.get("CI", "").lower() in {"1", "true"}
