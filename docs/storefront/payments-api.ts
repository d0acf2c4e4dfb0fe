/**
 * Brandpay in a storefront, through Saleor's Payments API. Copy it with `shop.ts` and `window.ts`
 * and change what you like: they need a browser and nothing else. Step 3, the window, is there.
 */

import { ask, ShopError, type Shop } from "./shop";
import { GATEWAY, type ConfirmationData, type Returned, type Wish } from "./window";

export type Answer =
  | { state: "paid"; order: { id: string; number: string } }
  | { state: "window"; data: ConfirmationData }
  /** Not paid, or not known yet. Show the message; do not open the window. */
  | { state: "failed"; message: string };

/** Steps 1 and 2: a payment for this checkout, and the data for its window. */
export async function createPayment(
  shop: Shop,
  checkoutId: string,
  returnUrl?: string,
  wish?: Wish,
): Promise<Answer> {
  const input = { gateway: GATEWAY, returnUrl };
  await ask(shop, CREATE_PAYMENT, { id: checkoutId, input });
  return complete(shop, checkoutId, wish);
}

/**
 * Step 4: tell Saleor what the window returned. Without it (a reloaded page) the window is offered
 * again. It asks again while the result may be unknown or the answer was lost: the same call can be
 * repeated as often as you like. `waits` are seconds.
 */
export async function finish(
  shop: Shop,
  checkoutId: string,
  returned?: Returned,
  waits: readonly number[] = [2, 4, 8],
): Promise<Answer> {
  for (const seconds of waits) {
    try {
      const answer = await complete(shop, checkoutId, returned);
      if (answer.state !== "failed") return answer;
    } catch (error) {
      if (error instanceof ShopError) throw error;
    }
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
  return complete(shop, checkoutId, returned);
}

async function complete(shop: Shop, id: string, paymentData?: Wish | Returned): Promise<Answer> {
  const data = paymentData && JSON.stringify(paymentData);
  try {
    const { order, confirmationData } = await ask<Completed>(shop, COMPLETE, { id, data });
    if (order) return { state: "paid", order };
    return { state: "window", data: JSON.parse(confirmationData ?? "null") };
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== "PAYMENT_ERROR") throw error;
    return { state: "failed", message: error.message };
  }
}

const CREATE_PAYMENT = `mutation CreatePayment($id: ID!, $input: PaymentInput!) {
  checkoutPaymentCreate(id: $id, input: $input) {
    payment { id }
    errors { field code message }
  }
}`;

const COMPLETE = `mutation Complete($id: ID!, $data: JSONString) {
  checkoutComplete(id: $id, paymentData: $data) {
    order { id number }
    confirmationNeeded
    confirmationData
    errors { field code message }
  }
}`;

interface Completed {
  order: { id: string; number: string } | null;
  confirmationData: string | null;
}
