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
