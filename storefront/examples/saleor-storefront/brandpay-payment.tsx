"use client";

import { useEffect } from "react";
import type { Shop, Transaction } from "saleor-brandpay-storefront";
import { sendToSaleor } from "@/app/(checkout)/brandpay-actions";
import { type IntegratedPaymentUiProps } from "@/checkout/components/payment/integrated-payment-ui";
import { FreeOrderCheckout } from "@/checkout/components/payment/stripe/free-order-checkout";
import { isCheckoutFreeOrder } from "@/checkout/lib/payment/checkout-pay-amount";
import { navigateToOrderConfirmation } from "@/checkout/lib/payment/navigate-to-order";
import { updateCheckoutBilling } from "@/checkout/lib/payment/update-billing";
import { Button } from "@/ui/components/ui/button";
import { useBrandpay, type Shown } from "./use-brandpay";

export const shop: Shop = { send: sendToSaleor };

/** In the payment step. The amount is Saleor's, and stands in Toss's window. */
export function BrandpayPayment(props: Required<Omit<IntegratedPaymentUiProps, "provider">>) {
  const { checkout, billing, onPaymentError, onBillingErrors, onPaymentActivityChange } = props;
  const { shown, pay, resume, goOn } = useBrandpay(shop);
  const isBusy = shown?.state === "busy" || shown?.state === "checking";
  useEffect(() => onPaymentActivityChange(isBusy), [isBusy, onPaymentActivityChange]);
  if (isCheckoutFreeOrder(checkout)) {
    const own = { checkout, billing, onBillingErrors, onPaymentActivityChange };
    return <FreeOrderCheckout {...own} onError={onPaymentError} />;
  }

  const begin = async () => {
    onPaymentError("");
    const billed = await updateCheckoutBilling({ checkoutId: checkout.id, ...billing });
    if (!billed.ok) return onBillingErrors(billed.errors, billed.focusField);
    await pay(checkout.id, { returnUrl: returnUrlOf(checkout.id) });
  };
  return (
    <BrandpayState
      shown={shown}
      pay={() => void begin()}
      resume={(transaction) => void resume(transaction)}
      goOn={(now) => void goOn(now)}
    />
  );
}

/** The buyer may come back in another browser, which knows nothing but this address. */
export function returnUrlOf(checkoutId: string): string {
  const query = `checkout=${encodeURIComponent(checkoutId)}&transaction={transaction}`;
  return `${location.origin}/checkout/brandpay?${query}`;
}

type Followed = Parameters<ReturnType<typeof useBrandpay>["goOn"]>[0];

/** The same on the page to which the window returns. */
export function BrandpayState(props: {
  shown: Shown;
  pay: () => void;
  resume: (transaction: Transaction) => void;
  goOn: (now: Followed) => void;
}) {
  const { shown, pay, resume, goOn } = props;
  useEffect(() => {
    if (shown?.state === "paid") navigateToOrderConfirmation(shown.order.id);
  }, [shown]);
  switch (shown?.state) {
    case undefined:
      return <Press message="" label="브랜드페이로 결제하기" press={pay} />;
    case "paid":
      return <p role="status">결제를 마쳤습니다.</p>;
    case "busy":
      return <p role="status">{shown.message || "…"}</p>;
    case "checking":
    case "failed": {
      const { message, payment } = shown;
      // What has begun may be paid: no new payment is offered.
      if (payment) return <Press message={message} label="결제 확인하기" press={() => resume(payment)} />;
      return <Press message={message} label="다시 결제하기" press={pay} />;
    }
    case "refused":
      return <Press message={shown.message} label="다시 결제하기" press={pay} />;
    case "window":
      return <Press message={shown.message} label="결제창 열기" press={() => goOn(shown)} />;
    case "consent":
      return <Press message={shown.message} label="자동결제 동의하기" press={() => goOn(shown)} />;
    case "ready":
      return <Press message={shown.message} label="결제하기" press={() => goOn(shown)} />;
  }
}

function Press({ message, label, press }: { message: string; label: string; press: () => void }) {
  return (
    <div>
      {message ? <p role="alert">{message}</p> : null}
      <Button type="button" onClick={press}>
        {label}
      </Button>
    </div>
  );
}
