"use client";

import { useCallback } from "react";
import {
  BrandpayState,
  returnUrlOf,
  shop,
} from "@/checkout/components/payment/brandpay/brandpay-payment";
import { useBrandpay, useOnce } from "@/checkout/components/payment/brandpay/use-brandpay";

/** Where Toss's window returns: the payment is finished here, in whatever browser that is. */
export default function BrandpayReturnPage() {
  const { shown, pay, resume, goOn } = useBrandpay(shop);
  useOnce(useCallback(() => void resume(asked()), [resume]));

  const again = () => {
    const { checkoutId } = asked();
    void pay(checkoutId, { returnUrl: returnUrlOf(checkoutId) });
  };
  return (
    <main className="mx-auto max-w-md px-4 py-16 text-center">
      {shown ? (
        <BrandpayState
          shown={shown}
          pay={again}
          resume={(transaction) => void resume(transaction)}
          goOn={(now) => void goOn(now)}
        />
      ) : (
        // Nothing to press before the first answer.
        <p role="status">결제 결과를 확인하고 있습니다…</p>
      )}
    </main>
  );
}

function asked() {
  const query = new URLSearchParams(location.search);
  return { id: query.get("transaction") ?? "", checkoutId: query.get("checkout") ?? "" };
}
