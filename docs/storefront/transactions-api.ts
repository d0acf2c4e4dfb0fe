/**
 * Brandpay in a storefront, through Saleor's Transactions API. Copy it with `shop.ts` and
 * `window.ts` and change what you like: they need a browser and nothing else.
 */

import { ask, untilKnown, type OnChecking, type Shop } from "./shop";
import { GATEWAY, type ConfirmationData, type Returned, type Wish } from "./window";

/** A payment that has begun. Keep the id until it has ended: steps 3 and 4 need it. */
export interface Transaction {
  id: string;
  checkoutId: string;
}

export type Answer =
  | { state: "paid"; order: { id: string; number: string } }
  | { state: "window"; transaction: Transaction; data: ConfirmationData }
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
  return untilKnown(async () => {
    if (begun) return process(shop, begun);
    const session = await ask<Session>(shop, INITIALIZE, variables);
    begun = { id: session.transaction.id, checkoutId };
    return read(shop, begun, session);
  }, onChecking);
}

/**
 * Step 3, after the window: tell Saleor what it returned. Without it (a reloaded page) the window
 * is offered again. While the outcome is not known, or the answer was lost, it asks again: the same
 * call can be repeated as often as you like. `waits` are seconds.
 */
export async function finish(
  shop: Shop,
  transaction: Transaction,
  returned?: Returned,
  onChecking?: OnChecking,
  waits?: Iterable<number>,
): Promise<Answer> {
  return untilKnown(() => process(shop, transaction, returned), onChecking, waits);
}

async function process(shop: Shop, transaction: Transaction, data?: Returned): Promise<Answer> {
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
  data: ConfirmationData | null;
}

interface Completed {
  order: { id: string; number: string };
}
