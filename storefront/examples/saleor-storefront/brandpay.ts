/** Which of the checkout's gateways is Brandpay. */

import { GATEWAY } from "saleor-brandpay-storefront";

export function isBrandpayGateway(gateway: { id: string }): boolean {
  return gateway.id === GATEWAY;
}
