"""A tax app: a server of the test's own, which Saleor asks by HTTP."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

IDENTIFIER = "tests.taxes"
EVENTS = ("checkout_calculate_taxes", "order_calculate_taxes")
UNTAXED = "면세로 1"
"""A street where nothing is taxed."""


class TaxApp:
    """Ten per cent, but in one street."""

    def __init__(self) -> None:
        self.asked = 0
        self.broken = False
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens while Saleor waits for the answer."""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                status, body = owner.answer(json.loads(sent))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, sent: Any) -> tuple[int, bytes]:
        self.asked += 1
        self.meanwhile()
        if self.broken:
            return 500, b"{}"
        (asked,) = sent
        percent = 0 if UNTAXED in json.dumps(asked, ensure_ascii=False) else 10
        net = float(asked["shipping_amount"])
        lines = [float(line["total_amount"]) for line in asked["lines"]]
        taxed = {
            "shipping_price_net_amount": round(net),
            "shipping_price_gross_amount": round(net * (100 + percent) / 100),
            "shipping_tax_rate": percent,
            "lines": [
                {
                    "total_net_amount": round(won),
                    "total_gross_amount": round(won * (100 + percent) / 100),
                    "tax_rate": percent,
                }
                for won in lines
            ],
        }
        return 200, json.dumps(taxed).encode()

    def install(self) -> None:
        """The won channel's taxes are this app's from now on, on top of the prices."""
        from saleor.app.models import App
        from saleor.permission.models import Permission
        from saleor.tax.models import TaxConfiguration
        from saleor.webhook.models import Webhook, WebhookEvent

        app = App.objects.create(name="taxes", identifier=IDENTIFIER, is_active=True)
        app.permissions.add(Permission.objects.get(codename="handle_taxes"))
        webhook = Webhook.objects.create(app=app, name="taxes", target_url=self.url)
        for event in EVENTS:
            WebhookEvent.objects.create(webhook=webhook, event_type=event)
        TaxConfiguration.objects.filter(channel__slug="krw").update(
            charge_taxes=True,
            prices_entered_with_tax=False,
            tax_calculation_strategy="TAX_APP",
            tax_app_id=IDENTIFIER,
        )
