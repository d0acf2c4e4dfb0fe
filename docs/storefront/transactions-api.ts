/**
 * Brandpay in a storefront, through Saleor's Transactions API. Copy it with `shop.ts` and
 * `window.ts` and change what you like: they need a browser and nothing else.
 */

import { ask, ShopError, type Shop } from "./shop";
import { GATEWAY, type ConfirmationData, type Returned, type Wish } from "./window";

/** A payment that has begun. Keep the id until it has ended: steps 3 and 4 need it. */
export interface Transaction {
  id: string;
  checkoutId: string;
}

export type Answer =
  | { state: "paid"; order: { id: string; number: string } }
  | { state: "window"; transaction: Transaction; data: ConfirmationData }
  /** Not known yet. Show the message; do not open the window, and `finish` again later. */
  | { state: "checking"; transaction: Transaction; message: string }
  /** Not paid, and this transaction cannot be: show the message; a new one may begin. */
  | { state: "failed"; message: string };

/**
 * Step 1: a transaction for what this checkout still owes, and the data for its window. With a
 * `wish.methodId` it may be paid at once. An answer that is lost is asked for once more.
 */
export async function createTransaction(
  shop: Shop,
  checkoutId: string,
  returnUrl?: string,
  wish?: Wish,
): Promise<Answer> {
  const gateway = { id: GATEWAY, data: { ...wish, returnUrl } };
  // The same key is the same transaction, however often it is sent.
  const variables = { id: checkoutId, key: crypto.randomUUID(), gateway };
  const session = await ask<Session>(shop, INITIALIZE, variables).catch((error) => {
    if (error instanceof ShopError) throw error;
    return ask<Session>(shop, INITIALIZE, variables);
  });
  const transaction = { id: session.transaction.id, checkoutId };
  const answer = await read(shop, transaction, session);
  return answer.state === "checking" ? finish(shop, transaction) : answer;
}

/**
 * Step 3, after the window: tell Saleor what it returned. Without it (a reloaded page) the window
 * is offered again. It asks again while the result may be unknown or the answer was lost: the same
 * call can be repeated as often as you like. `waits` are seconds.
 */
export async function finish(
  shop: Shop,
  transaction: Transaction,
  returned?: Returned,
  waits: readonly number[] = [2, 4, 8],
): Promise<Answer> {
  for (const seconds of waits) {
    try {
      const answer = await process(shop, transaction, returned);
      if (answer.state !== "checking") return answer;
    } catch (error) {
      if (error instanceof ShopError) throw error;
    }
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
  return process(shop, transaction, returned);
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
