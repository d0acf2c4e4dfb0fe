"""How each hook is asked for at the manager; the shape is what then reaches the plugin."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

_CHANNEL = SimpleNamespace(slug="krw")
_SOURCE = SimpleNamespace(channel=_CHANNEL)
_REQUEST = SimpleNamespace(path="/plugins/channel/krw/spy/callback")


def _payment(hook: str) -> Callable[[Any], Any]:
    return lambda manager: getattr(manager, hook)("spy", None, channel_slug="krw")


def _given(hook: str, **data: Any) -> Callable[[Any], Any]:
    return lambda manager: getattr(manager, hook)(SimpleNamespace(**data))


def _requested(hook: str) -> Callable[[Any], Any]:
    return lambda manager: getattr(manager, hook)(None, channel_slug="krw")


HOOKS: dict[str, Callable[[Any], Any]] = {
    **{
        f"{verb}_payment": _payment(f"{verb}_payment")
        for verb in ("process", "confirm", "refund", "capture", "void", "authorize")
    },
    "get_payment_gateways": lambda manager: manager.list_payment_gateways(
        currency="KRW", channel_slug="krw"
    ),
    "token_is_required_as_payment_input": (
        lambda manager: manager.token_is_required_as_payment_input("spy", channel_slug="krw")
    ),
    "list_payment_sources": (
        lambda manager: manager.list_payment_sources("spy", "customer", channel_slug="krw")
    ),
    "payment_gateway_initialize_session": (
        lambda manager: manager.payment_gateway_initialize_session(1, [], _SOURCE)
    ),
    **{
        f"transaction_{step}_session": _given(f"transaction_{step}_session", source_object=_SOURCE)
        for step in ("initialize", "process")
    },
    **{
        f"transaction_{action}_requested": _requested(f"transaction_{action}_requested")
        for action in ("charge", "refund", "cancelation")
    },
    **{
        hook: _given(hook, channel=_CHANNEL)
        for hook in (
            "list_stored_payment_methods",
            "payment_gateway_initialize_tokenization",
            "payment_method_initialize_tokenization",
            "payment_method_process_tokenization",
            "stored_payment_method_request_delete",
        )
    },
    "webhook": lambda manager: manager.webhook(_REQUEST, "spy", channel_slug="krw"),
}
