/** The sandbox's objects, held against the official types. It is compiled only, never run. */

import type { TossPaymentsBrandpay, TossPaymentsSDK } from "@tosspayments/tosspayments-sdk";
import { ANONYMOUS } from "@tosspayments/tosspayments-sdk";

type Params = Parameters<TossPaymentsSDK["brandpay"]>[0];

// The global function of the SDK's own files: what it makes must be usable as the official object.
export const official = (params: Params): TossPaymentsBrandpay =>
  TossPayments("test_ck").brandpay(params);

export const anonymous: typeof ANONYMOUS = TossPayments.ANONYMOUS;

// Nothing more and nothing less than the official object has.
type Ours = ReturnType<typeof createBrandpay>;
type Missing = Exclude<keyof TossPaymentsBrandpay, keyof Ours>;
type Extra = Exclude<keyof Ours, keyof TossPaymentsBrandpay>;
export const complete: [Missing, Extra] extends [never, never] ? true : false = true;
