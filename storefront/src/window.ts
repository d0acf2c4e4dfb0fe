/** Brandpay's payment window: what opens it, and what it returns. The same for both payment APIs. */

export const GATEWAY = "tosspayments.brandpay";

/** What the storefront may ask for; all of it optional. */
export interface Wish {
  /** To which page the window returns; without it the window answers by promise, on desktops only. */
  returnUrl?: string;
  /** A stored method: charged where the shop has one-touch, else the window opens on it. */
  methodId?: string;
  /** Saleor itself finishes the payment, then sends the buyer to your returnUrl. */
  serverReturn?: boolean;
  options?: Options;
}

/** Fields of the SDK's own request. */
export interface Options {
  card?: { cardInstallmentPlan?: number; useCardPoint?: boolean; discountCode?: string };
  transfer?: {
    cashReceipt?: CashReceipt;
    isCulturalExpenses?: boolean;
    discountCode?: string;
  };
}

/** 현금영수증: for the buyer's income tax, for a business, or none. */
export type CashReceipt =
  | {
      type: "소득공제";
      registrationNumberType: "MOBILE" | "CASH_RECEIPT_CARD";
      registrationNumber: string;
    }
  | {
      type: "지출증빙";
      registrationNumberType: "BUSINESS_REGISTRATION" | "CASH_RECEIPT_CARD";
      registrationNumber: string;
    }
  | { type: "미발행" };

/** Won. */
export interface Amount {
  currency: "KRW";
  value: number;
}

/** Whose wallet it is. The customer key is the buyer's secret: keep it out of storage and logs. */
export interface Wallet {
  sdkUrl: string;
  clientKey: string;
  customerKey: string;
  redirectUrl: string;
}

/** Why the last try was not paid, in the language of the checkout. */
export interface Problem {
  code: string;
  message: string;
}

/** `confirmationData` of `checkoutComplete`, parsed; `data` of the Transactions API. */
export interface ConfirmationData extends Wallet {
  payment: PaymentRequest;
  charge: null;
  error: Problem | null;
}

/** The same where a stored method is ready to be charged: nothing is taken so far. */
export interface ReadyData extends Wallet {
  payment: null;
  charge: Charge;
  error: Problem | null;
}

/** What is charged without the window, once it is sent back as it is: `{ charge }`. */
export interface Charge {
  amount: Amount;
  orderId: string;
  orderName: string;
  methodId: string;
}

/** The argument of the SDK's `requestPayment`. Hand it over as it is. */
export interface PaymentRequest extends Options {
  amount: Amount;
  orderId: string;
  orderName: string;
  successUrl?: string;
  failUrl?: string;
  customerEmail?: string;
  customerName?: string;
}

/** What the window returned: on the return page's query, or as the promise's value. */
export type Returned =
  | { paymentKey: string; orderId: string; amount: string | Amount }
  | { code: string; message: string; orderId?: string };

/** With a returnUrl the buyer leaves this page; without one, what the window returned. */
export async function openWindow(data: ConfirmationData): Promise<Returned | undefined> {
  const brandpay = await brandpayOf(data);
  const { payment } = data;
  try {
    return (await brandpay.requestPayment(payment)) ?? undefined;
  } catch (error) {
    const { code = "UNKNOWN", message = "" } = error as { code?: string; message?: string };
    return { code, message, orderId: payment.orderId };
  }
}

/** Of a charge that Toss refused because the buyer has not agreed to automatic payments (자동결제). */
export const CONSENT_NEEDED = "BILLING_CONSENT_NEEDED";

/** The wallet's own pages, outside of a payment; false when the buyer closed it. */
export async function openWallet(
  data: Wallet,
  page: "addPaymentMethod" | "openSettings" | "requestBillingAuth",
): Promise<boolean> {
  const brandpay = await brandpayOf(data);
  try {
    await brandpay[page]();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "USER_CANCEL") return false;
    throw error;
  }
}

/** What the window returned, from the query of the return page; nothing on a plain visit. */
export function returnedBy(query: string): Returned | undefined {
  const found = Object.fromEntries([...new URLSearchParams(query)].filter(([name]) => isOurs(name)));
  return "paymentKey" in found || "code" in found ? (found as unknown as Returned) : undefined;
}

/**
 * Once the answer is in, the payment key shall stay neither in the address nor in the history. Not
 * before: a page that is reloaded meanwhile has to send the same return again.
 */
export function forgetReturn(): void {
  const kept = [...new URLSearchParams(location.search)].filter(([name]) => !isOurs(name));
  const query = new URLSearchParams(kept).toString();
  const address = location.pathname + (query && `?${query}`) + location.hash;
  history.replaceState(history.state, "", address);
}

function isOurs(name: string): boolean {
  return ["paymentKey", "orderId", "amount", "code", "message"].includes(name);
}

/** As much of the SDK as is used here; `@tosspayments/tosspayments-sdk` has all its types. */
type Sdk = (clientKey: string) => {
  brandpay(params: { customerKey: string; redirectUrl: string }): {
    requestPayment(payment: PaymentRequest): Promise<Returned | void>;
    addPaymentMethod(): Promise<unknown>;
    openSettings(): Promise<unknown>;
    requestBillingAuth(): Promise<unknown>;
  };
};

async function brandpayOf({ sdkUrl, clientKey, customerKey, redirectUrl }: Wallet) {
  const TossPayments = await loadSdk(sdkUrl);
  return TossPayments(clientKey).brandpay({ customerKey, redirectUrl });
}

let loading: Promise<Sdk> | undefined;

function loadSdk(url: string): Promise<Sdk> {
  loading ??= new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => loaded((window as unknown as { TossPayments: Sdk }).TossPayments);
    script.onerror = () => {
      loading = undefined;
      failed(new Error(`The payment window could not be loaded from ${url}`));
    };
    document.head.append(script);
  });
  return loading;
}
