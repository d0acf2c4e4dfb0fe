"""What happens in a shop whose pages are looked at in the dashboard (`python -m tests.dashboard`).

Each method is one situation, committed in the database of that run; what it answers is JSON.
"""

import datetime
import os
from pathlib import Path
from typing import Any

from .backoffice import Backoffice
from .conftest import create_staff, create_user, switch_on, token_of
from .dashboard import Dashboard
from .graphql import Api
from .helpers import pay
from .hooks import no_answers
from .shop import Shop
from .storefront import Storefront
from .toss import CLIENT_KEY, SECRET_KEY, Toss
from .transacting import Transacting, request
from .wallets import Wallet, register

CANCEL = "mutation($id: ID!) { orderCancel(id: $id) { errors { field code message } } }"


class Situations:
    def __init__(self, url: str) -> None:
        self.url = url
        self.toss = Toss(os.environ["BRANDPAY_API_URL"])
        self.shop = Shop(Api(url, token_of(create_staff("staff@example.com"))))
        self.staff = Backoffice(self.shop.staff)
        self.buyer = create_user("buyer@example.com", first_name="길동", last_name="홍")
        switch_on(self.shop)
        self.renew()

    def storefront(self) -> Storefront:
        return Storefront(Api(self.url, token_of(self.buyer)), self.shop, self.shop.krw)

    def renew(self, **settings: Any) -> None:
        """These settings count, and what is shown of them is written anew."""
        from django.conf import settings as django
        from django.core.cache import cache

        from saleor_brandpay import tasks

        for name, value in settings.items():
            setattr(django, f"BRANDPAY_{name}", value)
        cache.clear()
        self._rows()
        tasks.sweep()

    @staticmethod
    def _rows() -> None:
        try:
            from saleor_brandpay.adapters.saleor import app_row
        except ImportError:  # an older one
            return
        app_row.repair()

    # Orders

    def paid(self, api: str, method: str = "card") -> str:
        """An order of that API; its id."""
        storefront = self.storefront().fill({"cup": 2, "saucer": 1})
        if api == "payments":
            return str(pay(storefront, self.toss, method=method).order["id"])
        buying = Transacting(storefront)
        session = buying.initialize()
        buying.process(session, self.toss.buyer(session.data, method=method))
        return str(buying.complete().order["id"])

    def refunded(self, order: str, won: int) -> Any:
        """By staff; what they are told."""
        transactions = self.staff.api(
            "query($id: ID!) { order(id: $id) { transactions { id } } }", id=order
        )["order"]["transactions"]
        if transactions:
            return request(self.staff, transactions[0]["id"], amount=won)
        return self.staff.refund(order, won)

    def refusing(self, is_on: bool = True) -> None:
        """Toss refuses every refund, until it is mended."""
        if is_on:
            self.toss.fault("cancel", "refuse", times=None, code="NOT_CANCELABLE_PAYMENT")
        else:
            self.toss.mend()

    def losing(self) -> None:
        """No answer to a refund comes, and nothing can be read."""
        self.toss.fault("cancel", "drop_after", times=None)
        self.toss.fault("payment", "drop_before", times=None)

    def cancelled(self) -> str:
        """An order of the Payments API that staff have cancelled; its id."""
        order = self.paid("payments")
        self.shop.staff.mutate(CANCEL, id=order)
        return order

    def checking(self) -> str:
        """What a buyer is told whose payment has no answer; Saleor keeps the reason."""
        storefront = self.storefront().fill()
        storefront.payment_create()
        returned = self.toss.buyer(storefront.complete().data)
        no_answers(self.toss)
        told = storefront.complete(returned).messages
        self.toss.mend()
        return "\n".join(told)

    def wallet(self) -> str:
        """The buyer has registered a card and an account; the id of the customer."""
        import graphene

        own = Wallet(self.storefront().api)
        window = own.open()["data"]
        for method in ("card", "account"):
            register(self.toss, window, method)
        own.methods()
        return str(graphene.Node.to_global_id("User", self.buyer.pk))

    def reasoned(self) -> str:
        """A refund for which staff typed a reason; the payment's key at Toss."""
        page = Dashboard(self.staff.api, self.paid("transactions"))
        page.request(5000, reason="고객 변심 - 색상이 다름")
        return str(page.transaction()["pspReference"])

    # The plugin's page, and its App

    def dollars(self) -> None:
        self.shop.open_channel("usd", prices={"cup": 12}, currency="USD", country="US")

    def secret_key(self) -> str:
        """Of Toss's public documentation."""
        return SECRET_KEY

    def active(self) -> None:
        keys = {"client_key": CLIENT_KEY, "secret_key": SECRET_KEY}
        assert self.staff.configure(self.shop.krw.id, **keys) == []
        self.renew()

    def app(self, is_active: bool | None = None) -> str:
        """The id of our App, active or not."""
        app = str(self.staff.app()["id"])
        if is_active is not None:
            (self.staff.activate_app if is_active else self.staff.deactivate_app)(app)
            self.renew()
        return app

    def parked(self) -> None:
        """Webhooks that wait for a person."""
        from saleor_brandpay import clock
        from saleor_brandpay.models import Event

        for number in range(2):
            Event.objects.create(
                fingerprint=f"{number:064}",
                event_type="PAYMENT_STATUS_CHANGED",
                channel_pk=int(self._channel().pk),
                received_at=clock.now() - datetime.timedelta(days=2, hours=number),
                tries=12,
                error="Toss was not reached for two days",
            )
        self.renew()

    def _channel(self) -> Any:
        from saleor.channel.models import Channel

        return Channel.objects.get(slug="krw")

    def shrunk(self, path: str) -> int:
        """A picture with few colours, since it is of letters; its bytes."""
        from PIL import Image

        with Image.open(path) as picture:
            few = picture.convert("RGB").quantize(
                256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            )
        few.save(path, optimize=True)
        return Path(path).stat().st_size
