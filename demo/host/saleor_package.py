"""A package called `saleor`, for this process only: just the names that the plugin imports.

It has no files. Each of its modules *is* a module of the mini host, so that what is patched under
one name is patched under the other.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from . import shapes

_HERE = __package__
MODULES = {
    "saleor.account.models": "models",
    "saleor.app.models": "models",
    "saleor.channel.models": "models",
    "saleor.checkout.actions": "transaction_standing",
    "saleor.checkout.calculations": "checkout_fetch",
    "saleor.checkout.complete_checkout": "complete_checkout",
    "saleor.checkout.error_codes": "names",
    "saleor.checkout.fetch": "checkout_fetch",
    "saleor.checkout.models": "models",
    "saleor.checkout.payment_utils": "checkout_payment_utils",
    "saleor.checkout.tasks": "checkout_tasks",
    "saleor.checkout.utils": "checkout_payment_utils",
    "saleor.core.db.connection": "writer",
    "saleor.core.utils.url": "addresses",
    "saleor.giftcard.models": "models",
    "saleor.order.actions": "order_actions",
    "saleor.order.calculations": "order_prices",
    "saleor.order.error_codes": "names",
    "saleor.order.events": "order_events",
    "saleor.order.fetch": "interface",
    "saleor.order.models": "models",
    "saleor.order.utils": "order_sums",
    "saleor.payment.error_codes": "names",
    "saleor.payment.gateway": "gateway",
    "saleor.payment.interface": "interface",
    "saleor.payment.lock_objects": "lock_objects",
    "saleor.payment.models": "models",
    "saleor.payment.tasks": "payment_tasks",
    "saleor.payment.transaction_item_calculations": "transaction_item_calculations",
    "saleor.payment.utils": "payment_utils",
    "saleor.permission.enums": "names",
    "saleor.permission.models": "models",
    "saleor.plugins.base_plugin": "base_plugin",
    "saleor.plugins.error_codes": "names",
    "saleor.plugins.manager": "manager",
    "saleor.plugins.models": "models",
    "saleor.plugins.webhook.plugin": "webhook_plugin",
    "saleor.product.models": "models",
    "saleor.shipping.models": "models",
    "saleor.warehouse.models": "models",
}
# Packages that hold names besides modules.
NAMES = {
    "saleor.channel": {"TransactionFlowStrategy": "names"},
    "saleor.checkout": {"CheckoutAuthorizeStatus": "names", "CheckoutChargeStatus": "names"},
    "saleor.core.utils": {"build_absolute_uri": "addresses"},
    "saleor.order": {
        "FulfillmentStatus": "names",
        "OrderAuthorizeStatus": "names",
        "OrderChargeStatus": "names",
        "OrderEvents": "names",
        "OrderGrantedRefundStatus": "names",
        "OrderStatus": "names",
    },
    "saleor.payment": {
        "ChargeStatus": "names",
        "GatewayError": "names",
        "PaymentError": "names",
        "TransactionAction": "names",
        "TransactionEventType": "names",
        "TransactionItemIdempotencyUniqueError": "names",
        "TransactionKind": "names",
    },
}
PACKAGES = {
    ".".join(parts[:length])
    for parts in (name.split(".") for name in MODULES)
    for length in range(1, len(parts))
}


class MiniSaleor(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname in PACKAGES:
            return ModuleSpec(fullname, self, origin="mini host", is_package=True)
        if fullname in MODULES:
            return ModuleSpec(fullname, self, origin="mini host")
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        if name in MODULES:
            sys.modules[name] = importlib.import_module(f"{_HERE}.{MODULES[name]}")
            return
        if name == "saleor":
            vars(module)["__version__"] = f"{shapes.VERSION} (mini host)"
        for item, source in NAMES.get(name, {}).items():
            vars(module)[item] = getattr(importlib.import_module(f"{_HERE}.{source}"), item)


def install() -> None:
    """Put it on the path of this process. Raises RuntimeError where a real Saleor is."""
    if any(isinstance(finder, MiniSaleor) for finder in sys.meta_path):
        return
    if importlib.util.find_spec("saleor") is not None:
        raise RuntimeError("A real Saleor is importable here: the mini host is not needed.")
    sys.meta_path.append(MiniSaleor())
