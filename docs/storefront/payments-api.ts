/**
 * Brandpay in a storefront, through Saleor's Payments API. Copy it with `shop.ts` and `window.ts`
 * and change what you like: they need a browser and nothing else. Step 3, the window, is there.
 */

import { ask, ShopError, untilKnown, type OnChecking, type Shop } from "./shop";
import {
  GATEWAY,
  type Charge,
  type ConfirmationData,
  type ReadyData,
  type Returned,
  type Wish,
} from "./window";

export type Answer =
  | { state: "paid"; order: { id: string; number: string } }
  | { state: "window"; data: ConfirmationData }
  /**
   * Not paid. `finish` with `{ charge: data.charge }` charges the stored method; with the error
   * BILLING_CONSENT_NEEDED the buyer has to agree first (`consented` in `window.ts`).
   */
  | { state: "ready"; data: ReadyData }
  /** Not known yet, and `waits` are over. Do not open the window, and `finish` again. */
  | { state: "checking"; message: string }
  /** Not paid. Show the message; a new payment may begin. */
  | { state: "failed"; message: string };

/**
 * Steps 1 and 2: a payment for this checkout, and the data for its window. With a `wish.methodId`
 * it may be paid at once: one call makes it ready, and a second one charges it.
 */
export async function createPayment(
  shop: Shop,
  checkoutId: string,
  returnUrl?: string,
  wish?: Wish,
  onChecking?: OnChecking,
): Promise<Answer> {
  const input = { gateway: GATEWAY, returnUrl };
  await ask(shop, CREATE_PAYMENT, { id: checkoutId, input });
  const answer = await untilKnown(() => complete(shop, checkoutId, wish), onChecking);
  if (answer.state !== "ready" || answer.data.error) return answer;
  return finish(shop, checkoutId, { charge: answer.data.charge }, onChecking);
}

/**
 * Step 4: tell Saleor what the window returned, or what to charge. Without it (a reloaded page) the
 * same is offered again, and nothing is taken. While the outcome is not known, or the answer was lost, it asks again: the same call can be
 * repeated as often as you like. `waits` are seconds.
 */
export async function finish(
  shop: Shop,
  checkoutId: string,
  returned?: Returned | { charge: Charge },
  onChecking?: OnChecking,
  waits?: Iterable<number>,
): Promise<Answer> {
  return untilKnown(() => complete(shop, checkoutId, returned), onChecking, waits);
}

async function complete(
  shop: Shop,
  id: string,
  paymentData?: Wish | Returned | { charge: Charge },
): Promise<Answer> {
  const data = paymentData && JSON.stringify(paymentData);
  try {
    const { order, confirmationData } = await ask<Completed>(shop, COMPLETE, { id, data });
    if (order) return { state: "paid", order };
    if (!confirmationData) return { state: "checking", message: "" };
    const given: ConfirmationData | ReadyData = JSON.parse(confirmationData);
    return given.charge ? { state: "ready", data: given } : { state: "window", data: given };
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== "PAYMENT_ERROR") throw error;
    return refused(error.message);
  }
}

/** Saleor has one code for all of ours: while nothing is known the message begins with CHECKING. */
function refused(text: string): Answer {
  const [, checking, message = ""] = /^(CHECKING: )?(.*)$/s.exec(text)!;
  return { state: checking ? "checking" : "failed", message };
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
