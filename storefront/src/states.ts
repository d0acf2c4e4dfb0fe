/** What becomes of a payment, as states that a page switches over. The same for both payment APIs. */

import {
  CONSENT_NEEDED,
  openWallet,
  openWindow,
  type Charge,
  type ConfirmationData,
  type ReadyData,
  type Returned,
} from "./window";

export interface Order {
  id: string;
  number: string;
}

/** `Payment` is what the API needs to go on: keep it until the payment has ended. */
export type PaymentState<Payment> =
  | { state: "paid"; order: Order }
  /** Not paid. `follow` opens Toss's window; show the message first, if there is one. */
  | { state: "window"; payment: Payment; data: ConfirmationData; message: string }
  /** Not paid. `follow` asks for 자동결제, the consent to be charged, then charges the stored method. */
  | { state: "consent"; payment: Payment; data: ReadyData; message: string }
  /** Not paid: a page was reloaded. `follow`, when the buyer presses, charges the stored method. */
  | { state: "ready"; payment: Payment; data: ReadyData; message: string }
  /** Not known yet, or no order yet. Say nothing of failure, open no window, and `finish` again. */
  | { state: "checking"; payment: Payment; message: string }
  /** Not paid, and this payment cannot be any more: show the message; a new one may begin. */
  | { state: "refused"; message: string };

/** The states that `follow` leads on from. */
export type Offered<Payment> = Extract<PaymentState<Payment>, { data: object }>;

/** What is sent back to Saleor: the window's return, or the charge that it has offered. */
export type Sent = Returned | { charge: Charge };

/** Whether to `follow` without a further press: there is nothing that the buyer should read first. */
export function goesOn<Payment>(now: PaymentState<Payment>): now is Offered<Payment> {
  return now.state === "consent" || (now.state === "window" && !now.message);
}

/** The state of Saleor's data, whichever mutation has answered it. */
export function offered<Payment>(
  payment: Payment,
  data: ConfirmationData | ReadyData,
): Offered<Payment> {
  const message = data.error?.message ?? "";
  if (data.payment) return { state: "window", payment, data, message };
  const state = data.error?.code === CONSENT_NEEDED ? "consent" : "ready";
  return { state, payment, data, message };
}

/**
 * The window, the consent or the charge, and what has come of it. Nothing, when the buyer has left
 * for the return page.
 */
export async function followWith<Payment>(
  now: Offered<Payment>,
  finish: (payment: Payment, sent: Sent) => Promise<PaymentState<Payment>>,
): Promise<PaymentState<Payment> | undefined> {
  if (now.state === "window") {
    const returned = await openWindow(now.data);
    return returned && finish(now.payment, returned);
  }
  // Who does not agree pays by a payment of its own, in the window.
  const agreed = now.state === "ready" || (await openWallet(now.data, "requestBillingAuth"));
  if (!agreed) return { state: "refused", message: now.message };
  return finish(now.payment, { charge: now.data.charge });
}
