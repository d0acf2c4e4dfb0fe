import { Trouble, ask, configuration } from "../graphql.js";
import { html, show } from "../html.js";
import { PRODUCTS } from "../operations.js";
import { session } from "../session.js";
import { say, won } from "../words.js";

const CUP = html`<svg viewBox="0 0 400 300" role="img" aria-label="찻잔">
  <ellipse cx="200" cy="252" rx="120" ry="16" fill="#2f5a4f" opacity=".18"/>
  <ellipse cx="200" cy="236" rx="132" ry="18" fill="#8fb5a7"/>
  <ellipse cx="200" cy="232" rx="118" ry="13" fill="#7aa596"/>
  <path d="M104 96c0 86 34 130 96 130s96-44 96-130z" fill="#9fc3b5"/>
  <path d="M104 96c0 86 34 130 96 130-40-14-62-60-64-130z" fill="#b6d3c8"/>
  <ellipse cx="200" cy="96" rx="96" ry="20" fill="#c9ded5"/>
  <ellipse cx="200" cy="98" rx="84" ry="15" fill="#7c5a36"/>
  <path d="M150 150c14 22 22 34 50 34M158 140c16 8 26 8 40 2" stroke="#e6f1ec" stroke-width="4"
    fill="none" stroke-linecap="round"/>
  <path d="M176 64c-8-14 10-18 2-34M208 60c-8-14 10-18 2-34" stroke="#fff" stroke-width="5"
    fill="none" stroke-linecap="round" opacity=".7"/>
</svg>`;

export async function shopPage() {
  const { channel } = await configuration();
  const product = (await ask(PRODUCTS, { channel })).edges[0]?.node;
  if (!product) throw new Trouble(say("empty"));
  const variants = product.variants.filter((variant) => variant.pricing?.price);
  const main = show(html`
    <div class="columns">
      <div class="picture">${CUP}</div>
      <form class="card">
        <h1>${product.name}</h1>
        <p>${say("story")}</p>
        <p class="price"><output></output></p>
        <fieldset><legend>${say("variant")}</legend><div class="choices">
          ${variants.map(
            (variant, index) => html`<label><input type="radio" name="variant" value="${variant.id}"
              ${index === 0 ? "checked" : ""}><span>${variant.name}</span></label>`,
          )}</div></fieldset>
        <label><span>${say("quantity")}</span>
          <input type="number" name="quantity" min="1" max="9" value="1" required></label>
        <fieldset><legend>${say("as")}</legend><div class="choices">
          ${["guest", "member"].map(
            (buyer) => html`<label><input type="radio" name="buyer" value="${buyer}"
              ${buyer === session.buyer ? "checked" : ""}><span>${say(buyer)}</span></label>`,
          )}</div>
          <p class="soft">${say("asNote")}</p></fieldset>
        <button type="submit">${say("toCheckout")}</button>
      </form>
    </div>`);
  const form = main.querySelector("form");
  const price = () => {
    const chosen = variants.find((variant) => variant.id === form.variant.value);
    form.querySelector("output").textContent = won(chosen.pricing.price.gross.amount);
  };
  form.onchange = price;
  price();
  form.onsubmit = (event) => {
    event.preventDefault();
    session.variant = form.variant.value;
    session.quantity = form.quantity.value;
    session.buyer = form.buyer.value;
    location.assign("/checkout");
  };
}
