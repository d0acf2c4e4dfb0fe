/** How a checkout page and its return page use `payments-api.ts`. */

import { createPayment, finish, follow, type CheckoutPaymentState } from "../src/payments-api";
import type { Shop } from "../src/shop";
import { goesOn } from "../src/states";
import { forgetReturn, returnedBy } from "../src/window";

/** On the checkout page, when the buyer presses "Pay". Rejects with a message to show. */
export async function pay(shop: Shop, checkoutId: string, methodId?: string): Promise<void> {
  // The buyer may come back in another browser, which knows nothing but this address.
  const returnUrl = `${location.origin}/pay/return?checkout=${encodeURIComponent(checkoutId)}`;
  const wish = methodId ? { returnUrl, methodId } : { returnUrl };
  const now = await createPayment(shop, checkoutId, wish, checking);
  show(shop, checkoutId, goesOn(now) ? await follow(shop, now, checking) : now);
}

/** On the page at returnUrl, when it has loaded. Rejects with a message to show. */
export async function afterWindow(shop: Shop): Promise<void> {
  const checkoutId = new URLSearchParams(location.search).get("checkout");
  if (!checkoutId) return message("There is nothing to pay here.");
  message("One moment: the payment is being made.");
  const now = finish(shop, { checkoutId }, returnedBy(location.search), checking);
  show(shop, checkoutId, await now.finally(forgetReturn));
}

/** Nothing, when the buyer has left for the return page. */
function show(shop: Shop, checkoutId: string, now?: CheckoutPaymentState): void {
  switch (now?.state) {
    case undefined:
      return;
    case "paid":
      return location.replace(`/order?id=${encodeURIComponent(now.order.id)}`);
    case "checking":
      return checking(now.message || undefined);
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
function checking(text = "The payment is being checked. Nobody pays twice; please stay here."): void {
  message(text);
  button().hidden = true;
}

function message(text: string): void {
  document.querySelector("#message")!.textContent = text;
}

function button(): HTMLButtonElement {
  return document.querySelector<HTMLButtonElement>("#again")!;
}
