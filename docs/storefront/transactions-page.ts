/** How a checkout page and its return page use `transactions-api.ts`. */

import type { Shop } from "./shop";
import { createTransaction, finish, type Answer, type Transaction } from "./transactions-api";
import { openWindow, returnedBy } from "./window";

const KEY = "brandpay.transaction";

/** On the checkout page, when the buyer presses "Pay". Rejects with a message to show. */
export async function pay(shop: Shop, checkoutId: string, methodId?: string): Promise<void> {
  const wish = methodId ? { methodId } : undefined;
  const url = `${location.origin}/pay/return`;
  await follow(shop, checkoutId, await createTransaction(shop, checkoutId, url, wish));
}

/** On the page at returnUrl, when it has loaded. Rejects with a message to show. */
export async function afterWindow(shop: Shop): Promise<void> {
  const returned = returnedBy(location.search);
  // The payment key shall stay neither in the address nor in the history.
  history.replaceState(null, "", location.pathname);
  const kept = sessionStorage.getItem(KEY);
  if (!kept) return message("There is nothing to pay here.");
  const transaction: Transaction = JSON.parse(kept);
  show(await finish(shop, transaction, returned), shop, transaction.checkoutId);
}

async function follow(shop: Shop, checkoutId: string, answer: Answer): Promise<void> {
  if (answer.state !== "window" || answer.data.error) return show(answer, shop, checkoutId);
  await open(shop, answer);
}

async function open(shop: Shop, answer: Answer & { state: "window" }): Promise<void> {
  const { transaction, data } = answer;
  sessionStorage.setItem(KEY, JSON.stringify(transaction));
  const returned = await openWindow(data);
  // Nothing, when the buyer leaves for the return page; a code, when the window could not open.
  if (returned) show(await finish(shop, transaction, returned), shop, transaction.checkoutId);
}

function show(answer: Answer, shop: Shop, checkoutId: string): void {
  if (answer.state === "paid") {
    sessionStorage.removeItem(KEY);
    location.assign(`/order?id=${encodeURIComponent(answer.order.id)}`);
    return;
  }
  message(answer.state === "window" ? (answer.data.error?.message ?? "") : answer.message);
  const again = document.querySelector<HTMLButtonElement>("#again")!;
  // While the result is not known the window must stay shut.
  again.hidden = answer.state === "checking";
  again.onclick = () => {
    const next = answer.state === "window" ? open(shop, answer) : pay(shop, checkoutId);
    next.catch((error) => message(error.message));
  };
}

function message(text: string): void {
  document.querySelector("#message")!.textContent = text;
}
