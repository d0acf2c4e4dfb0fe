import { Trouble, ask, configuration } from "../graphql.js";
import { html, show } from "../html.js";
import { methodsOfCheckout, named } from "../methods.js";
import { CHECKOUT_CREATE, DELIVERY } from "../operations.js";
import { begin } from "../paying.js";
import { session } from "../session.js";
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
  const goods = checkout.totalPrice.gross.amount;
  const method = checkout.shippingMethods[0].id;
  const delivered = await ask(DELIVERY, { id: checkout.id, method }, session.who);
  return { goods, total: delivered.checkout.totalPrice.gross.amount };
}

export async function checkoutPage() {
  if (!session.variant) throw new Trouble(say("empty"));
  const { goods, total } = await createCheckout();
  const member = session.buyer === "member";
  const methods = member ? await methodsOfCheckout(session.checkout, session.who) : [];
  const main = show(html`
    <h1>${say("checkout")}</h1>
    <div class="columns">
      <section class="card">
        <h2>${say("deliverTo")}</h2>
        <p>${say("address")}</p>
        <dl>
          <dt>${say("goods")}</dt><dd>${won(goods)}</dd>
          <dt>${say("shipping")}</dt><dd>${won(total - goods)}</dd>
          <dt class="sum">${say("total")}</dt><dd class="sum">${won(total)}</dd>
        </dl>
      </section>
      <form class="card">
        ${choice("api", ["payments", "transactions"])}
        ${choice("mode", ["redirect", "promise"])}
        <p class="note bad" role="alert" hidden></p>
        <button class="brandpay" type="submit">${say("pay", { amount: won(total) })}</button>
        ${methods.length > 0 && oneTouch(methods)}
      </form>
    </div>`);
  const form = main.querySelector("form");
  form.onsubmit = (event) => {
    event.preventDefault();
    pay(form, event.submitter?.name === "method" ? { methodId: event.submitter.value } : {});
  };
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
        value="${method.paymentMethodId}">${named(method)} ${say("payNow")}</button>`,
    )}</div></section>`;
}

async function pay(form, wish) {
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  session.api = form.api.value;
  session.mode = form.mode.value;
  try {
    await payIn(await begin(wish, checking));
  } catch (error) {
    complain(form, error);
  }
}

function complain(form, error) {
  const box = form.querySelector(".note");
  if (!box.isConnected) return show(html`<p class="note bad" role="alert">${error.message}</p>`);
  box.textContent = error.message;
  box.hidden = false;
  for (const button of form.querySelectorAll("button")) button.disabled = false;
}
