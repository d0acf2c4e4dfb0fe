import { GATEWAY, complete, openWindow } from "../brandpay.js";
import { Trouble, ask, configuration } from "../graphql.js";
import { html, show } from "../html.js";
import { CHECKOUT_CREATE, DELIVERY, PAYMENT_CREATE } from "../operations.js";
import { session } from "../session.js";
import { language, say, won } from "../words.js";
import { finished } from "./pay.js";

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
        <fieldset><legend>${say("mode")}</legend><div class="choices">
          <label><input type="radio" name="mode" value="redirect" checked>
            <span>${say("redirect")}</span></label>
          <label><input type="radio" name="mode" value="promise">
            <span>${say("promise")}</span></label></div></fieldset>
        <p class="note bad" role="alert" hidden></p>
        <button class="brandpay" type="submit">${say("pay", { amount: won(total) })}</button>
      </form>
    </div>`);
  const form = main.querySelector("form");
  form.onsubmit = (event) => {
    event.preventDefault();
    pay(form).catch((error) => complain(form, error));
  };
}

async function pay(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  const input = { gateway: GATEWAY };
  if (form.mode.value === "redirect") input.returnUrl = `${location.origin}/pay`;
  await ask(PAYMENT_CREATE, { id: session.checkout, input }, session.who);
  const { data } = await complete();
  const returned = await openWindow(data);
  // Only without a return address does the window come back to this page.
  if (returned) await finished(returned);
}

function complain(form, error) {
  const box = form.querySelector(".note");
  box.textContent = error.message;
  box.hidden = false;
  form.querySelector("button").disabled = false;
}
