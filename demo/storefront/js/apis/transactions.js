import { GATEWAY } from "../brandpay.js";
import { ask } from "../graphql.js";
import { COMPLETE, INITIALIZE, PROCESS } from "../operations.js";
import { session } from "../session.js";
import { untilKnown } from "../waiting.js";

/** `transactionInitialize`: an order at once, or a window. */
export async function begin(wish, returnUrl, onChecking) {
  const gateway = { id: GATEWAY, data: { ...wish, returnUrl } };
  // The same key would be the same transaction: a new try is a new one.
  const variables = { id: session.checkout, key: crypto.randomUUID(), gateway };
  let begun = false;
  return untilKnown(async () => {
    if (begun) return process();
    const answer = await ask(INITIALIZE, variables, session.who);
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
  return settled(await ask(PROCESS, { id: session.transaction, data: returned }, session.who));
}

async function settled({ transactionEvent, data }) {
  if (transactionEvent.type === "CHARGE_SUCCESS") {
    const { order } = await ask(COMPLETE, { id: session.checkout }, session.who);
    return { order, data: {} };
  }
  if (transactionEvent.type === "CHARGE_FAILURE") {
    // This transaction has ended; paying begins with a new one.
    return { data: { ended: true, error: { message: transactionEvent.message } } };
  }
  return { data };
}
