import { Trouble, ask, note } from "./graphql.js";
import { COMPLETE } from "./operations.js";
import { session } from "./session.js";
import { say } from "./words.js";

const GATEWAY = "tosspayments.brandpay";
const CHECKING = "CHECKING";

/** `checkoutComplete` with what the window returned; asks again while the outcome is unknown. */
export async function complete(paymentData, onChecking) {
  for (;;) {
    const variables = { id: session.checkout, data: paymentData && JSON.stringify(paymentData) };
    const answer = await ask(COMPLETE, variables, session.who);
    const data = JSON.parse(answer.confirmationData || "{}");
    if (data.error?.code !== CHECKING) return { ...answer, data };
    onChecking?.();
    await new Promise((done) => setTimeout(done, 2000));
  }
}

/** Opens the window that `data` describes; what it returns, if it stays on this page. */
export async function openWindow(data) {
  await loadSdk(data.sdkUrl);
  note(`TossPayments(…).brandpay(…).requestPayment(…) · ${data.payment.orderId}`);
  const { clientKey, customerKey, redirectUrl, payment } = data;
  const brandpay = TossPayments(clientKey).brandpay({ customerKey, redirectUrl });
  try {
    return await brandpay.requestPayment(payment);
  } catch (error) {
    return { code: error.code ?? "UNKNOWN", message: error.message, orderId: payment.orderId };
  }
}

function loadSdk(url) {
  if (window.TossPayments) return Promise.resolve();
  return new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => (window.TossPayments ? loaded() : failed(missing(url)));
    script.onerror = () => failed(missing(url));
    document.head.append(script);
  });
}

function missing(url) {
  return new Trouble(say("noSdk", { url }));
}

export { GATEWAY };
