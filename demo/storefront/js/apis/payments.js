import { GATEWAY } from "../brandpay.js";
import { ask } from "../graphql.js";
import { COMPLETE, PAYMENT_CREATE } from "../operations.js";
import { session } from "../session.js";
import { CHECKING, pause } from "../waiting.js";

/** `checkoutPaymentCreate`, then the first `checkoutComplete`: an order at once, or a window. */
export async function begin(wish, returnUrl, onChecking) {
  const input = { gateway: GATEWAY, returnUrl };
  await ask(PAYMENT_CREATE, { id: session.checkout, input }, session.who);
  return proceed(wish, onChecking);
}

/** `checkoutComplete` with what the window returned; asks again while the outcome is unknown. */
export async function proceed(paymentData, onChecking) {
  for (;;) {
    const variables = { id: session.checkout, data: paymentData && JSON.stringify(paymentData) };
    const answer = await ask(COMPLETE, variables, session.who);
    const data = JSON.parse(answer.confirmationData || "{}");
    if (data.error?.code !== CHECKING) return { order: answer.order, data };
    onChecking?.();
    await pause();
  }
}
