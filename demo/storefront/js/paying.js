import * as payments from "./apis/payments.js";
import * as transactions from "./apis/transactions.js";
import { session } from "./session.js";

const APIS = { payments, transactions };

/** Begin to pay the checkout; `wish` may name a stored method. An order, or the window's data. */
export function begin(wish, onChecking) {
  const returnUrl = session.mode === "redirect" ? `${location.origin}/pay` : undefined;
  return APIS[session.api].begin(wish, returnUrl, onChecking);
}

/** Go on with what the window returned. An order, or the window's data once more. */
export function proceed(returned, onChecking) {
  return APIS[session.api].proceed(returned, onChecking);
}
