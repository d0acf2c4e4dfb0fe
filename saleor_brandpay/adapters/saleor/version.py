"""Which Saleor this is: asked only where nothing else tells what it does."""

import re

from saleor import __version__

SALEOR = tuple(map(int, re.findall(r"\d+", __version__)[:2]))
"""As in `(3, 22)`."""
