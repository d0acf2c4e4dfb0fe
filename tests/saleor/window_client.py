"""A buyer who types into the sandbox's payment window, by its forms and without a browser.

What the SDK does in the shop's page (opening the window, calling the redirect URL, following the
return URL) is done here too.
"""

import html
import json
import re
import urllib.request
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.saleor.toss import Toss

MESSAGE = re.compile(r'data-message="([^"]*)"')
STEP = re.compile(r'data-step="([a-z_-]+)"')
TERM = re.compile(r'name="(term-[^"]+)"')
METHOD = re.compile(r'name="method"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="method"')


class WindowClient:
    """Knows what to type: `card` digits, six of `password`, `birth`, `phone`, `name`."""

    def __init__(self, toss: Toss, **typed: str) -> None:
        self.toss, self.typed = toss, typed
        self.seen: list[str] = []
        """Answers of the redirect URL, as the shop's page gets them."""

    def pay(self, data: dict[str, Any]) -> dict[str, Any]:
        """Go through the window that `data` opens; what the return page is given."""
        opened = {key: data[key] for key in ("clientKey", "customerKey", "redirectUrl", "payment")}
        path = json.loads(self._send("/v2/windows", json.dumps({"kind": "payment", **opened})))
        self._path = path["path"]
        page = self._get(self._path)
        for _ in range(12):
            step = STEP.search(page)
            message = json.loads(html.unescape(found[1])) if (found := MESSAGE.search(page)) else {}
            if "ending" in message:
                return self._returned(message["ending"]["url"])
            assert step, page
            page = self._do(step[1], page, message)
        raise AssertionError(f"the window does not end: {page}")

    def _do(self, step: str, page: str, message: dict[str, Any]) -> str:
        typed = self.typed
        if step == "redirect":
            query = urlencode({name: message[name] for name in ("code", "customerKey")})
            with urllib.request.urlopen(f"{message['url']}?{query}", timeout=30) as answer:
                self.seen.append(f"{answer.status} {answer.headers} {answer.read()!r}")
            return self._press("redirected", status="204")
        if step == "new_password":
            return self._press("new-password", new=typed["password"], again=typed["password"])
        if step == "choose":
            first = METHOD.search(page)
            assert first, page
            return self._press("choose", method=first[1] or first[2])
        forms = {
            "terms": dict.fromkeys(TERM.findall(page), "1"),
            "phone": {"name": typed["name"], "phone": typed["phone"]},
            "code": {"code": "000000"},
            "register": {
                "kind": "card",
                "number": typed["card"],
                "expiry": "1235",
                "birth": typed["birth"],
                "pin": "12",
            },
            "password": {"password": typed["password"]},
        }
        return self._press(step, **forms[step])

    def _press(self, button: str, **fields: str) -> str:
        return self._send(f"{self._path}/{button}", urlencode(fields))

    def _get(self, path: str) -> str:
        with urllib.request.urlopen(self.toss.url + path, timeout=30) as answer:
            return answer.read().decode()

    def _send(self, path: str, body: str) -> str:
        request = urllib.request.Request(self.toss.url + path, body.encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    @staticmethod
    def _returned(url: str) -> dict[str, Any]:
        returned: dict[str, Any] = dict(parse_qsl(urlsplit(url).query))
        returned.pop("shop", None)
        return {**returned, "amount": int(returned["amount"])}
