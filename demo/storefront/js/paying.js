import * as payments from "./apis/payments.js";
import * as transactions from "./apis/transactions.js";
import { Trouble } from "./graphql.js";
import { session } from "./session.js";
import { isId } from "./trouble.js";
import { say } from "./words.js";

const APIS = { payments, transactions };

/** Begin to pay the checkout; `wish` may name a stored method. An order, or the window's data. */
export async function begin(wish, onChecking) {
  const returnUrl = session.mode === "redirect" ? returnAddress() : undefined;
  const answer = await APIS[session.api].begin(wish, returnUrl, onChecking);
  const { charge, error } = answer.data;
  // A stored method is ready to be charged: one press pays.
  return charge && !error ? proceed({ charge }, onChecking) : answer;
}

/** Go on with what the window returned. An order, or the window's data once more. */
export function proceed(returned, onChecking) {
  return APIS[session.api].proceed(returned, onChecking);
}

/** The buyer may come back in another browser, which knows nothing but this address. */
function returnAddress() {
  const address = `${location.origin}/pay?checkout=${encodeURIComponent(session.checkout)}`;
  // The plugin puts the transaction's id there: it has none yet.
  return session.api === "transactions" ? `${address}&transaction={transaction}` : address;
}

/** Whether there is anything to go on with. */
export function isUnderWay() {
  return Boolean(session.checkout && (session.api === "payments" || session.transaction));
}

/** What that address says: whose payment it is, and what the window returned. Throws Trouble. */
export function cameBack() {
  const { checkout, transaction, ...returned } = Object.fromEntries(
    new URLSearchParams(location.search),
  );
  if (checkout !== undefined) {
    const isOne = isId(checkout, "Checkout");
    if (!isOne || (transaction !== undefined && !isId(transaction, "TransactionItem"))) {
      throw new Trouble(say("gone"), "GONE", say("noSuchPayment"));
    }
    session.checkout = checkout;
    session.api = transaction ? "transactions" : "payments";
    if (transaction) session.transaction = transaction;
  }
  if (returned.amount) returned.amount = Number(returned.amount);
  return Object.keys(returned).length ? returned : undefined;
}

/** The payment key shall not stay in the address or in the history, once the answer is in. */
export function forgetReturn() {
  const kept = [...new URLSearchParams(location.search)].filter(([name]) =>
    ["checkout", "transaction"].includes(name),
  );
  const query = new URLSearchParams(kept).toString();
  history.replaceState(null, "", location.pathname + (query && `?${query}`));
}
