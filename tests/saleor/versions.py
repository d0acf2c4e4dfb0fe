"""Which Saleor the tests run on."""

import re

from saleor import __version__

VERSION = tuple(map(int, re.findall(r"\d+", __version__)[:2]))
"""Of the line: (3, 22)."""
