"""The demo as the shop behind a page of one's own, as the page on testing has it."""

import json
import re
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest

from demo.shop import CHANNEL, GATEWAY, STAFF
from tests.saleor.graphql import Api
from tests.saleor.storefront import Storefront as Buyer

from .walkable import config_of, running_demo

PAGE = (Path(__file__).parents[2] / "docs/storefront/testing.md").read_text()
(LOGIN,) = re.findall(r"^```graphql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PRODUCTS = """query($channel: String!) {
  products(first: 1, channel: $channel) { edges { node { variants { id } } } } }"""
INITIALIZE = """mutation($id: ID!, $gateway: PaymentGatewayToInitialize!) {
  transactionInitialize(id: $id, paymentGateway: $gateway) {
    transaction { id } data errors { message } } }"""
PROCESS = """mutation($id: ID!, $data: JSON) { transactionProcess(id: $id, data: $data) {
    transactionEvent { type } errors { message } } }"""


@pytest.fixture(scope="module")
def demo():
    with running_demo() as url:
        config = config_of(url)
        yield config["graphqlUrl"].removesuffix("/graphql/"), config["sandboxUrl"]


@pytest.mark.parametrize("page", ["http://localhost:5173", "http://127.0.0.1:8080"])
def test_page_of_ones_own_pays(demo, page):
    """What was answered is the sandbox's to pay as it is, and what the window adds is sent back."""
    url, sandbox = demo
    api = Api(url, Api(url).mutate(LOGIN)["token"])
    (product,) = api(PRODUCTS, channel=CHANNEL)["products"]["edges"]
    goods = SimpleNamespace(variants={"cup": product["node"]["variants"][0]["id"]})
    cart = Buyer(api, goods, SimpleNamespace(slug=CHANNEL)).fill()
    gateway = {"id": GATEWAY, "data": {"returnUrl": f"{page}/pay/return"}}
    begun = api.mutate(INITIALIZE, id=cart.checkout, gateway=gateway)
    assert begun["data"]["error"] is None
    returned = urlsplit(_paid(sandbox, begun["data"])["url"])
    assert f"{returned.scheme}://{returned.netloc}" == page
    query = dict(parse_qsl(returned.query))
    done = api.mutate(PROCESS, id=begun["transaction"]["id"], data=query)
    assert done["transactionEvent"]["type"] == "CHARGE_SUCCESS"
    assert cart.complete().order


@pytest.mark.parametrize("page", ["http://localhost:5173", "http://127.0.0.1:8080"])
def test_page_of_ones_own_may_read_the_answers(demo, page):
    url, _ = demo
    headers = {"Origin": page, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/graphql/", b'{"query": "{ __typename }"}', headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.headers["Access-Control-Allow-Origin"] == page


def test_page_on_testing_names_the_staff():
    assert "`{email}`, `{password}`".format(**STAFF) in PAGE


def _paid(sandbox, data):
    url = f"{sandbox}/_sandbox/buyer/pay"
    with urllib.request.urlopen(url, json.dumps(data).encode(), timeout=10) as response:
        return json.load(response)
