"""The mini host, its shop and the sandbox, for the state machine.

Like `tests/host/`, in a process of its own: its Django is not that of the other tests.

    python -m pytest -c tests/machine/pytest.ini --rootdir . tests/machine
"""

import os

if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.machine.settings":
    from . import fixtures

    globals().update({name: made for name, made in vars(fixtures).items() if name[:2] != "__"})
else:
    collect_ignore_glob = ["*"]
