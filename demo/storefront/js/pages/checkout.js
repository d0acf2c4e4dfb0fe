import { Paid, Trouble, ask, configuration, sweeps } from "../graphql.js";
import { goods, sums } from "../goods.js";
import { html, show } from "../html.js";
import { methodsOfCheckout, named } from "../methods.js";
import { CHECKOUT_CREATE, DELIVERY } from "../operations.js";
import { begin } from "../paying.js";
import { session } from "../session.js";
import { readable, trouble } from "../trouble.js";
import { language, say, won } from "../words.js";
import { checking, payIn } from "./pay.js";

const ADDRESS = {
  firstName: "길동",
  lastName: "홍",
  streetAddress1: "테헤란로 131",
  city: "강남구",
  countryArea: "서울특별시",
  postalCode: "06133",
  country: "KR",
  phone: "+821012345678",
};

async function createCheckout() {
  const config = await configuration();
  const input = {
    channel: config.channel,
    email: session.buyer === "member" ? config.buyer.email : "guest@example.com",
    lines: [{ variantId: session.variant, quantity: Number(session.quantity) }],
    shippingAddress: ADDRESS,
    billingAddress: ADDRESS,
    languageCode: language.code.toUpperCase(),
  };
  const { checkout } = await ask(CHECKOUT_CREATE, { input }, session.who);
  session.checkout = checkout.id;
  session.transaction = "";
  const price = checkout.totalPrice.gross.amount;
  const method = checkout.shippingMethods[0].id;
  const delivered = await ask(DELIVERY, { id: checkout.id, method }, session.who);
  return { lines: checkout.lines, price, total: delivered.checkout.totalPrice.gross.amount };
}

export async function checkoutPage() {
  if (!session.variant) throw new Trouble(say("empty"), "EMPTY", say("checkout"));
  const { lines, price, total } = await createCheckout();
  const member = session.buyer === "member";
  const methods = member ? await methodsOfCheckout(session.checkout, session.who) : [];
  const main = show(html`
    <h1>${say("checkout")}</h1>
    <div class="columns">
      <section class="card">
        <h2>${say("ordered")}</h2>
        ${goods(lines.map(bought))}
        <h2>${say("deliverTo")}</h2>
        <p>${say("address")}</p>
        ${sums([
          [say("goods"), price],
          [say("shipping"), total - price],
          [say("total"), total],
        ])}
      </section>
      <form class="card">
        <h2>${say("paying")}</h2>
        <p class="soft">${say("payingNote")}</p>
        <p class="note bad" role="alert" hidden></p>
        <div class="paybar">
          <button class="brandpay" type="submit">${say("pay", { amount: won(total) })}</button>
        </div>
        ${methods.length > 0 && oneTouch(methods)}
        ${options(await sweeps())}
      </form>
    </div>`);
  const form = main.querySelector("form");
  form.onsubmit = (event) => {
    event.preventDefault();
    pay(form, event.submitter);
  };
}

function bought({ quantity, totalPrice, variant }) {
  const { sku, name, product } = variant;
  return { sku, product: product.name, variant: name, quantity, amount: totalPrice.gross.amount };
}

/** What a shop decides once, and a visitor may try. */
function options(mayLeave) {
  return html`<details class="options">
    <summary>${say("options")}</summary>
    ${choice("api", ["payments", "transactions"])}
    ${choice("mode", ["redirect", "promise"])}
    ${mayLeave &&
    html`<label class="check"><input type="checkbox" name="leaves">
      <span>${say("leaves")}</span></label>`}
  </details>`;
}

function choice(name, values) {
  return html`<fieldset><legend>${say(name)}</legend><div class="choices">${values.map(
    (value) => html`<label><input type="radio" name="${name}" value="${value}"
      ${value === session[name] ? "checked" : ""}><span>${say(value)}</span></label>`,
  )}</div></fieldset>`;
}

/** The buyer's own cards and accounts: one press and it is paid. */
function oneTouch(methods) {
  return html`<section>
    <h2>${say("oneTouch")}</h2>
    <p class="soft">${say("oneTouchNote")}</p>
    <div class="buttons">${methods.map(
      (method) => html`<button class="second" type="submit" name="method"
        value="${method.paymentMethodId}">${named(method)} <span class="digits">${say("payNow")}</span></button>`,
    )}</div></section>`;
}

async function pay(form, button) {
  const stored = button?.name === "method";
  const label = button?.innerHTML;
  for (const other of form.querySelectorAll("button")) other.disabled = true;
  if (button) {
    button.innerHTML = html`<span class="spinner"></span>${say(stored ? "charging" : "opening")}`;
  }
  session.api = form.api.value;
  session.mode = form.mode.value;
  session.leaves = form.leaves?.checked && !stored ? "yes" : "";
  try {
    await payIn(await begin(stored ? { methodId: button.value } : {}, checking));
  } catch (error) {
    if (error instanceof Paid) return trouble(error);
    complain(form, error);
  }
  if (button) button.innerHTML = label;
}

function complain(form, error) {
  const box = form.querySelector(".note");
  const text = readable(error);
  if (!box.isConnected) return show(html`<p class="note bad" role="alert">${text}</p>`);
  box.textContent = text;
  box.hidden = false;
  for (const button of form.querySelectorAll("button")) button.disabled = false;
}
