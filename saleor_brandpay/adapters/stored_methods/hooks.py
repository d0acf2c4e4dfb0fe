"""Stored payment methods: the hooks of the gateway plugin that buyers' account pages reach."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from saleor.account.models import User

from ...api.asking import piece_of_work
from ...api.deadline import Deadline
from ...conf import conf
from ...core.messages import wallet_problems
from ...core.messages.problem import Problem
from ...core.wallet import list_methods, remove_method
from ...core.wallet.method import StoredMethod
from ..ids import PLUGIN_ID
from ..saleor import writer
from ..saleor.types import (
    DeleteRequest,
    InitializeTokenization,
    ProcessTokenization,
    StoredMethodsRequest,
    TokenizationRequest,
)
from . import registration, users
from . import responses as replies
from .registration import Outcome
from .responses import PREFIX

if TYPE_CHECKING:
    from ..configuration.gateway import Gateway

logger = logging.getLogger(__name__)

T = TypeVar("T")


class StoredMethods:
    """What is not ours passes through as it came, and no hook raises."""

    allow_replica: bool
    requestor: Any
    if TYPE_CHECKING:
        gateway: Callable[[], Gateway]
        get_payment_gateways: Callable[..., list[object]]

    def list_stored_payment_methods(
        self,
        data: StoredMethodsRequest,
        previous_value: Iterable[object] | None = None,
        **_: object,
    ) -> list[object]:
        methods = self.own_methods(data.user)
        gateways = self.get_payment_gateways(None) if methods else []
        found = [
            replies.stored(method, gateway, data.user) for gateway in gateways for method in methods
        ]
        return [*(previous_value or ()), *found]

    def list_payment_sources(
        self,
        customer_id: object = None,
        previous_value: Iterable[object] | None = None,
        **_: object,
    ) -> list[object]:
        """The older API: asked for the user who asks, once `users.mark` is set on him."""
        user = self.requestor
        found = [replies.source(method, user) for method in self.own_methods(user)]
        return [*(previous_value or ()), *found]

    def stored_payment_method_request_delete(
        self, data: DeleteRequest, previous_value: object = None, **_: object
    ) -> object:
        method_id = data.payment_method_id
        if not isinstance(method_id, str) or not method_id.startswith(PREFIX):
            return previous_value
        problem = _safely(
            lambda: self._remove(data.user, method_id.removeprefix(PREFIX)),
            wallet_problems.REMOVAL_UNKNOWN,
        )
        return replies.removed(problem, data.user)

    def payment_gateway_initialize_tokenization(
        self, data: InitializeTokenization, previous_value: object = None, **_: object
    ) -> object:
        if data.app_identifier != PLUGIN_ID:
            return previous_value
        return replies.initialized(self._registering(registration.window, data), data.user)

    def payment_method_initialize_tokenization(
        self, data: InitializeTokenization, previous_value: object = None, **_: object
    ) -> object:
        if data.app_identifier != PLUGIN_ID:
            return previous_value
        return replies.tokenized(self._registering(registration.window, data), data.user)

    def payment_method_process_tokenization(
        self, data: ProcessTokenization, previous_value: object = None, **_: object
    ) -> object:
        if data.id != PLUGIN_ID and not str(data.id).startswith(PREFIX):
            return previous_value
        return replies.tokenized(self._registering(registration.process, data), data.user)

    def own_methods(self, user: Any) -> list[StoredMethod]:
        """What can be paid with, for nobody but the buyer.

        Saleor compares numbers only: an app of the same number would pass for the user.
        """
        try:
            gateway = self.gateway()
            if not _is_caller(gateway, user) or registration.closed(gateway):
                return []
            deadline = Deadline.after(min(conf.deadline, list_methods.PAGE_SECONDS))
            with users.reading(from_replica=self.allow_replica) as using:
                customer = list_methods.of_user(gateway.keys.client_key, user.pk, using=using)
                methods = list_methods.methods(customer, deadline) if customer else []
            return [method for method in methods if method.is_enabled]
        except Exception:
            logger.exception("a user's stored payment methods cannot be listed")
            return []

    def _remove(self, user: Any, method_id: str) -> Problem | None:
        gateway = self.gateway()
        if not _is_caller(gateway, user):
            return wallet_problems.NOT_OWNER
        if problem := registration.closed(gateway):
            return problem
        customer = list_methods.of_user(gateway.keys.client_key, user.pk)
        if customer is None:
            return wallet_problems.METHOD_UNKNOWN
        return remove_method.remove(customer, method_id, Deadline.after(conf.deadline))

    def _registering(
        self, step: Callable[[Gateway, int, object], Outcome], data: TokenizationRequest
    ) -> Outcome:
        return _safely(
            lambda: (
                step(self.gateway(), data.user.pk, data.data)
                if isinstance(data.user, User)
                else wallet_problems.NOT_OWNER
            ),
            wallet_problems.WALLET_NOT_READ,
        )


def _is_caller(gateway: Gateway, user: Any) -> bool:
    return isinstance(user, User) and gateway.is_user(user.pk)


@writer.writes
@piece_of_work()
def _safely(change: Callable[[], T | Problem], failed: Problem) -> T | Problem:
    try:
        return change()
    except Exception:
        logger.exception("a user's stored payment methods cannot be changed")
        return failed
