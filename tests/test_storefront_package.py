"""What npm would publish of storefront/, and what a server of a shop's own sends for it."""

import json
from typing import Any

import pytest

from tests.node import FOLDER, built, run_tool

PARTS = ["index", "payments-api", "shop", "states", "stored-methods", "transactions-api", "window"]
MADE = {f"dist/{part}.{kind}" for part in PARTS for kind in ("js", "d.ts")}
PACKAGE = json.loads((FOLDER / "package.json").read_text())
# Node imports it by its name: every import in it has to be one that browsers and Node find.
SEND = """
import * as brandpay from "saleor-brandpay-storefront";
import * as payments from "saleor-brandpay-storefront/payments-api";
const sent = [];
const event = { type: "CHARGE_ACTION_REQUIRED", message: "" };
const error = { code: "CHECKING", message: "확인 중" };
const session = { transaction: { id: "t" }, transactionEvent: event, data: { error }, errors: [] };
const shop = {
  async send(query, variables) {
    sent.push([query, variables.id]);
    return { status: 200, data: { transactionProcess: session } };
  },
};
const now = await brandpay.finish(shop, { id: "t", checkoutId: "c" }, undefined, undefined, []);
const refusing = {
  send: async () => ({ status: 200, data: { m: { errors: [{ message: "아니요", code: "NO" }] } } }),
};
const refused = await brandpay.ask(refusing, "", {}).catch((error) => [error.name, error.code]);
const refuse = (code) => ({ errors: [{ message: "Not so.", code }] });
const taken = { type: "CHARGE_SUCCESS" };
const charged = { transaction: { id: "t" }, transactionEvent: taken, data: null };
const order = { id: "o", number: "1" };
const completing = refuse("CHECKOUT_COMPLETION_IN_PROGRESS");
const later = [completing, charged, refuse("INSUFFICIENT_STOCK"), { order, errors: [] }];
const told = [];
const slow = { send: async () => ({ status: 200, data: { m: later.shift() } }) };
const payment = { id: "t", checkoutId: "c" };
const tell = (words) => told.push(words ?? null);
const paid = await brandpay.finish(slow, payment, undefined, tell, [0, 0]);
const gone = {
  async send(query) {
    const isProcess = query.includes("transactionProcess");
    return { status: 200, data: { m: isProcess ? charged : refuse("NO_LINES") } };
  },
};
const left = await brandpay.finish(gone, payment, undefined, undefined, [0, 0]);
const off = { send: async () => ({ status: 200, data: { m: refuse("MISSING_PAYMENT_APP") } }) };
const failed = await brandpay.finish(off, payment).catch((error) => error.code);
globalThis.setTimeout = (work) => queueMicrotask(work);
const starting = [completing, charged, refuse("NO_LINES"), { order, errors: [] }];
const one = { send: async () => ({ status: 200, data: { m: starting.shift() } }) };
const transactions = [];
const begun = await brandpay.createTransaction(one, "c", {}, tell, (now) => transactions.push(now));
const operations = brandpay.TRANSACTION_OPERATIONS;
const known = sent.every(([query]) => operations.includes(query));
const names = Object.keys(payments).sort();
const ids = sent.map(([, id]) => id);
const taking = { paid, told, left, failed, begun, transactions };
console.log(JSON.stringify({ now, ids, known, refused, names, ...taking }));
"""


@pytest.fixture(scope="module")
def packed() -> set[str]:
    built()
    # What prepack would do is done.
    words = ("--dry-run", "--json", "--silent", "--ignore-scripts")
    packs = json.loads(run_tool("npm", "pack", *words))
    (pack,) = packs.values() if isinstance(packs, dict) else packs
    return {file["path"] for file in pack["files"]}


def test_package_holds_what_belongs_and_nothing_else(packed):
    sources = {f"src/{part}.ts" for part in PARTS}
    assert packed == MADE | sources | {"LICENSE", "README.md", "package.json"}


def test_every_export_is_a_file_of_the_package(packed):
    exported = [way for way in PACKAGE["exports"].values() if isinstance(way, dict)]
    assert {path.removeprefix("./") for way in exported for path in way.values()} == MADE
    assert "dependencies" not in PACKAGE


@pytest.fixture(scope="module")
def answer(packed) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run_tool("node", "--input-type=module", "--eval", SEND))
    return told


def test_money_that_is_taken_is_never_called_a_failure(answer):
    """An order that is being made, or refused, is asked for again, a bounded number of times."""
    payment = {"id": "t", "checkoutId": "c"}
    assert answer["paid"] == {"state": "paid", "order": {"id": "o", "number": "1"}}
    assert answer["begun"] == answer["paid"]
    assert answer["transactions"] == [payment]
    assert answer["told"] == [None] * 4
    assert answer["left"] == {"state": "checking", "payment": payment, "message": ""}
    assert answer["failed"] == "MISSING_PAYMENT_APP"


def test_server_that_keeps_the_token_sends_the_operations(answer):
    payment = {"id": "t", "checkoutId": "c"}
    expected = {
        "now": {"state": "checking", "payment": payment, "message": "확인 중"},
        "ids": ["t"],
        "known": True,
        "refused": ["Error", "NO"],
        "names": ["PAYMENT_OPERATIONS", "createPayment", "finish", "follow"],
    }
    assert answer | expected == answer


def test_files_for_saleors_storefront_are_compiled(packed):
    run_tool("tsc", "--project", "examples/saleor-storefront")


def test_package_has_the_plugins_version_and_license():
    from saleor_brandpay import __version__

    assert PACKAGE["version"] == __version__
    license_ = (FOLDER / "LICENSE").read_text()
    assert license_ == (FOLDER.parent / "LICENSE").read_text()
