import { Trouble, note } from "./graphql.js";
import { say } from "./words.js";

export const GATEWAY = "tosspayments.brandpay";

/** Opens the window that `data` describes; what it returns, if it stays on this page. */
export async function openWindow(data) {
  note(`TossPayments(…).brandpay(…).requestPayment(…) · ${data.payment.orderId}`);
  try {
    return await (await brandpay(data)).requestPayment(data.payment);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    return { code: error.code ?? "UNKNOWN", message: error.message, orderId: data.payment.orderId };
  }
}

/** Toss charges without a window only who has agreed to it (자동결제): `requestBillingAuth`. */
export function needsConsent(data) {
  return Boolean(data.charge) && data.error?.code === "BILLING_CONSENT_NEEDED";
}

/** Lets the buyer add a card or an account, or change the wallet: `addPaymentMethod` and such. */
export async function openWallet(data, call) {
  note(`TossPayments(…).brandpay(…).${call}()`);
  try {
    await (await brandpay(data))[call]();
    return true;
  } catch (error) {
    if (error.code === "USER_CANCEL") return false;
    throw error;
  }
}

async function brandpay({ sdkUrl, clientKey, customerKey, redirectUrl }) {
  await loadSdk(sdkUrl);
  return TossPayments(clientKey).brandpay({ customerKey, redirectUrl });
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
