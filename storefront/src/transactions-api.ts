/**
 * Brandpay in a storefront, through Saleor's Transactions API. Copy it with `shop.ts`, `states.ts`
 * and `window.ts` and change what you like: they need a browser and nothing else.
 */

import { ask, untilKnown, type OnChecking, type Shop } from "./shop";
import { followWith, offered, type Offered, type Order, type PaymentState, type Sent } from "./states";
import { GATEWAY, type ConfirmationData, type Problem, type ReadyData, type Wish } from "./window";

/** A payment that has begun. Keep the id until it has ended: steps 3 and 4 need it. */
export interface Transaction {
  id: string;
  checkoutId: string;
}

export type TransactionState = PaymentState<Transaction>;

/**
 * Step 1: a transaction for what this checkout still owes, and the data for its window. With a
 * `wish.methodId` it may be paid at once. `{transaction}` in the returnUrl becomes its id.
 */
export async function createTransaction(
  shop: Shop,
  checkoutId: string,
  wish: Wish = {},
  onChecking?: OnChecking,
): Promise<TransactionState> {
  const gateway = { id: GATEWAY, data: wish };
  // The same key is the same transaction, however often it is sent.
  const variables = { id: checkoutId, key: crypto.randomUUID(), gateway };
  let begun: Transaction | undefined;
  const now = await untilKnown(async () => {
    if (begun) return process(shop, begun);
    const session = await ask<Session>(shop, INITIALIZE, variables);
    begun = { id: session.transaction.id, checkoutId };
    return read(shop, begun, session);
  }, onChecking);
  if (now.state !== "ready" || now.message) return now;
  // The first call did not come so far; the buyer has chosen the method all the same.
  return finish(shop, now.payment, { charge: now.data.charge }, onChecking);
}

/** Step 2 and then step 3: Toss's window, its consent or the charge, as the state says. */
export async function follow(
  shop: Shop,
  now: Offered<Transaction>,
  onChecking?: OnChecking,
): Promise<TransactionState | undefined> {
  return followWith(now, (transaction, sent) => finish(shop, transaction, sent, onChecking));
}

/**
 * Step 3, after the window: tell Saleor what it returned, or what to charge. Without it (a reloaded
 * page) the same is offered again, and nothing is taken. While the outcome is not known, or the
 * answer was lost, it asks again: the same call can be repeated as often as you like. `waits` are
 * seconds.
 */
export async function finish(
  shop: Shop,
  transaction: Transaction,
  sent?: Sent,
  onChecking?: OnChecking,
  waits?: Iterable<number>,
): Promise<TransactionState> {
  return untilKnown(() => process(shop, transaction, sent), onChecking, waits);
}

async function process(
  shop: Shop,
  transaction: Transaction,
  data?: Sent,
): Promise<TransactionState> {
  return read(shop, transaction, await ask<Session>(shop, PROCESS, { id: transaction.id, data }));
}

async function read(
  shop: Shop,
  payment: Transaction,
  session: Session,
): Promise<TransactionState> {
  const { transactionEvent, data } = session;
  if (transactionEvent.type === "CHARGE_SUCCESS") {
    // Step 4. The charge stays on the checkout if this is refused: asked again, it goes through.
    const { order } = await ask<Completed>(shop, COMPLETE, { id: payment.checkoutId });
    return { state: "paid", order };
  }
  if (data?.payment || data?.charge) return offered(payment, data);
  const message = data?.error?.message ?? transactionEvent.message;
  if (data?.error?.code === "CHECKING") return { state: "checking", payment, message };
  return { state: "refused", message };
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

/** All that is sent here: what a server of yours that keeps the token may let pass. */
export const TRANSACTION_OPERATIONS: readonly string[] = [INITIALIZE, PROCESS, COMPLETE];

interface Session {
  transaction: { id: string };
  transactionEvent: { type: string; message: string };
  data: ConfirmationData | ReadyData | { payment: null; charge: null; error: Problem } | null;
}

interface Completed {
  order: Order;
}
