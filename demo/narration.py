"""Tells of a walk: what the page did, what it called, and which rows came of it."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .stage import Stage
from .steps import tell


@dataclass
class Narration:
    stage: Stage
    pictures: Path
    page: Any
    steps: int = 0
    told: int = 0
    """Calls at the sandbox that were narrated before."""

    def begin(self) -> None:
        self.page.on("response", self._narrate_response)
        self.stage.rows.watch()

    def done(self, name: str, text: str) -> None:
        self.steps += 1
        picture = f"{self.steps:02}-{name}.png"
        self.page.screenshot(path=self.pictures / picture, animations="disabled")
        tell(f"{self.steps:2}. {text}  [{picture}]")
        for row in self.stage.rows.taken():
            tell(f"      row       {row}")
        for call in self._calls():
            tell(f"      Toss API  {call['method']} {call['path']} → {call['status']}")

    def _narrate_response(self, response: Any) -> None:
        request = response.request
        if request.method == "POST" and request.url.startswith(f"{self.stage.host}/graphql"):
            query = json.loads(request.post_data)["query"]
            operation = query.split("{", 1)[1].split("(", 1)[0].strip()
            tell(f"      GraphQL   {operation} → {response.status}")
        elif request.method == "GET" and "/plugins/channel/" in request.url:
            path = request.url.split("?", 1)[0].removeprefix(self.stage.host)
            tell(f"      plugin    GET {path} → {response.status}")

    def _calls(self) -> list[dict[str, Any]]:
        url = f"{self.stage.sandbox}/_sandbox/requests"
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  (our own)
            calls: list[dict[str, Any]] = json.loads(response.read())["requests"]
        new, self.told = calls[self.told :], len(calls)
        return new
