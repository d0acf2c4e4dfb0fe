"""The Transactions API: what staff ask for from the order's page (M17)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import DatabaseError

from ...api.asking import piece_of_work
from ..ids import PLUGIN_ID
from ..saleor.types import TransactionActionData, TransactionRequest
from . import refunds

if TYPE_CHECKING:
    from ..configuration.gateway import Gateway

logger = logging.getLogger(__name__)


class StaffRequests:
    """Hooks of the gateway plugin, which runs before Saleor's WebhookPlugin.

    That one would answer every request of ours with a failure.
    """

    if TYPE_CHECKING:
        gateway: Callable[[], Gateway]

    @piece_of_work()
    def transaction_refund_requested(
        self, data: TransactionActionData, previous_value: object = None, **_: object
    ) -> object:
        request = self._take_request(data)
        if request is not None:
            try:
                refunds.refund(self.gateway(), data, request)
            except DatabaseError:
                raise
            except Exception:
                # Kept or not: a worker finds it, and the request stays as it is.
                logger.exception("refund request %s failed", request.pk)
        return previous_value

    def transaction_charge_requested(
        self, data: TransactionActionData, previous_value: object = None, **_: object
    ) -> object:
        request = self._take_request(data)
        if request is not None:
            refunds.refuse(request, "CHARGE_FAILURE")
        return previous_value

    def transaction_cancelation_requested(
        self, data: TransactionActionData, previous_value: object = None, **_: object
    ) -> object:
        request = self._take_request(data)
        if request is not None:
            refunds.refuse(request, "CANCEL_FAILURE")
        return previous_value

    @staticmethod
    def _take_request(data: TransactionActionData) -> TransactionRequest | None:
        """Ours, taken away from the plugins that come after. Without an owner nothing is done."""
        owner = data.transaction_app_owner
        if owner is None or owner.identifier != PLUGIN_ID:
            return None
        request, data.event = data.event, None
        return request
