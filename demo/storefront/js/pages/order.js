import { Trouble, ask, configuration } from "../graphql.js";
import { goods, sums } from "../goods.js";
import { html, show } from "../html.js";
import { order as ORDER } from "../operations.js";
import { paid } from "../paid.js";
import { isId } from "../trouble.js";
import { say } from "../words.js";

/** The order that the address names, with its payment. Throws Trouble when there is none. */
export async function orderOfAddress() {
  const id = new URLSearchParams(location.search).get("id") ?? "";
  const { host } = await configuration();
  const version = Number(host.match(/3\.\d+/)) || Infinity;
  const order = isId(id, "Order") && (await ask(ORDER(version), { id }, "staff"));
  if (!order) throw new Trouble(say("noOrderText"), "NO_ORDER", say("noOrder"));
  return { order, ...paid(order) };
}

/** What a buyer sees of his order. */
export async function orderPage() {
  const found = await orderOfAddress();
  const { order, status } = found;
  show(html`
    <section class="card narrow">
      <p class="done" aria-hidden="true">✓</p>
      <h1>${say("thanks")}</h1>
      <p>${say("number")} <b>#${order.number}</b> <span class="badge">${say(status)}</span></p>
      ${bill(found)}
      ${await receipt(found)}
      <p><a class="button" href="/">${say("shopOn")}</a></p>
    </section>
    <p class="soft narrow">${say("staffNote")}
      <a id="back-office" href="/staff/order?id=${encodeURIComponent(order.id)}">${say("backOffice")}</a>
    </p>`);
}

export function bill({ order, held, method }) {
  const total = order.total.gross.amount;
  const back = total - held;
  return html`
    ${goods(order.lines.map(bought))}
    <dl><dt>${say("paidWith")}</dt><dd id="method">${method}</dd></dl>
    ${sums([
      [say("shipping"), order.shippingPrice.gross.amount],
      [say("orderTotal"), total],
      ...(back ? [[say("REFUND"), -back]] : []),
      [say("received"), held, "held"],
    ])}`;
}

function bought({ productName, variantName, quantity, unitPrice, variant }) {
  const amount = unitPrice.gross.amount * quantity;
  return { sku: variant?.sku, product: productName, variant: variantName, quantity, amount };
}

/** Toss's own receipt of a sandbox's payment would be an address that nobody serves. */
async function receipt({ order, reference }) {
  const { sandboxUrl } = await configuration();
  const isThere = order.metadata.some((item) => item.key === "brandpay.receiptUrl");
  if (!isThere || !reference) return "";
  return html`<p class="soft"><a id="receipt" target="_blank"
    href="${sandboxUrl}/console/payments/${reference}">${say("receipt")}</a></p>`;
}
