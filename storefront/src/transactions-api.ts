/**
 * Brandpay in a storefront, through Saleor's Transactions API. Copy it with `shop.ts`, `states.ts`
 * and `window.ts` and change what you like: they need a browser and nothing else.
 */

import { ask, ShopError, untilKnown, type OnChecking, type Shop } from "./shop";
import { followWith, offered, type Offered, type Order, type PaymentState, type Sent } from "./states";
import { GATEWAY, type ConfirmationData, type Problem, type ReadyData, type Wish } from "./window";

/** A payment that has begun. Keep the id until it has ended: steps 3 and 4 need it. */
export interface Transaction {
  id: string;
  checkoutId: string;
}

export type TransactionState = PaymentState<Transaction>;

/** Between steps 3 and 4: the money is taken. */
interface Charged {
  state: "charged";
}

/**
 * Step 1: a transaction for what this checkout still owes, and the data for its window. With a
 * `wish.methodId` it may be paid at once. `{transaction}` in the returnUrl becomes its id. `onBegun`
 * is told the transaction as soon as there is one, also where this call fails later.
 */
export async function createTransaction(
  shop: Shop,
  checkoutId: string,
  wish: Wish = {},
  onChecking?: OnChecking,
  onBegun?: (transaction: Transaction) => void,
): Promise<TransactionState> {
  const gateway = { id: GATEWAY, data: wish };
  // The same key is the same transaction, however often it is sent.
  const variables = { id: checkoutId, key: crypto.randomUUID(), gateway };
  let begun: Transaction | undefined;
  const now = await untilKnown(async () => {
    if (begun) return process(shop, begun);
    const session = await ask<Session>(shop, INITIALIZE, variables).catch((error) => {
      // What the first call has paid, if its answer was lost: no refusal, so ask again.
      throw isCompleting(error) ? new Error(error.message) : error;
    });
    begun = { id: session.transaction.id, checkoutId };
    onBegun?.(begun);
    return read(begun, session);
  }, onChecking);
  if (now.state === "charged") return complete(shop, begun!, onChecking);
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
  const now = await untilKnown(() => process(shop, transaction, sent), onChecking, waits);
  return now.state === "charged" ? complete(shop, transaction, onChecking, waits) : now;
}

async function process(
  shop: Shop,
  transaction: Transaction,
  data?: Sent,
): Promise<TransactionState | Charged> {
  try {
    return read(transaction, await ask<Session>(shop, PROCESS, { id: transaction.id, data }));
  } catch (error) {
    if (!isCompleting(error)) throw error;
    return { state: "checking", payment: transaction, message: "" };
  }
}

/** Saleor, or a worker, is making the order of what has been paid. */
function isCompleting(error: unknown): boolean {
  return error instanceof ShopError && error.code === "CHECKOUT_COMPLETION_IN_PROGRESS";
}

/**
 * Step 4. The money is taken and stays on the checkout: whatever Saleor says against the order, no
 * new payment may begin. Asked again it may go through; Saleor's words are for programmers.
 */
async function complete(
  shop: Shop,
  payment: Transaction,
  onChecking?: OnChecking,
  waits: Iterable<number> = COMPLETION_WAITS,
): Promise<TransactionState> {
  const call = async (): Promise<TransactionState> => {
    try {
      const { order } = await ask<Completed>(shop, COMPLETE, { id: payment.checkoutId });
      return { state: "paid", order };
    } catch {
      return { state: "checking", payment, message: "" };
    }
  };
  return untilKnown(call, onChecking, waits);
}

function read(payment: Transaction, session: Session): TransactionState | Charged {
  const { transactionEvent, data } = session;
  if (transactionEvent.type === "CHARGE_SUCCESS") return { state: "charged" };
  if (data?.payment || data?.charge) return offered(payment, data);
  const message = data?.error?.message ?? transactionEvent.message;
  if (data?.error?.code === "CHECKING") return { state: "checking", payment, message };
  return { state: "refused", message };
}

/** Seconds; then the page says so, as goods that are gone may stay so until somebody refunds. */
const COMPLETION_WAITS = [2, 3, 5, 10, 10, 10];

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
