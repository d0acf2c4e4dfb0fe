/** As much of Saleor's storefront as these files use, so that they are compiled without it. */

declare const process: { env: Record<string, string | undefined> };

/** As its ts-reset has it: an answer is nothing in particular. */
interface Body {
  json(): Promise<unknown>;
}

declare module "next/server" {
  export function after(work: () => Promise<void>): void;
}
declare module "@/lib/auth/server" {
  export function getServerAuthClient(): Promise<{ fetchWithAuth: typeof fetch }>;
}
declare module "@/lib/checkout" {
  export function clearCheckoutCookieByValue(checkoutId: string): Promise<void>;
}
declare module "@/checkout/components/payment/integrated-payment-ui" {
  export interface IntegratedPaymentUiProps {
    provider: object;
    checkout?: { id: string };
    billing?: { sameAsBilling: boolean };
    onPaymentError?: (message: string) => void;
    onBillingErrors?: (errors: Record<string, string>, focusField?: string) => void;
    onPriceChangeNotice?: (notice: object) => void;
    onPaymentActivityChange?: (active: boolean) => void;
  }
}
declare module "@/checkout/components/payment/stripe/free-order-checkout" {
  import type { JSX } from "react";
  import type { IntegratedPaymentUiProps } from "@/checkout/components/payment/integrated-payment-ui";
  type Props = Required<Omit<IntegratedPaymentUiProps, "provider" | "onPaymentError" | "onPriceChangeNotice">>;
  export function FreeOrderCheckout(props: Props & { onError: (message: string) => void }): JSX.Element;
}
declare module "@/checkout/lib/payment/checkout-pay-amount" {
  export function isCheckoutFreeOrder(checkout: { id: string }): boolean;
}
declare module "@/checkout/lib/payment/navigate-to-order" {
  export function navigateToOrderConfirmation(orderId: string): void;
}
declare module "@/checkout/lib/payment/update-billing" {
  export function updateCheckoutBilling(given: {
    checkoutId: string;
    sameAsBilling: boolean;
  }): Promise<{ ok: true } | { ok: false; errors: Record<string, string>; focusField?: string }>;
}
declare module "@/ui/components/ui/button" {
  import type { ComponentProps, JSX } from "react";
  export function Button(props: ComponentProps<"button">): JSX.Element;
}
