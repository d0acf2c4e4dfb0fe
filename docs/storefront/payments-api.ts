/**
 * Brandpay in a storefront, through Saleor's Payments API. Copy it and change what you like:
 * it needs a browser and nothing else.
 */

export const GATEWAY = "tosspayments.brandpay";

/** Where Saleor answers, and the buyer's access token when a member buys. */
export interface Shop {
  graphqlUrl: string;
  token?: string;
}

/** What the storefront may ask of the window; all of it optional. */
export interface Wish {
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

/** `confirmationData` of `checkoutComplete`, parsed. */
export interface ConfirmationData {
  sdkUrl: string;
  clientKey: string;
  customerKey: string;
  redirectUrl: string;
  payment: PaymentRequest;
  /** Why the last try was not paid, in the language of the checkout. */
  error: { code: string; message: string } | null;
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

export type Answer =
  | { state: "paid"; order: { id: string; number: string } }
  | { state: "window"; data: ConfirmationData }
  /** Not paid, or not known yet. Show the message; do not open the window. */
  | { state: "failed"; message: string };

/** Saleor refused; the message says what is missing. */
export class ShopError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** Steps 1 and 2: a payment for this checkout, and the data for its window. */
export async function createPayment(
  shop: Shop,
  checkoutId: string,
  returnUrl?: string,
  wish?: Wish,
): Promise<Answer> {
  const input = { gateway: GATEWAY, returnUrl };
  await ask(shop, CREATE_PAYMENT, { id: checkoutId, input });
  return complete(shop, checkoutId, wish);
}

/** Step 3. With a returnUrl the buyer leaves this page; without one, what the window returned. */
export async function openWindow(data: ConfirmationData): Promise<Returned | undefined> {
  const { sdkUrl, clientKey, customerKey, redirectUrl, payment } = data;
  const TossPayments = await loadSdk(sdkUrl);
  const brandpay = TossPayments(clientKey).brandpay({ customerKey, redirectUrl });
  try {
    return (await brandpay.requestPayment(payment)) ?? undefined;
  } catch (error) {
    const { code = "UNKNOWN", message = "" } = error as { code?: string; message?: string };
    return { code, message, orderId: payment.orderId };
  }
}

/** What the window returned, from the query of the return page; nothing on a plain visit. */
export function returnedBy(query: string): Returned | undefined {
  const all = new URLSearchParams(query);
  const names = ["paymentKey", "orderId", "amount", "code", "message"];
  const found = Object.fromEntries([...all].filter(([name]) => names.includes(name)));
  return "paymentKey" in found || "code" in found ? (found as unknown as Returned) : undefined;
}

/**
 * Step 4: tell Saleor what the window returned. Without it (a reloaded page) the window is offered
 * again. It asks again while the result may be unknown or the answer was lost: the same call can be
 * repeated as often as you like. `waits` are seconds.
 */
export async function finish(
  shop: Shop,
  checkoutId: string,
  returned?: Returned,
  waits: readonly number[] = [2, 4, 8],
): Promise<Answer> {
  for (const seconds of waits) {
    try {
      const answer = await complete(shop, checkoutId, returned);
      if (answer.state !== "failed") return answer;
    } catch (error) {
      if (error instanceof ShopError) throw error;
    }
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
  return complete(shop, checkoutId, returned);
}

async function complete(shop: Shop, id: string, paymentData?: Wish | Returned): Promise<Answer> {
  const data = paymentData && JSON.stringify(paymentData);
  try {
    const { order, confirmationData } = await ask<Completed>(shop, COMPLETE, { id, data });
    if (order) return { state: "paid", order };
    return { state: "window", data: JSON.parse(confirmationData ?? "null") };
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== "PAYMENT_ERROR") throw error;
    return { state: "failed", message: error.message };
  }
}

const CREATE_PAYMENT = `mutation CreatePayment($id: ID!, $input: PaymentInput!) {
  checkoutPaymentCreate(id: $id, input: $input) {
    payment { id }
    errors { field code message }
  }
}`;

const COMPLETE = `mutation Complete($id: ID!, $data: JSONString) {
  checkoutComplete(id: $id, paymentData: $data) {
    order { id number }
    confirmationNeeded
    confirmationData
    errors { field code message }
  }
}`;

interface Completed {
  order: { id: string; number: string } | null;
  confirmationData: string | null;
}

async function ask<T>(shop: Shop, query: string, variables: object): Promise<T> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (shop.token) headers.Authorization = `JWT ${shop.token}`;
  const body = JSON.stringify({ query, variables });
  const response = await fetch(shop.graphqlUrl, { method: "POST", headers, body });
  const answer = await response.json();
  if (answer.errors) throw new Error(answer.errors[0].message);
  const [payload] = Object.values<any>(answer.data);
  const [problem] = payload.errors;
  if (problem) throw new ShopError(problem.message, problem.code);
  return payload;
}

/** As much of the SDK as is used here; `@tosspayments/tosspayments-sdk` has all its types. */
type Sdk = (clientKey: string) => {
  brandpay(params: { customerKey: string; redirectUrl: string }): {
    requestPayment(payment: PaymentRequest): Promise<Returned | void>;
  };
};

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
