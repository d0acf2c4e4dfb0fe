"""The mini host on a free port, its shop, and the sandbox: the fixtures of `tests/saleor/`.

Its Django is another one than that of the other tests, so that these run in a process of their own:

    python -m pytest -c tests/host/pytest.ini --rootdir . tests/host
"""

import os

if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.host.host_settings":
    from . import fixtures

    globals().update({name: made for name, made in vars(fixtures).items() if name[:2] != "__"})
else:
    collect_ignore_glob = ["*"]
