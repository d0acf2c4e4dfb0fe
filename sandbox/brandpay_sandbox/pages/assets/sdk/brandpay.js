/** `TossPayments(clientKey).brandpay({customerKey, redirectUrl})`. */

/**
 * @typedef {{currency: "KRW", value: number}} Amount
 * @typedef {{amount: Amount, orderId: string, orderName: string}} PaymentFields
 * @typedef {{paymentKey: string, orderId: string, amount: Amount}} PaymentResult
 * @typedef {{successUrl?: string | null, failUrl?: string | null}} Returning
 */

const V1_METHODS = [
  "getPaymentMethods", "createPaymentMethodsWidget", "renderPaymentMethods", "setupPassword",
  "setupOneTouchPay", "toggleOneTouchPay", "requestAgreement", "requestPaymentAuth",
  "requestPasswordAuth", "authenticate", "setupCashReceipt", "setupBiometricAuth",
  "toggleBiometricAuth", "isBiometricAuthEnabled",
];

/**
 * What SDK v1 had and v2 refuses.
 * @returns {Promise<never>}
 */
async function ofV1() {
  throw new BrandpayError("V1_METHOD_NOT_SUPPORTED", say("v1"));
}

/**
 * @param {string} clientKey
 * @param {{customerKey: string, redirectUrl?: string | null}} params
 */
function createBrandpay(clientKey, params) {
  const { customerKey, redirectUrl, ...others } = params ?? {};
  checkBrandpay(clientKey, customerKey);
  if (Object.keys(others).length > 0) {
    throw new BrandpayError("INVALID_PARAMETERS", `${say("parameters")} (${Object.keys(others)})`);
  }
  const who = { clientKey, customerKey, redirectUrl: redirectUrl ?? null };

  /**
   * With successUrl and failUrl the page goes there; without both the promise answers.
   * @overload
   * @param {PaymentFields} payment
   * @returns {Promise<PaymentResult>}
   */
  /**
   * @overload
   * @param {PaymentFields & Returning} payment
   * @returns {Promise<void>}
   */
  /**
   * @param {PaymentFields & Returning} payment
   * @returns {Promise<any>}
   */
  function requestPayment(payment) {
    return runWindow({ ...who, kind: "payment", payment });
  }

  return {
    ...Object.fromEntries(V1_METHODS.map((name) => [name, ofV1])),
    requestPayment,
    /** @returns {Promise<void>} */
    addPaymentMethod: () => runWindow({ ...who, kind: "method" }),
    /** @returns {Promise<void>} */
    changePassword: () => runWindow({ ...who, kind: "password" }),
    /** @returns {Promise<void>} */
    openSettings: () => runWindow({ ...who, kind: "settings" }),
    /** @returns {Promise<void>} */
    changeOneTouchPay: () => runWindow({ ...who, kind: "one_touch" }),
    /** @returns {Promise<{isEnabled: boolean}>} */
    isOneTouchPayEnabled: async () => {
      checkIdle();
      return ask({ ...who, kind: "is_one_touch" });
    },
    /** @returns {Promise<void>} */
    requestBillingAuth: () => runWindow({ ...who, kind: "billing" }),
  };
}
