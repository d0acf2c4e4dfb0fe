"""A Saleor that a person looks at: it serves, and makes the situations that are asked of it.

`python -m tests.dashboard` runs it with the checkout's own Python. One line of JSON on stdin names
a situation of `situations_books.py` or `situations.py` with its words; one line on stdout is what
it has made.
"""

import json
import os
import sys
import traceback


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr
    if package := os.environ.get("BRANDPAY_SHOWN_PACKAGE"):
        # `tests` is imported already, and stays this repository's.
        sys.path.insert(0, package)
    import django
    from cryptography.fernet import Fernet
    from django.conf import settings

    django.setup()
    from .live import LiveSaleor
    from .situations_books import Books

    saleor = LiveSaleor()
    settings.PUBLIC_URL = saleor.url
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
    saleor.start()
    situations = Books(saleor.url)
    _put(answers, {"made": saleor.url})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            _put(answers, {"made": getattr(situations, asked["situation"])(**asked["words"])})
        except Exception:  # noqa: BLE001  (told to whoever asked)
            _put(answers, {"trouble": traceback.format_exc()})
    saleor.stop()


def _put(stream, answer) -> None:
    stream.write(json.dumps(answer) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()
