"""The package is taken out of a Saleor, which goes on; and it comes back (M24).

Each step is a process of its own with Saleor's own settings, on a database of its own.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

GONE = """
import importlib.metadata, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("saleor_brandpay", "brandpay_sandbox"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
found = importlib.metadata.distributions
importlib.metadata.distributions = lambda **how: (
    one for one in found(**how) if one.metadata["Name"] != "saleor-brandpay"
)

try:  # where Saleor up to 3.21 looks for plugins
    import pkg_resources
except ImportError:
    pass
else:
    entries = pkg_resources.iter_entry_points
    pkg_resources.iter_entry_points = lambda *which: (
        one for one in entries(*which) if one.dist.key != "saleor-brandpay"
    )
"""
"""A sitecustomize of a Python in which this package was never installed."""

BEGINNING = """
import datetime, logging, django
django.setup()
logging.disable(logging.INFO)
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from saleor.account.models import User
from saleor.celeryconf import app as celery
from saleor.core.db.connection import allow_writer
from saleor.plugins.manager import get_plugins_manager
from saleor.plugins.models import PluginConfiguration
from saleor.schedulers.schedulers import DatabaseScheduler

def beat():
    '''What a beat that is started now would send, and which of it no worker knows.'''
    celery.loader.import_default_modules()
    celery.finalize()
    celery.autodiscover_tasks(force=True)
    scheduler = DatabaseScheduler(app=celery)
    scheduler.sync()
    from django_celery_beat.models import PeriodicTask
    names = set(PeriodicTask.objects.filter(enabled=True).values_list("task", flat=True))
    ours = {name for name in names if name.startswith("saleor_brandpay.")}
    return ours, names - set(celery.tasks)
"""

IN_USE = """
from saleor.channel.models import Channel
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.wallet import customers
from saleor_brandpay.models import Attempt
now = datetime.datetime.now(datetime.UTC)
channel = Channel.objects.first() or Channel.objects.create(
    name="Won", slug="krw", currency_code="KRW", default_country="KR", is_active=True)
merchant = merchants.save("test_ck_" + "1" * 28, Secret("test_sk_" + "1" * 28))
for name in ("first", "second", "third"):
    user = User.objects.create(email=f"{name}@example.com", is_active=True)
    Attempt.objects.create(
        order_id=f"bp-{name}", merchant=merchant, secret=merchants.secret_of(merchant),
        customer=customers.of_user(merchant, user.pk), source_type="checkout", source_id=name,
        channel_pk=channel.pk, payment_pk=user.pk, amount=15000, status="approved",
        opened_at=now, payment_key=f"key of {name}", approved_at=now, balance=15000)
PluginConfiguration.objects.create(
    identifier="tosspayments.brandpay", name="Brandpay", channel=channel, active=True,
    configuration=[{"name": "secret_key", "value": "test_sk_" + "1" * 28}])
ours, unknown = beat()
assert len(ours) == 3 and not unknown, (ours, unknown)
"""

GOES_ON = """
assert not apps.is_installed("saleor_brandpay")
call_command("check")
call_command("migrate", check_unapplied=True, verbosity=0)
with allow_writer():
    User.objects.get(email="first@example.com").delete()
    User.objects.filter(email="second@example.com").delete()
manager = get_plugins_manager(allow_replica=False)
assert manager.get_plugin("tosspayments.brandpay") is None
assert not [one for one in manager.list_payment_gateways() if "brandpay" in one.id]
"""


@pytest.fixture
def database() -> Iterator[str]:
    name = f"brandpay_run_gone_{os.getpid()}"
    script = [sys.executable, "-m", "tests.saleor.database"]
    made = subprocess.run([*script, "create", name], check=True, capture_output=True, text=True)
    yield made.stdout.split()[-1]
    subprocess.run([*script, "drop", name], check=True)


@pytest.fixture
def step(database, tmp_path) -> Callable[..., str]:
    """Runs a piece of a program in a Saleor with the package, or without it."""
    (tmp_path / "sitecustomize.py").write_text(GONE)

    def run(*texts: str, gone: bool = False) -> str:
        path = str(tmp_path) if gone else str(REPOSITORY)
        done = subprocess.run(
            [sys.executable, "-c", "\n".join((BEGINNING, *texts))],
            env={
                **os.environ,
                "PYTHONPATH": f"{path}:{Path.cwd()}",
                "DJANGO_SETTINGS_MODULE": "saleor.settings",
                "DATABASE_URL": database,
                "SECRET_KEY": "only for tests",
                "CELERY_BROKER_URL": "memory://",
                # Outside of it Saleor asks for a key to sign tokens with.
                "DEBUG": "True",
                "ALLOWED_CLIENT_HOSTS": "shop.test",
                "PUBLIC_URL": "https://shop.test",
            },
            cwd=Path.cwd(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    return run


@pytest.mark.parametrize("words", ["", ", '--tables'"])
def test_saleor_goes_on_without_it(step, words):
    step(IN_USE, f"call_command('brandpay_remove', '--yes'{words})")
    step(
        GOES_ON,
        "ours, unknown = beat()\nassert not ours and not unknown, (ours, unknown)",
        gone=True,
    )
    tables = step(
        "print([name for name in connection.introspection.table_names() if 'brandpay' in name])",
        gone=True,
    )
    assert (tables.split() == ["[]"]) == bool(words)
    # It comes back: a migrate makes what is missing, and the doctor finds nothing broken.
    said = step(
        "call_command('migrate', verbosity=0)",
        "from saleor_brandpay.adapters.saleor import app_row",
        "assert app_row.state() is app_row.State.ACTIVE, app_row.state()",
        "from saleor_brandpay import due",
        "from saleor_brandpay.models import Attempt, Customer",
        "due.look_for_deleted_users(among_all=True)",
        "print(Attempt.objects.count(), Customer.objects.filter(user_deleted_at=None).count())",
    )
    assert said.split()[-2:] == (["0", "0"] if words else ["3", "1"])


def test_users_can_be_deleted_though_nothing_was_removed(step):
    """It was an IntegrityError for ever after: our table bound Saleor's."""
    step(IN_USE)
    step(GOES_ON, gone=True)
