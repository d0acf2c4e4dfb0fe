/** `TossPayments(clientKey).brandpay({customerKey, redirectUrl})`. */

/**
 * @typedef {{currency: "KRW", value: number}} Amount
 * @typedef {{amount: Amount, orderId: string, orderName: string}} PaymentFields
 * @typedef {{paymentKey: string, orderId: string, amount: Amount}} PaymentResult
 * @typedef {{successUrl?: string | null, failUrl?: string | null}} Returning
 */

/**
 * @param {string} clientKey
 * @param {{customerKey: string, redirectUrl?: string | null}} params
 */
function createBrandpay(clientKey, params) {
  const { customerKey, redirectUrl } = params ?? {};
  checkBrandpay(clientKey, customerKey);
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
