/**
 * Brandpay in a storefront, through Saleor's Transactions API. Copy it with `shop.ts` and
 * `window.ts` and change what you like: they need a browser and nothing else.
 */

import { ask, untilKnown, type OnChecking, type Shop } from "./shop";
import {
  GATEWAY,
  type Charge,
  type ConfirmationData,
  type Problem,
  type ReadyData,
  type Returned,
  type Wish,
} from "./window";

/** A payment that has begun. Keep the id until it has ended: steps 3 and 4 need it. */
export interface Transaction {
  id: string;
  checkoutId: string;
}

export type Answer =
  | { state: "paid"; order: { id: string; number: string } }
  | { state: "window"; transaction: Transaction; data: ConfirmationData }
  /**
   * Not paid. `finish` with `{ charge: data.charge }` charges the stored method; with the error
   * BILLING_CONSENT_NEEDED the buyer has to agree first (`consented` in `window.ts`).
   */
  | { state: "ready"; transaction: Transaction; data: ReadyData }
  /** Not known yet, and `waits` are over. Do not open the window, and `finish` again. */
  | { state: "checking"; transaction: Transaction; message: string }
  /** Not paid, and this transaction cannot be: show the message; a new one may begin. */
  | { state: "failed"; message: string };

/**
 * Step 1: a transaction for what this checkout still owes, and the data for its window. With a
 * `wish.methodId` it may be paid at once. `{transaction}` in the returnUrl becomes its id.
 */
export async function createTransaction(
  shop: Shop,
  checkoutId: string,
  returnUrl?: string,
  wish?: Wish,
  onChecking?: OnChecking,
): Promise<Answer> {
  const gateway = { id: GATEWAY, data: { ...wish, returnUrl } };
  // The same key is the same transaction, however often it is sent.
  const variables = { id: checkoutId, key: crypto.randomUUID(), gateway };
  let begun: Transaction | undefined;
  const answer: Answer = await untilKnown(async () => {
    if (begun) return process(shop, begun);
    const session = await ask<Session>(shop, INITIALIZE, variables);
    begun = { id: session.transaction.id, checkoutId };
    return read(shop, begun, session);
  }, onChecking);
  if (answer.state !== "ready" || answer.data.error) return answer;
  // The first call did not come so far; the buyer has chosen the method all the same.
  return finish(shop, answer.transaction, { charge: answer.data.charge }, onChecking);
}

/**
 * Step 3, after the window: tell Saleor what it returned, or what to charge. Without it (a reloaded
 * page) the same is offered again, and nothing is taken. While the outcome is not known, or the answer was lost, it asks again: the same
 * call can be repeated as often as you like. `waits` are seconds.
 */
export async function finish(
  shop: Shop,
  transaction: Transaction,
  returned?: Returned | { charge: Charge },
  onChecking?: OnChecking,
  waits?: Iterable<number>,
): Promise<Answer> {
  return untilKnown(() => process(shop, transaction, returned), onChecking, waits);
}

async function process(
  shop: Shop,
  transaction: Transaction,
  data?: Returned | { charge: Charge },
): Promise<Answer> {
  return read(shop, transaction, await ask<Session>(shop, PROCESS, { id: transaction.id, data }));
}

async function read(shop: Shop, transaction: Transaction, session: Session): Promise<Answer> {
  const { transactionEvent, data } = session;
  if (transactionEvent.type === "CHARGE_SUCCESS") {
    // Step 4. The charge stays on the checkout if this is refused: asked again, it goes through.
    const { order } = await ask<Completed>(shop, COMPLETE, { id: transaction.checkoutId });
    return { state: "paid", order };
  }
  const message = data?.error?.message ?? transactionEvent.message;
  if (data?.payment) return { state: "window", transaction, data };
  if (data?.charge) return { state: "ready", transaction, data };
  if (data?.error?.code === "CHECKING") return { state: "checking", transaction, message };
  return { state: "failed", message };
}

const SESSION = `
    transaction { id }
    transactionEvent { type message }
    data
    errors { field code message }`;

const INITIALIZE = `mutation Initialize($id: ID!, $key: String, $gateway: PaymentGatewayToInitialize!) {
  transactionInitialize(id: $id, idempotencyKey: $key, paymentGateway: $gateway) {${SESSION}
  }
}`;

const PROCESS = `mutation Process($id: ID!, $data: JSON) {
  transactionProcess(id: $id, data: $data) {${SESSION}
  }
}`;

const COMPLETE = `mutation Complete($id: ID!) {
  checkoutComplete(id: $id) {
    order { id number }
    errors { field code message }
  }
}`;

interface Session {
  transaction: { id: string };
  transactionEvent: { type: string; message: string };
  data: ConfirmationData | ReadyData | { payment: null; charge: null; error: Problem } | null;
}

interface Completed {
  order: { id: string; number: string };
}
