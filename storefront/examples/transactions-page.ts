/** How a checkout page and its return page use `transactions-api.ts`. */

import type { Shop } from "../src/shop";
import { goesOn } from "../src/states";
import {
  createTransaction,
  finish,
  follow,
  type Transaction,
  type TransactionState,
} from "../src/transactions-api";
import { forgetReturn, returnedBy } from "../src/window";

const CHECKING = "The payment is being checked. Nobody pays twice; please stay here.";

/** On the checkout page, when the buyer presses "Pay". Rejects with a message to show. */
export async function pay(shop: Shop, checkoutId: string, methodId?: string): Promise<void> {
  // The buyer may come back in another browser, which knows nothing but this address.
  const checkout = encodeURIComponent(checkoutId);
  const returnUrl = `${location.origin}/pay/return?checkout=${checkout}&transaction={transaction}`;
  const wish = methodId ? { returnUrl, methodId } : { returnUrl };
  let begun: Transaction | undefined;
  try {
    const now = await createTransaction(shop, checkoutId, wish, checking, (one) => (begun = one));
    show(shop, checkoutId, goesOn(now) ? await follow(shop, now, checking) : now);
  } catch (error) {
    if (!begun) throw error;
    // Once it has begun it is asked about, and no other one begins beside it.
    const transaction = begun;
    again((error as Error).message, async () =>
      show(shop, checkoutId, await finish(shop, transaction, undefined, checking)),
    );
  }
}

/** On the page at returnUrl, when it has loaded. Rejects with a message to show. */
export async function afterWindow(shop: Shop): Promise<void> {
  const query = new URLSearchParams(location.search);
  const transaction = {
    id: query.get("transaction") ?? "",
    checkoutId: query.get("checkout") ?? "",
  };
  if (!transaction.id) return message("There is nothing to pay here.");
  message("One moment: the payment is being made.");
  const now = finish(shop, transaction, returnedBy(location.search), checking);
  show(shop, transaction.checkoutId, await now.finally(forgetReturn));
}

/** Nothing, when the buyer has left for the return page. */
function show(shop: Shop, checkoutId: string, now?: TransactionState): void {
  switch (now?.state) {
    case undefined:
      return;
    case "paid":
      return location.replace(`/order?id=${encodeURIComponent(now.order.id)}`);
    case "checking":
      return again(now.message || CHECKING, async () =>
        show(shop, checkoutId, await finish(shop, now.payment, undefined, checking)),
      );
    case "refused":
      return again(now.message, () => pay(shop, checkoutId));
    case "window":
    case "consent":
    case "ready":
      return again(now.message, async () =>
        show(shop, checkoutId, await follow(shop, now, checking)),
      );
  }
}

/** The message, and a button for one more try. */
function again(text: string, press: () => Promise<void>): void {
  message(text);
  button().hidden = false;
  button().onclick = () => {
    // One press is one try.
    button().hidden = true;
    press().catch((error) => again(error.message, press));
  };
}

/** While the outcome is not known the window must stay shut. */
function checking(text = CHECKING): void {
  message(text);
  button().hidden = true;
}

function message(text: string): void {
  document.querySelector("#message")!.textContent = text;
}

function button(): HTMLButtonElement {
  return document.querySelector<HTMLButtonElement>("#again")!;
}
