/**
 * Brandpay in a storefront, through Saleor's Payments API. Copy it with `shop.ts`, `states.ts` and
 * `window.ts` and change what you like: they need a browser and nothing else.
 */

import { ask, ShopError, untilKnown, type OnChecking, type Shop } from "./shop";
import { followWith, offered, type Offered, type Order, type PaymentState, type Sent } from "./states";
import { GATEWAY, type ConfirmationData, type ReadyData, type Wish } from "./window";

/** A payment that has begun: of this API it is enough to know the checkout. */
export interface CheckoutPayment {
  checkoutId: string;
}

export type CheckoutPaymentState = PaymentState<CheckoutPayment>;

/**
 * Steps 1 and 2: a payment for this checkout, and the data for its window. With a `wish.methodId`
 * it may be paid at once: one call makes it ready, and a second one charges it.
 */
export async function createPayment(
  shop: Shop,
  checkoutId: string,
  { returnUrl, ...wish }: Wish = {},
  onChecking?: OnChecking,
): Promise<CheckoutPaymentState> {
  const input = { gateway: GATEWAY, returnUrl };
  await ask(shop, CREATE_PAYMENT, { id: checkoutId, input });
  const payment = { checkoutId };
  const now = await untilKnown(() => complete(shop, payment, wish), onChecking);
  if (now.state !== "ready" || now.message) return now;
  return finish(shop, payment, { charge: now.data.charge }, onChecking);
}

/** Step 3 and then step 4: Toss's window, its consent or the charge, as the state says. */
export async function follow(
  shop: Shop,
  now: Offered<CheckoutPayment>,
  onChecking?: OnChecking,
): Promise<CheckoutPaymentState | undefined> {
  return followWith(now, (payment, sent) => finish(shop, payment, sent, onChecking));
}

/**
 * Step 4: tell Saleor what the window returned, or what to charge. Without it (a reloaded page) the
 * same is offered again, and nothing is taken. While the outcome is not known, or the answer was
 * lost, it asks again: the same call can be repeated as often as you like. `waits` are seconds.
 */
export async function finish(
  shop: Shop,
  payment: CheckoutPayment,
  sent?: Sent,
  onChecking?: OnChecking,
  waits?: Iterable<number>,
): Promise<CheckoutPaymentState> {
  return untilKnown(() => complete(shop, payment, sent), onChecking, waits);
}

async function complete(
  shop: Shop,
  payment: CheckoutPayment,
  paymentData?: Omit<Wish, "returnUrl"> | Sent,
): Promise<CheckoutPaymentState> {
  const data = paymentData && JSON.stringify(paymentData);
  try {
    const variables = { id: payment.checkoutId, data };
    const { order, confirmationData } = await ask<Completed>(shop, COMPLETE, variables);
    if (order) return { state: "paid", order };
    if (!confirmationData) return { state: "checking", payment, message: "" };
    const given: ConfirmationData | ReadyData = JSON.parse(confirmationData);
    return offered(payment, given);
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== "PAYMENT_ERROR") throw error;
    return refused(payment, error.message);
  }
}

/** Saleor has one code for all of ours: while nothing is known the message begins with CHECKING. */
function refused(payment: CheckoutPayment, text: string): CheckoutPaymentState {
  const [, checking, message = ""] = /^(CHECKING: )?(.*)$/s.exec(text)!;
  return checking ? { state: "checking", payment, message } : { state: "refused", message };
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

/** All that is sent here: what a server of yours that keeps the token may let pass. */
export const PAYMENT_OPERATIONS: readonly string[] = [CREATE_PAYMENT, COMPLETE];

interface Completed {
  order: Order | null;
  confirmationData: string | null;
}
