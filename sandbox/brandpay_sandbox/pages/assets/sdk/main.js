/** The SDK's one global. The official loader reads it as soon as this script has run. */

const ANONYMOUS = /** @type {const} */ ("@@ANONYMOUS");
/** The sandbox that this script came from. */
const BASE = new URL(
  document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href,
).origin;

/** @returns {never} */
function brandpayOnly() {
  throw new BrandpayError("UNKNOWN", say("brandpayOnly"));
}

/** @param {string} clientKey */
function TossPayments(clientKey) {
  checkClientKey(clientKey);
  return {
    /** @param {{customerKey: string, redirectUrl?: string | null}} params */
    brandpay: (params) => createBrandpay(clientKey, params),
    payment: brandpayOnly,
    widgets: brandpayOnly,
  };
}
TossPayments.ANONYMOUS = ANONYMOUS;

/** @type {any} */ (window).TossPayments = TossPayments;
