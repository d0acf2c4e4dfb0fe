import { Trouble, ask, configuration } from "./graphql.js";
import { GATEWAY, openWallet } from "./brandpay.js";
import { html } from "./html.js";
import {
  ADD_METHOD,
  CHECKOUT_METHODS,
  METHOD_ADDED,
  MY_METHODS,
  REMOVE_METHOD,
  WALLET,
} from "./operations.js";
import { say } from "./words.js";

const ours = (methods) => methods.filter((method) => method.gateway.id === GATEWAY);

export async function methodsOfMember() {
  const { channel } = await configuration();
  const me = await ask(MY_METHODS, { channel }, "buyer");
  return ours(me.storedPaymentMethods);
}

/** Of the buyer whose checkout it is; empty for everybody else. */
export async function methodsOfCheckout(id, who) {
  return ours((await ask(CHECKOUT_METHODS, { id }, who)).storedPaymentMethods);
}

/** A card or account more; whether the list has changed. */
export async function add() {
  const { channel } = await configuration();
  const opened = await ask(ADD_METHOD, { gateway: GATEWAY, channel }, "buyer");
  if (!(await openWallet(opened.data, "addPaymentMethod"))) return false;
  await ask(METHOD_ADDED, { id: opened.id, channel }, "buyer");
  return true;
}

/** Toss's own settings: names, password, which one comes first. */
export async function manage() {
  const { channel } = await configuration();
  const opened = await ask(WALLET, { gateway: GATEWAY, channel }, "buyer");
  await openWallet(opened.data, "openSettings");
  // Reads the list anew, whatever was changed there.
  await ask(METHOD_ADDED, { id: GATEWAY, channel }, "buyer");
}

/** May be charged without the window from now on (자동결제); whether the buyer agreed. */
export async function agree() {
  const { channel } = await configuration();
  const opened = await ask(WALLET, { gateway: GATEWAY, channel }, "buyer");
  return openWallet(opened.data, "requestBillingAuth");
}

export async function remove(id) {
  const { channel } = await configuration();
  try {
    await ask(REMOVE_METHOD, { id, channel }, "buyer");
  } catch (error) {
    // The code is for programs.
    throw new Trouble(error.message.replace(/ \[[A-Z_]+\]$/, ""));
  }
}

export function named(method) {
  const { name, brand, lastDigits, isDefault } = method.data;
  return html`<b>${name || brand}</b> <span class="digits">•••• ${lastDigits}</span>
    ${isDefault && html`<span class="badge">${say("default")}</span>`}`;
}
