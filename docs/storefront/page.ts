/** How a checkout page and its return page use `payments-api.ts`. */

import { createPayment, finish, type Answer } from "./payments-api";
import type { Shop } from "./shop";
import { openWindow, returnedBy } from "./window";

const KEY = "brandpay.checkout";

/** On the checkout page, when the buyer presses "Pay". Rejects with a message to show. */
export async function pay(shop: Shop, checkoutId: string): Promise<void> {
  sessionStorage.setItem(KEY, checkoutId);
  await follow(shop, await createPayment(shop, checkoutId, `${location.origin}/pay/return`));
}

/** On the page at returnUrl, when it has loaded. Rejects with a message to show. */
export async function afterWindow(shop: Shop): Promise<void> {
  const returned = returnedBy(location.search);
  // The payment key shall stay neither in the address nor in the history.
  history.replaceState(null, "", location.pathname);
  const checkoutId = sessionStorage.getItem(KEY) ?? "";
  show(await finish(shop, checkoutId, returned), shop);
}

async function follow(shop: Shop, answer: Answer): Promise<void> {
  if (answer.state !== "window") return show(answer, shop);
  const returned = await openWindow(answer.data);
  // Nothing, when the buyer leaves for the return page; a code, when the window could not open.
  if (returned) {
    show(await finish(shop, sessionStorage.getItem(KEY) ?? "", returned), shop);
  }
}

function show(answer: Answer, shop: Shop): void {
  if (answer.state === "paid") {
    location.assign(`/order?id=${encodeURIComponent(answer.order.id)}`);
    return;
  }
  const failed = answer.state === "failed";
  message(failed ? answer.message : (answer.data.error?.message ?? ""));
  // While the result is not known the window must stay shut.
  const again = document.querySelector<HTMLButtonElement>("#again")!;
  again.hidden = failed;
  again.onclick = () => follow(shop, answer).catch((error) => message(error.message));
}

function message(text: string): void {
  document.querySelector("#message")!.textContent = text;
}
