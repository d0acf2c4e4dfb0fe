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
  // Nothing to press before the first answer.
  if (!shown) return <p role="status">…</p>;
  return (
    <main>
      <BrandpayState
        shown={shown}
        pay={again}
        resume={(transaction) => void resume(transaction)}
        goOn={(now) => void goOn(now)}
      />
    </main>
  );
}

function asked() {
  const query = new URLSearchParams(location.search);
  return { id: query.get("transaction") ?? "", checkoutId: query.get("checkout") ?? "" };
}
