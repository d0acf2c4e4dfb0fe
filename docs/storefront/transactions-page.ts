/** How a checkout page and its return page use `transactions-api.ts`. */

import type { Shop } from "./shop";
import { createTransaction, finish, type Answer, type Transaction } from "./transactions-api";
import { CONSENT_NEEDED, consented, forgetReturn, openWindow, returnedBy } from "./window";

/** On the checkout page, when the buyer presses "Pay". Rejects with a message to show. */
export async function pay(shop: Shop, checkoutId: string, methodId?: string): Promise<void> {
  const wish = methodId ? { methodId } : undefined;
  // The buyer may come back in another browser, which knows nothing but this address.
  const checkout = encodeURIComponent(checkoutId);
  const returnUrl = `${location.origin}/pay/return?checkout=${checkout}&transaction={transaction}`;
  const answer = await createTransaction(shop, checkoutId, returnUrl, wish, checking);
  if (goesOn(answer)) return follow(shop, answer);
  show(answer, shop, checkoutId);
}

/** On the page at returnUrl, when it has loaded. Rejects with a message to show. */
export async function afterWindow(shop: Shop): Promise<void> {
  const query = new URLSearchParams(location.search);
  const transaction: Transaction = {
    id: query.get("transaction") ?? "",
    checkoutId: query.get("checkout") ?? "",
  };
  if (!transaction.id) return message("There is nothing to pay here.");
  const answer = finish(shop, transaction, returnedBy(location.search), checking);
  show(await answer.finally(forgetReturn), shop, transaction.checkoutId);
}

/** Without a further press: to the window, or to the consent that a charge at once needs. */
function goesOn(answer: Answer): answer is Offered {
  if (answer.state === "ready") return answer.data.error?.code === CONSENT_NEEDED;
  return answer.state === "window" && !answer.data.error;
}

/** Open the window, or have the stored method charged, once the buyer has agreed to that. */
async function follow(shop: Shop, answer: Offered): Promise<void> {
  const { transaction, data } = answer;
  if (data.charge && !(await consented(data))) {
    // The way on is a transaction of its own, in the window.
    return show({ state: "failed", message: data.error!.message }, shop, transaction.checkoutId);
  }
  const next = data.charge ? { charge: data.charge } : await openWindow(data);
  // Nothing, when the buyer leaves for the return page; a code, when the window could not open.
  if (!next) return;
  show(await finish(shop, transaction, next, checking), shop, transaction.checkoutId);
}

type Offered = Answer & { state: "window" | "ready" };

function show(answer: Answer, shop: Shop, checkoutId: string): void {
  if (answer.state === "paid") {
    location.replace(`/order?id=${encodeURIComponent(answer.order.id)}`);
    return;
  }
  const isOffered = answer.state === "window" || answer.state === "ready";
  message(isOffered ? (answer.data.error?.message ?? "") : answer.message);
  const again = document.querySelector<HTMLButtonElement>("#again")!;
  // While the outcome is not known the window must stay shut.
  again.hidden = answer.state === "checking";
  again.onclick = () => {
    const next = isOffered ? follow(shop, answer) : pay(shop, checkoutId);
    next.catch((error) => message(error.message));
  };
}

function checking(text = "The payment is being checked. Nobody pays twice; please stay here."): void {
  message(text);
  document.querySelector<HTMLButtonElement>("#again")!.hidden = true;
}

function message(text: string): void {
  document.querySelector("#message")!.textContent = text;
}
