"""What workers of the forked Saleor are asked to do, or to suffer, beside serving Saleor."""


def sell_out_while_toss_approves() -> None:
    """Every stock is sold to somebody else between the confirm and the order."""
    from saleor.warehouse.models import Stock

    from saleor_brandpay.plugin import BrandpayPlugin

    from .helpers import in_own_connection

    original = BrandpayPlugin.confirm_payment

    def confirm_payment(*args, **kwargs):
        answer = original(*args, **kwargs)
        in_own_connection(lambda: Stock.objects.update(quantity=0))
        return answer

    # In the class body itself: Saleor looks there.
    BrandpayPlugin.confirm_payment = confirm_payment


def sweep() -> None:
    from .hooks import sweep

    sweep()


def reconcile() -> None:
    from django.core.management import call_command

    call_command("brandpay_reconcile", heal=True)


def without_redis() -> None:
    """The cache is a Redis that does not answer."""
    from django.conf import settings
    from django.core.cache import caches

    from .bouncer import free_port

    address = f"redis://127.0.0.1:{free_port()}/0"
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": address}}
    caches.__dict__.pop("settings", None)  # read once; each thread makes its own of it
