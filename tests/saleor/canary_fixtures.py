"""What is listened to while a canary is looked for; a module names it in its `pytest_plugins`."""

import pytest

from tests.saleor.canary import Canary, listening
from tests.saleor.graphql import Api


@pytest.fixture
def canary():
    return Canary()


@pytest.fixture
def said(monkeypatch, canary):
    """Everything that the shop answers, whoever asks; and what Toss tells us is planted."""
    from saleor_brandpay.api.client import BrandpayClient
    from saleor_brandpay.plugin import BrandpayPlugin

    answers: list[tuple[str | None, str]] = []
    post, webhook = Api.post, BrandpayPlugin.webhook
    exchange = BrandpayClient.exchange_code

    def posted(api, query, **variables):
        status, body = post(api, query, **variables)
        answers.append((api.token, body.decode()))
        return status, body

    def answered(plugin, request, path, *args, **kwargs):
        response = webhook(plugin, request, path, *args, **kwargs)
        answers.append((None, f"{response.serialize()!r}"))
        return response

    def exchanged(client, **words):
        canary.plant("code", words["code"])
        answer = exchange(client, **words)
        canary.plant("access token", answer.value.access_token.reveal())
        canary.plant("refresh token", answer.value.refresh_token.reveal())
        return answer

    monkeypatch.setattr(Api, "post", posted)
    monkeypatch.setattr(BrandpayPlugin, "webhook", answered)
    monkeypatch.setattr(BrandpayClient, "exchange_code", exchanged)
    return answers


@pytest.fixture
def logs():
    with listening() as records:
        yield records.texts
