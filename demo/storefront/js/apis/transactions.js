import { GATEWAY } from "../brandpay.js";
import { ask, Lost, Paid } from "../graphql.js";
import { COMPLETE, INITIALIZE, PROCESS } from "../operations.js";
import { session } from "../session.js";
import { untilKnown } from "../waiting.js";
import { say } from "../words.js";

/** `transactionInitialize`: an order at once, or a window. */
export async function begin(wish, returnUrl, onChecking) {
  const gateway = { id: GATEWAY, data: { ...wish, returnUrl } };
  // The same key would be the same transaction: a new try is a new one.
  const variables = { id: session.checkout, key: crypto.randomUUID(), gateway };
  let begun = false;
  return untilKnown(async () => {
    if (begun) return process();
    const answer = await ask(INITIALIZE, variables, session.who).catch(notYet);
    session.transaction = answer.transaction.id;
    begun = true;
    return settled(answer);
  }, onChecking);
}

/** `transactionProcess` with what the window returned; asks again while the outcome is unknown. */
export function proceed(returned, onChecking) {
  return untilKnown(() => process(returned), onChecking);
}

async function process(returned) {
  const variables = { id: session.transaction, data: returned };
  return settled(await ask(PROCESS, variables, session.who).catch(notYet));
}

/** While Saleor, or a worker, makes the order of what has been paid, nothing is refused. */
function notYet(error) {
  throw error.code === "CHECKOUT_COMPLETION_IN_PROGRESS" ? new Lost(error.message) : error;
}

async function settled({ transactionEvent, data }) {
  if (transactionEvent.type === "CHARGE_SUCCESS") {
    return { order: await completed(), data: {} };
  }
  if (transactionEvent.type === "CHARGE_FAILURE") {
    // This transaction has ended; paying begins with a new one.
    return { data: { ended: true, error: { message: transactionEvent.message } } };
  }
  return { data };
}

async function completed() {
  try {
    return (await ask(COMPLETE, { id: session.checkout }, session.who)).order;
  } catch (error) {
    throw error instanceof Lost ? error : new Paid(say("unexpected"), error.code);
  }
}
