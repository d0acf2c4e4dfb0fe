/**
 * The cards and accounts that a buyer has stored: list, add, remove. Copy it with `shop.ts` and
 * `window.ts`. Everything here works for a logged-in buyer: the token is his.
 */

import { ask, ShopError, type Shop } from "./shop";
import { GATEWAY, openWallet, type Wallet } from "./window";

export interface StoredMethod {
  /** For `removeMethod`. */
  id: string;
  /** For `wish.methodId` when paying. */
  paymentMethodId: string;
  type: "card" | "account";
  name: string;
  data: { brand: string; lastDigits: string; isDefault: boolean };
}

/** The default first; empty when Toss cannot be asked. */
export async function storedMethods(shop: Shop, channel: string): Promise<StoredMethod[]> {
  const me = await ask<Me | null>(shop, LIST, { channel });
  return (me?.storedPaymentMethods ?? []).filter((method) => method.gateway.id === GATEWAY);
}

/** Whether there is one more: false when the buyer closed the window. */
export async function addMethod(shop: Shop, channel: string): Promise<boolean> {
  const opened = await ask<Opened>(shop, ADD, { gateway: GATEWAY, channel });
  if (!(await openWallet(opened.data, "addPaymentMethod"))) return false;
  await ask(shop, ADDED, { id: opened.id, channel });
  return true;
}

/**
 * The buyer's consent to be charged without the window (자동결제), once and beforehand: else it is
 * asked for by the first such charge. False when the buyer closed it.
 */
export async function agreeToAutomaticPayments(shop: Shop, channel: string): Promise<boolean> {
  const { data } = await ask<Opened>(shop, OPEN, { gateway: GATEWAY, channel });
  return openWallet(data, "requestBillingAuth");
}

/** Toss's own page: names, the password, 원터치결제 (its window without the password). */
export async function openSettings(shop: Shop, channel: string): Promise<void> {
  const { data } = await ask<Opened>(shop, OPEN, { gateway: GATEWAY, channel });
  await openWallet(data, "openSettings");
  // So that the list shows what was changed there.
  await ask(shop, ADDED, { id: GATEWAY, channel });
}

/** Gone, at Toss as well. Rejects with a ShopError whose `code` is Brandpay's. */
export async function removeMethod(shop: Shop, channel: string, id: string): Promise<void> {
  await ask(shop, REMOVE, { id, channel }).catch((error) => {
    throw error instanceof ShopError ? named(error) : error;
  });
}

/** Saleor has one code for all of ours; ours stands in brackets at the end of the message. */
function named(error: ShopError): ShopError {
  const found = /^(.*) \[([A-Z_]+)\]$/s.exec(error.message);
  return found ? new ShopError(found[1]!, found[2]!) : error;
}

const LIST = `query StoredMethods($channel: String!) {
  me {
    storedPaymentMethods(channel: $channel) {
      id
      paymentMethodId
      type
      name
      data
      gateway { id }
    }
  }
}`;

const ADD = `mutation AddMethod($gateway: String!, $channel: String!) {
  paymentMethodInitializeTokenization(
    id: $gateway, channel: $channel, paymentFlowToSupport: INTERACTIVE
  ) {
    id
    data
    errors { field code message }
  }
}`;

const ADDED = `mutation MethodAdded($id: String!, $channel: String!) {
  paymentMethodProcessTokenization(id: $id, channel: $channel) {
    result
    errors { field code message }
  }
}`;

const OPEN = `mutation OpenWallet($gateway: String!, $channel: String!) {
  paymentGatewayInitializeTokenization(id: $gateway, channel: $channel) {
    data
    errors { field code message }
  }
}`;

const REMOVE = `mutation RemoveMethod($id: ID!, $channel: String!) {
  storedPaymentMethodRequestDelete(id: $id, channel: $channel) {
    result
    errors { field code message }
  }
}`;

/** All that is sent here: what a server of yours that keeps the token may let pass. */
export const STORED_METHOD_OPERATIONS: readonly string[] = [LIST, ADD, ADDED, OPEN, REMOVE];

interface Me {
  storedPaymentMethods: (StoredMethod & { gateway: { id: string } })[];
}

interface Opened {
  id: string;
  data: Wallet;
}
