"""The official npm package: its loader loads our SDK, its types fit our objects."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from brandpay_sandbox.testing import RunningSandbox
from brandpay_sandbox.testing_window import PASSWORD, Window
from tests.node import installed

from .shop import Shop
from .storefront import Storefront, payment


@pytest.fixture(scope="package")
def packages() -> Path:
    return installed()


@pytest.mark.usefixtures("packages")
def test_the_official_loader_loads_the_sdk_through_src(
    store: Storefront, page: Page, shop: Shop, sandbox: RunningSandbox
) -> None:
    sandbox.register(customer_key="customer-1", password=PASSWORD)
    store.visit("/bare")
    page.evaluate(
        """async ([loader, src, argument]) => {
          const { loadTossPayments, ANONYMOUS } = await import(loader);
          const toss = await loadTossPayments("test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq", { src });
          window.same = ANONYMOUS === TossPayments.ANONYMOUS;
          window.settled = null;
          toss.brandpay({ customerKey: "customer-1" }).requestPayment(argument)
            .then((value) => { window.settled = { value }; });
        }""",
        [f"{shop.url}/loader.js", f"{sandbox.url}/v2/standard", payment()],
    )
    Window(page).pay()

    assert store.settled()["value"]["orderId"] == "order-0001"
    assert page.evaluate("window.same") is True


def test_the_sdk_fits_the_official_types(packages: Path) -> None:
    compiler = packages / "node_modules/typescript/bin/tsc"
    done = subprocess.run(
        ["node", compiler, "--project", packages], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
