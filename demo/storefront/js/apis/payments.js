import { GATEWAY } from "../brandpay.js";
import { ask } from "../graphql.js";
import { COMPLETE, PAYMENT_CREATE } from "../operations.js";
import { session } from "../session.js";
import { CHECKING, untilKnown } from "../waiting.js";

/** `checkoutPaymentCreate`, then the first `checkoutComplete`: a window, or a charge to send. */
export async function begin(wish, returnUrl, onChecking) {
  const input = { gateway: GATEWAY, returnUrl };
  await ask(PAYMENT_CREATE, { id: session.checkout, input }, session.who);
  return proceed(wish, onChecking);
}

/** `checkoutComplete` with what the window returned; asks again while the outcome is unknown. */
export function proceed(paymentData, onChecking) {
  return untilKnown(() => complete(paymentData), onChecking);
}

async function complete(paymentData) {
  const variables = { id: session.checkout, data: paymentData && JSON.stringify(paymentData) };
  try {
    const { order, confirmationData } = await ask(COMPLETE, variables, session.who);
    return { order, data: confirmationData ? JSON.parse(confirmationData) : {} };
  } catch (error) {
    // Whatever else Saleor refuses may come after the payment.
    if (error.code !== "PAYMENT_ERROR") throw error;
    return { data: refusal(error.message) };
  }
}

/** The other API has a field for the code; here a message begins with it while nothing is known. */
function refusal(message) {
  if (message.startsWith(`${CHECKING}: `)) return { error: { code: CHECKING } };
  return { ended: true, error: { message } };
}
