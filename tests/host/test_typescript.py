"""The TypeScript of storefront/: compiled, then paid with in Chromium before the mini host."""

import itertools
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from playwright.sync_api import Route, expect

from brandpay_sandbox.testing_window import Window, fail_here
from demo.shop import BUYER, CHANNEL, ask
from tests.node import built, installed, run_tool
from tests.saleor.graphql import Api
from tests.saleor.storefront import Storefront as Buyer

from .test_browser import browser, demo, page, visitor  # noqa: F401
from .walkable import Visitor, config_of

STOREFRONT = Path(__file__).parents[2] / "storefront"
DOCUMENTED = STOREFRONT.parent / "docs/storefront"
PAGE = """<!doctype html><meta charset="utf-8"><button id="pay" disabled>Pay</button>
<p id="message" role="alert"></p><button id="again" hidden>Again</button>
<script type="module">
const shop = await (await fetch("/shop.json")).json();
const { afterWindow, pay } = await import(shop.page);
const button = document.querySelector("#pay");
button.onclick = () => pay(shop, shop.checkout, shop.methodId);
button.disabled = false;
if (location.pathname === "/pay/return") afterWindow(shop);
</script>"""
PAGES = ["/examples/payments-page", "/examples/transactions-page"]
# What Saleor hands out is what the official SDK takes, and what that returns can be sent back.
FITS = """import type { TossPaymentsSDK } from "@tosspayments/tosspayments-sdk";
import type { ConfirmationData, Returned } from "%s/src/window";
export const pay = (toss: TossPaymentsSDK, given: ConfirmationData): Promise<Returned> =>
  toss.brandpay({ customerKey: given.customerKey, redirectUrl: given.redirectUrl })
    .requestPayment(given.payment);
"""
# The waits between two calls are short on the return page.
IMPATIENT = """if (location.pathname === "/pay/return") {
  const wait = window.setTimeout;
  window.setTimeout = (work, ms, ...rest) => wait(work, ms / 1000, ...rest);
}"""
METHODS = "query($id: ID!) { checkout(id: $id) { storedPaymentMethods { paymentMethodId } } }"
PRODUCTS = """query($channel: String!) {
  products(first: 1, channel: $channel) { edges { node { variants { id } } } } }"""
LOGIN = """mutation($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) { token errors { message } } }"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("storefront")
    files = (STOREFRONT / "examples").glob("*.ts")
    compile_([*files, STOREFRONT / "src/index.ts"], folder, outDir=str(folder), declaration=False)
    return folder


def compile_(files: Iterable[Path], folder: Path, **options: Any) -> None:
    project = {
        "extends": str(installed() / "tsconfig.json"),
        "compilerOptions": {"rootDir": str(STOREFRONT), **options},
        "include": [],
        "files": [str(path) for path in files],
    }
    (folder / "tsconfig.json").write_text(json.dumps(project))
    run_tool("tsc", "--project", folder)


class Files(BaseHTTPRequestHandler):
    """The compiled files, what the shop is, and its only page at every other address."""

    shop: ClassVar[dict[str, str]] = {}
    folder: ClassVar[Path]
    page: ClassVar[str] = PAGE

    def do_GET(self) -> None:
        path = self.path.split("?", maxsplit=1)[0]
        script = self.folder / (path[1:].removesuffix(".js") + ".js")
        kind, body = "text/html", self.page
        if path == "/shop.json":
            kind, body = "application/json", json.dumps(self.shop)
        elif script.exists():
            kind, body = "text/javascript", script.read_text()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class Storefront:
    """A shop of its own beside the demo's: its checkout page and the page at returnUrl."""

    def __init__(self, there: Visitor, url: str) -> None:
        self.visitor, self.page, self.url = there, there.page, url
        self.config = config_of(there.url)

    def to_checkout(self, buyer: str = "guest", api: str = PAGES[0]) -> "Storefront":
        url = self.config["graphqlUrl"]
        shop = url.removesuffix("/graphql/")
        login = ask(shop, LOGIN, BUYER) if buyer == "member" else None
        token = login["tokenCreate"]["token"] if login else None
        (product,) = ask(shop, PRODUCTS, {"channel": CHANNEL})["products"]["edges"]
        goods = SimpleNamespace(variants={"cup": product["node"]["variants"][0]["id"]})
        channel = SimpleNamespace(slug=CHANNEL)
        cart = Buyer(Api(shop, token), goods, channel).fill()
        Files.shop = {"graphqlUrl": url, "checkout": cart.checkout, "page": api}
        if token:
            Files.shop["token"] = token
        self.page.goto(self.url)
        return self

    def at_once(self, *, agreed: bool = True) -> "Storefront":
        """Pay by the stored method that comes first; `agreed`: to automatic payments before."""
        self.choose(agreed=agreed).page.locator("#pay").click()
        return self

    def choose(self, *, agreed: bool = True) -> "Storefront":
        if agreed:
            self.visitor.agree()
        api = self.config["graphqlUrl"].removesuffix("/graphql/")
        shop = Files.shop
        found = ask(api, METHODS, {"id": shop["checkout"]}, shop["token"])["checkout"]
        shop["methodId"] = found["storedPaymentMethods"][0]["paymentMethodId"]
        self.page.goto(self.url)
        return self

    def window(self, button: str = "#pay") -> Window:
        self.page.locator(button).click()
        return Window(self.page)

    def held(self) -> int:
        """Won that the shop holds for the order to which the buyer was sent."""
        self.page.wait_for_url(f"{self.url}/order?id=*")
        self.page.goto(self.page.url.replace(self.url, self.visitor.url))
        return self.visitor.ordered().held()


@contextmanager
def serving(files: type[Files]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def url(compiled: Path) -> Iterator[str]:
    Files.folder = compiled
    with serving(Files) as url:
        yield url


@pytest.fixture
def react(tmp_path: Path) -> Iterator[str]:
    """The example in React on the package as it is built, bundled as `npm run example` does."""
    example = built() / "examples/react"
    run_tool("tsc", "--project", example)
    script = json.loads((STOREFRONT / "package.json").read_text())["scripts"]["example"]
    bundling = [word for word in script.split() if "serve" not in word and "outdir" not in word]
    run_tool(*bundling[bundling.index("esbuild") :], f"--outdir={tmp_path}/dist")
    own = {"folder": tmp_path, "page": (example / "index.html").read_text()}
    with serving(type("Example", (Files,), own)) as url:
        yield url


@pytest.fixture
def store(visitor: Visitor, url: str) -> Storefront:  # noqa: F811
    return Storefront(visitor, url)


def test_types_fit_those_of_the_official_sdk(tmp_path):
    file = tmp_path / "fits.ts"
    file.write_text(FITS % STOREFRONT)
    official = str(installed() / "node_modules/@tosspayments/*")
    compile_([file], tmp_path, noEmit=True, rootDir="/", paths={"@tosspayments/*": [official]})


@pytest.mark.parametrize("buyer", ["guest", "member"])
@pytest.mark.parametrize("api", PAGES)
def test_paid(store, buyer, api):
    store.to_checkout(buyer, api).window().pay()
    assert store.held() == 15000


@pytest.mark.parametrize("api", PAGES)
def test_paid_at_once_with_a_stored_card(store, api):
    store.to_checkout("member", api).window().pay()
    assert store.held() == 15000
    assert store.to_checkout("member", api).at_once().held() == 15000


@pytest.mark.parametrize("api", PAGES)
def test_consent_is_asked_for_then_paid_at_once(store, api):
    store.to_checkout("member", api).window().pay()
    assert store.held() == 15000
    store.visitor.fault(path="auto", kind="refuse", code="REQUIRED_BILLING_TERMS", times=1)
    store.to_checkout("member", api).at_once(agreed=False)
    Window(store.page).agree()
    assert store.held() == 15000


@pytest.mark.parametrize("api", PAGES)
def test_consent_is_refused_then_paid_in_the_window(store, api):
    store.to_checkout("member", api).window().pay()
    assert store.held() == 15000
    store.visitor.fault(path="auto", kind="refuse", code="REQUIRED_BILLING_TERMS", times=1)
    store.to_checkout("member", api).at_once(agreed=False)
    Window(store.page).at("billing")
    store.page.keyboard.press("Escape")
    expect(store.page.locator("#message")).to_contain_text("자동결제")
    store.window("#again").pay()
    assert store.held() == 15000


@pytest.mark.parametrize("api", PAGES)
def test_declined_at_once_then_paid_in_the_window(store, api):
    store.to_checkout("member", api).window().pay()
    assert store.held() == 15000
    store.visitor.fault(path="auto", kind="refuse", code="REJECT_CARD_PAYMENT", times=1)
    store.to_checkout("member", api).at_once()
    expect(store.page.locator("#message")).not_to_be_empty()
    store.window("#again").pay()
    assert store.held() == 15000


def test_page_that_is_reloaded_before_the_charge_offers_it_again(store):
    store.to_checkout("member").window().pay()
    assert store.held() == 15000
    store.to_checkout("member").choose()
    states = store.page.evaluate(
        """async () => {
          const { createPayment, finish, follow } = await import("/src/payments-api");
          const shop = await (await fetch("/shop.json")).json();
          const fetched = window.fetch;
          const charge = new Promise((sent) => {
            window.fetch = (url, request) => {
              if (!request.body.includes("orderName")) return fetched(url, request);
              sent();
              return new Promise(() => {});
            };
          });
          createPayment(shop, shop.checkout, { methodId: shop.methodId });
          await charge;
          window.fetch = fetched;
          const again = await finish(shop, { checkoutId: shop.checkout });
          return [again.state, again.message, (await follow(shop, again)).state];
        }"""
    )
    assert states == ["ready", "", "paid"]


def test_charge_whose_answer_was_lost_is_sent_again(store):
    """The first call of the two, then the second one."""
    store.to_checkout("member").window().pay()
    assert store.held() == 15000
    store.to_checkout("member")
    answers: list[Any] = []

    def lose(number: int, route: Route) -> None:
        response = route.fetch()
        completed = "checkoutComplete" in response.json()["data"]
        answers.append(response.json()["data"])
        lost = completed and sum("checkoutComplete" in one for one in answers) in (1, 3)
        route.abort() if lost else route.fulfill(response=response)

    calls_of(store, lose)
    store.at_once()
    store.page.wait_for_url("**/order?id=*")
    store.page.unroute("**/graphql/")
    assert store.held() == 15000


@pytest.mark.parametrize("api", PAGES)
def test_cancelled_then_paid_in_a_new_window(store, api):
    store.to_checkout(api=api).window().at("terms")
    store.page.keyboard.press("Escape")
    expect(store.page.locator("#message")).to_contain_text("취소")
    assert "code" not in store.page.url
    store.window("#again").pay()
    assert store.held() == 15000


@pytest.mark.parametrize("api", PAGES)
def test_declined_then_paid(store, api):
    window = store.to_checkout(api=api).window().go("choose")
    fail_here(window, "REJECT_CARD_PAYMENT", at="confirm")
    window.pay()
    expect(store.page.locator("#message")).not_to_be_empty()
    store.window("#again").pay()
    assert store.held() == 15000


@pytest.mark.parametrize("name", ["test_buyer_pays", "test_buyer_is_refused"])
def test_sample_on_the_page_about_testing_passes(store, name):
    (code,) = re.findall(r"```python\n(.*?)```", (DOCUMENTED / "testing.md").read_text(), re.DOTALL)
    store.to_checkout(api=PAGES[1])
    sample: dict[str, Any] = {}
    exec(code.replace("http://localhost:3000/checkout", store.url), sample)
    sample[name](store.page)
    if name == "test_buyer_pays":
        assert store.held() == 15000


def test_example_in_react_pays(visitor, react):  # noqa: F811
    shown = visitor.page
    shown.goto(f"{react}/?saleor={config_of(visitor.url)['graphqlUrl']}")
    shown.get_by_role("button").click()
    Window(shown).at("terms")
    shown.keyboard.press("Escape")
    expect(shown.get_by_role("alert")).to_contain_text("취소")
    shown.get_by_role("button", name="결제창 열기").click()
    Window(shown).pay()
    paid = shown.locator("[data-order]")
    expect(paid).to_contain_text("결제를 마쳤습니다")
    assert "paymentKey" not in shown.url
    order = paid.get_attribute("data-order")
    shown.goto(f"{visitor.url}/order?id={quote(order)}")
    assert visitor.ordered().held() == 15000


@pytest.mark.parametrize("refused", ["transactionProcess", "checkoutComplete"])
def test_example_in_react_begins_no_new_payment_where_one_is_taken(visitor, react, refused):  # noqa: F811
    """Saleor refuses to answer, or to make the order: the same payment is asked about again."""
    shown = visitor.page
    shown.add_init_script(IMPATIENT)
    asked: list[str] = []
    refusing = [True]

    def answer(route: Route) -> None:
        words = route.request.post_data or ""
        asked.append(words)
        if refused not in words or "/pay/return" not in shown.url or not refusing:
            return route.continue_()
        if refused == "transactionProcess":
            route.fetch()
        problem = {"field": None, "code": "INSUFFICIENT_STOCK", "message": "Not so."}
        return route.fulfill(json={"data": {refused: {"errors": [problem]}}})

    shown.route("**/graphql/", answer)
    shown.goto(f"{react}/?saleor={config_of(visitor.url)['graphqlUrl']}")
    shown.get_by_role("button").click()
    Window(shown).pay()
    shown.get_by_role("button", name="결제 확인하기").wait_for()
    if refused == "checkoutComplete":
        assert "다시 결제하지 말고" in shown.get_by_role("alert").inner_text()
    assert shown.get_by_role("button").count() == 1
    refusing.clear()
    shown.get_by_role("button").click()
    order = shown.locator("[data-order]").get_attribute("data-order")
    assert sum("transactionInitialize" in words for words in asked) == 1
    shown.unroute("**/graphql/")
    shown.goto(f"{visitor.url}/order?id={quote(order)}")
    assert visitor.ordered().held() == 15000


def test_window_that_answers_by_promise(store):
    store.to_checkout()
    store.page.evaluate(
        """async () => {
          const { createPayment, finish } = await import("/src/payments-api");
          const { openWindow } = await import("/src/window");
          const shop = await (await fetch("/shop.json")).json();
          const first = await createPayment(shop, shop.checkout, {
            options: { card: { cardInstallmentPlan: 0 } },
          });
          openWindow(first.data).then(async (returned) => {
            window.settled = await finish(shop, first.payment, returned);
          });
        }"""
    )
    Window(store.page).pay()
    settled = store.page.wait_for_function("window.settled").json_value()
    assert settled["state"] == "paid"
    assert settled["order"]["id"]


def test_window_that_answers_by_promise_in_the_transactions_api(store):
    store.to_checkout()
    store.page.evaluate(
        """async () => {
          const { createTransaction, finish } = await import("/src/transactions-api");
          const { openWindow } = await import("/src/window");
          const shop = await (await fetch("/shop.json")).json();
          const { data, payment } = await createTransaction(shop, shop.checkout);
          openWindow(data).then(async (returned) => {
            window.settled = await finish(shop, payment, returned);
          });
        }"""
    )
    Window(store.page).pay()
    settled = store.page.wait_for_function("window.settled").json_value()
    assert settled["state"] == "paid"
    assert settled["order"]["id"]


@pytest.mark.parametrize("trouble", ["lost", "unknown"])
@pytest.mark.parametrize("api", PAGES)
def test_answer_is_asked_for_until_it_is_known(store, trouble, api):
    window = store.to_checkout(api=api).window().go("password")
    answers: list[dict[str, Any]] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        response = route.fetch()
        (payload,) = response.json()["data"].values()
        answers.append(payload)
        if trouble == "lost" and len(answers) == 1:
            return route.abort()
        return route.fulfill(response=response)

    if trouble == "unknown":
        store.visitor.fault(path="confirm", kind="drop_after", times=1)
        for path in ("payment", "payment_by_order_id"):
            store.visitor.fault(path=path, kind="http_500", times=1)
    store.page.route("**/graphql/", lose)
    window.pay()
    store.page.wait_for_url("**/order?id=*")
    store.page.unroute("**/graphql/")
    assert store.held() == 15000
    first, *_, last = answers
    assert last["order"]
    if trouble == "lost" and api == PAGES[0]:
        assert first["order"] == last["order"]
    elif trouble == "lost":
        assert first["transactionEvent"]["type"] == "CHARGE_SUCCESS"
    elif api == PAGES[0]:
        (error,) = first["errors"]
        assert error["code"] == "PAYMENT_ERROR"
        assert error["message"].startswith("CHECKING: ")
    else:
        assert first["data"]["error"]["code"] == "CHECKING"


def calls_of(store: Storefront, answer: Callable[[int, Route], None]) -> None:
    """Each call of the page is handed to `answer` with its number, from 0."""
    count = itertools.count()

    def take(route: Route) -> None:
        if route.request.method == "POST":
            answer(next(count), route)
        else:
            route.continue_()

    store.page.route("**/graphql/", take)


@pytest.mark.parametrize("api", PAGES)
def test_reload_before_the_answer_sends_the_same_return(store, api):
    window = store.to_checkout(api=api).window().go("password")
    began = threading.Event()
    # The first call never leaves the browser: only a second one can take the money.
    calls_of(store, lambda number, route: began.set() if number == 0 else route.continue_())
    window.pay()
    store.page.wait_for_url("**/pay/return?*")
    store.page.wait_for_function("document.querySelector('#message')")
    while not began.is_set():
        store.page.evaluate("1")
    assert "paymentKey" in store.page.url
    store.page.reload()
    assert store.held() == 15000


@pytest.mark.parametrize("api", PAGES)
def test_server_that_fails_is_asked_again(store, api):
    """No answer is no refusal: the buyer does not read that nothing was paid."""
    window = store.to_checkout(api=api).window().go("password")
    seen: list[str] = []

    def fail(number: int, route: Route) -> None:
        if number == 0:
            return route.fulfill(status=502, body="<html>Bad Gateway</html>")
        if number == 1:
            seen.append(store.page.locator("#message").inner_text())
            assert "paymentKey" in store.page.url
            assert store.page.locator("#again").is_hidden()
            exception = {"code": "InterfaceError"}
            errors = [{"message": "Internal Server Error", "extensions": {"exception": exception}}]
            return route.fulfill(status=400, json={"errors": errors})
        return route.continue_()

    calls_of(store, fail)
    window.pay()
    store.page.wait_for_url("**/order?id=*")
    store.page.unroute("**/graphql/")
    assert seen == ["The payment is being checked. Nobody pays twice; please stay here."]
    assert store.held() == 15000


@pytest.mark.parametrize("buyer", ["guest", "member"])
@pytest.mark.parametrize("api", PAGES)
def test_buyer_comes_back_in_another_browser(store, browser, api, buyer):  # noqa: F811
    window = store.to_checkout(buyer, api).window().go("password")
    left: list[str] = []
    store.page.route(
        "**/pay/return?*", lambda route: (left.append(route.request.url), route.abort())
    )
    window.pay()
    while not left:
        store.page.wait_for_timeout(50)
    # It has neither the shop's session nor its storage.
    Files.shop = {"graphqlUrl": store.config["graphqlUrl"], "page": api}
    context = browser.new_context()
    other = Storefront(Visitor(context.new_page(), store.visitor.url), store.url)
    other.page.goto(left[0])
    assert other.held() == 15000
    context.close()


def test_token_that_expired_while_the_window_was_open(store):
    window = store.to_checkout("member").window().go("password")
    Files.shop["token"] = "expired"
    errors = [{"message": "-", "extensions": {"exception": {"code": "ExpiredSignatureError"}}}]

    def refuse(_: int, route: Route) -> None:
        known = "JWT expired" not in route.request.headers.get("authorization", "")
        route.continue_() if known else route.fulfill(json={"errors": errors, "data": None})

    calls_of(store, refuse)
    window.pay()
    assert store.held() == 15000


def test_refusal_is_told_at_once(store):
    """A plain refusal is no reason to wait, whatever its words are."""
    store.to_checkout()
    refused = {
        "field": None,
        "code": "PAYMENT_ERROR",
        "message": "The total has changed. CHECKING: -",
    }
    answer = {"order": None, "confirmationData": None, "errors": [refused]}
    asked: list[int] = []

    def refuse(number: int, route: Route) -> None:
        asked.append(number)
        route.fulfill(json={"data": {"checkoutComplete": answer}})

    calls_of(store, refuse)
    settled = store.page.evaluate(
        """async () => {
          const { finish } = await import("/src/payments-api");
          const shop = await (await fetch("/shop.json")).json();
          const payment = { checkoutId: shop.checkout };
          return finish(shop, payment, undefined, () => { window.waited = true; });
        }"""
    )
    assert settled == {"state": "refused", "message": refused["message"]}
    assert asked == [0]
    assert not store.page.evaluate("window.waited")


def test_buyer_agrees_to_automatic_payments_beforehand(store):
    store.to_checkout("member").window().pay()
    assert store.held() == 15000
    store.to_checkout("member")
    store.page.evaluate(
        """async () => {
          const shop = await (await fetch("/shop.json")).json();
          const { agreeToAutomaticPayments } = await import("/src/stored-methods");
          agreeToAutomaticPayments(shop, "krw").then((agreed) => { window.agreed = agreed; });
        }"""
    )
    Window(store.page).agree()
    store.page.wait_for_function("window.agreed === true")
    assert store.at_once(agreed=False).held() == 15000


def test_stored_methods_are_listed_added_and_removed(store):
    # Whoever has paid once has a password, and adds a card without being asked for one.
    store.to_checkout("member").window().pay()
    assert store.held() == 15000
    store.to_checkout("member")
    store.page.evaluate(
        """async () => {
          const shop = await (await fetch("/shop.json")).json();
          const { addMethod, removeMethod, storedMethods } = await import("/src/stored-methods");
          window.shelf = {
            add: () => addMethod(shop, "krw"),
            list: () => storedMethods(shop, "krw"),
            remove: (id) => removeMethod(shop, "krw", id).catch(({ code }) => code),
          };
        }"""
    )
    shown = store.page
    shown.evaluate("shelf.add().then((added) => { window.added = added; }); null")
    window = Window(shown).go("register")
    window.sample()
    window.submit()
    shown.wait_for_function("window.added !== undefined")
    (first, *others) = shown.evaluate("shelf.list()")
    assert first["type"] == "card"
    assert first["data"]["isDefault"]
    assert shown.evaluate("(id) => shelf.remove(id)", first["id"]) is None
    assert shown.evaluate("shelf.list()") == others or first not in shown.evaluate("shelf.list()")
    assert shown.evaluate("shelf.remove('tosspayments.brandpay:m_none')") == "METHOD_NOT_FOUND"
