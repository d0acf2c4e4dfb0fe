"""The server in a thread, and what the package stands on."""

import subprocess
import sys

import pytest

from brandpay_sandbox.testing import running_sandbox

from .support import Api


def test_two_sandboxes_share_nothing(api: Api):
    api.approved()

    with running_sandbox(keys=[("test_ck_x", "test_sk_x")], seed=7) as other:
        assert other.url != api.sandbox.url
        assert other.payments() == []
        assert Api(other).get("/v1/payments/x", secret_key="test_sk_x").status == 404
        assert api.get("/v1/payments/x", secret_key="test_sk_x").status == 401


def test_the_seed_changes_the_ids():
    ids = []
    for seed in (1, 2, 1):
        with running_sandbox(seed=seed) as sandbox:
            ids.append(sandbox.register(customer_key="someone")["method"]["methodKey"])

    assert ids[0] != ids[1]
    assert ids[0] == ids[2]


def test_it_ends_though_requests_hang(api: Api):
    with running_sandbox() as sandbox:
        sandbox.fault("payment", "hang")
        connection = Api(sandbox).connection()
        connection.request("GET", "/v1/payments/x")


def test_a_taken_port_is_an_os_error(sandbox):
    port = int(sandbox.url.rsplit(":", 1)[1])

    with pytest.raises(OSError, match="in use"), running_sandbox(port=port):
        pass


def test_many_requests_on_one_connection(api: Api):
    connection = api.connection()

    statuses = {api.get("/v1/payments/x", connection=connection).status for _ in range(50)}

    connection.close()
    assert statuses == {404}


def test_it_imports_nothing_of_the_plugin():
    program = (
        "import sys, brandpay_sandbox.testing, brandpay_sandbox.cli\n"
        "print([m for m in sys.modules if m.startswith('saleor_brandpay')],"
        " 'pytest' in sys.modules, 'django' in sys.modules)"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "[] False False"
