"""GraphQL over HTTP, as a storefront or a dashboard speaks it."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit


def accepted(status: int, body: bytes) -> dict[str, Any]:
    """The data of an answer that Saleor gives when nothing is broken."""
    assert status == 200, f"HTTP {status}: {body[:2000]!r}"
    answer = json.loads(body)
    assert "errors" not in answer, json.dumps(answer["errors"], ensure_ascii=False)[:4000]
    data: dict[str, Any] = answer["data"]
    return data


class Api:
    """One caller of Saleor's API: nobody, or the user whose JWT is given.

    An HTTP error status or a top-level GraphQL error is a failed test: Saleor promises both never
    to happen for what a storefront sends, and so do we.
    """

    TRIES = 1
    scheme = "JWT"
    """`Bearer` for an app's token."""

    def __init__(self, url: str, token: str | None = None, timeout: float = 60.0) -> None:
        self.address = urlsplit(url)
        self.token = token
        self.timeout = timeout

    def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        return accepted(*self.post(query, **variables))

    def mutate(self, query: str, **variables: Any) -> dict[str, Any]:
        """Run a mutation that must not answer errors; return the payload of its single field."""
        (payload,) = self(query, **variables).values()
        assert not payload["errors"], payload["errors"]
        return payload

    def post(self, query: str, **variables: Any) -> tuple[int, bytes]:
        """Send without judging the answer. Raises OSError when Saleor dies meanwhile."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"{self.scheme} {self.token}"
        connection = http.client.HTTPConnection(
            self.address.hostname or "", self.address.port, timeout=self.timeout
        )
        try:
            body = json.dumps({"query": query, "variables": variables})
            connection.request("POST", "/graphql/", body=body, headers=headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
