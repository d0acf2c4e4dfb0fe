/** Errors of the SDK: branch on `code`, never on the message. */

class BrandpayError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "BrandpayError";
    this.code = code;
  }
}

const SECRET_KEY = /^(test|live)_g?sk_/;

/**
 * What can be told from a key alone; whether the sandbox knows it shows when it is used.
 * @param {unknown} key
 */
function checkClientKey(key) {
  if (typeof key === "string" && SECRET_KEY.test(key)) {
    throw new BrandpayError("INSECURE_KEY_USAGE", say("secretKey"));
  }
  if (typeof key !== "string" || !/^(test|live)_g?ck_/.test(key)) {
    throw new BrandpayError("INVALID_CLIENT_KEY", say("clientKey"));
  }
}

/**
 * @param {string} clientKey
 * @param {unknown} customerKey
 */
function checkBrandpay(clientKey, customerKey) {
  if (typeof customerKey === "string" && SECRET_KEY.test(customerKey)) {
    throw new BrandpayError("INSECURE_KEY_USAGE", say("secretCustomer"));
  }
  if (/^(test|live)_gck_/.test(clientKey)) {
    throw new BrandpayError("NOT_SUPPORTED_WIDGET_KEY", say("widgetKey"));
  }
  const valid = typeof customerKey === "string" && /^[A-Za-z0-9\-_=.@]{2,50}$/.test(customerKey);
  if (!valid || customerKey === ANONYMOUS) {
    throw new BrandpayError("INVALID_CUSTOMER_KEY", say("customerKey"));
  }
}
