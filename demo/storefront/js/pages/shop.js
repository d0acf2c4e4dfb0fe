import { Trouble, ask, configuration } from "../graphql.js";
import { html, show } from "../html.js";
import { PRODUCTS } from "../operations.js";
import { picture } from "../pictures.js";
import { session } from "../session.js";
import { inLanguage, say, won } from "../words.js";

export async function shopPage() {
  const { channel } = await configuration();
  const product = (await ask(PRODUCTS, { channel })).edges[0]?.node;
  if (!product) throw new Trouble(say("empty"));
  const variants = product.variants.filter((variant) => variant.pricing?.price);
  const main = show(html`
    <div class="columns">
      <div class="picture"></div>
      <form class="card">
        <h1>${inLanguage(product.name)}</h1>
        <p>${say("story")}</p>
        <p class="price won"><output></output></p>
        <fieldset><legend>${say("variant")}</legend><div class="choices goods-choices">
          ${variants.map(choice)}</div></fieldset>
        <label class="quantity"><span>${say("quantity")}</span>
          <input type="number" name="quantity" min="1" max="9" value="1" required></label>
        <fieldset><legend>${say("as")}</legend><div class="choices">
          ${["guest", "member"].map(
            (buyer) => html`<label><input type="radio" name="buyer" value="${buyer}"
              ${buyer === session.buyer ? "checked" : ""}><span>${say(buyer)}</span></label>`,
          )}</div>
          <p class="soft">${say("asNote")}</p></fieldset>
        <button type="submit">${say("toCheckout")}</button>
        <p class="soft">${say("delivery")}</p>
      </form>
    </div>`);
  listen(main, variants);
}

function choice(variant, index) {
  return html`<label><input type="radio" name="variant" value="${variant.id}"
      ${index === 0 ? "checked" : ""}>
    <span>${picture(variant.sku)}${inLanguage(variant.name)}
      <small class="won">${won(variant.pricing.price.gross.amount)}</small></span></label>`;
}

function listen(main, variants) {
  const form = main.querySelector("form");
  const draw = () => {
    const chosen = variants.find((variant) => variant.id === form.variant.value);
    const price = chosen.pricing.price.gross.amount * (form.quantity.valueAsNumber || 1);
    form.querySelector("output").textContent = won(price);
    main.querySelector(".picture").innerHTML = picture(chosen.sku);
  };
  form.onchange = draw;
  form.oninput = draw;
  draw();
  form.onsubmit = (event) => {
    event.preventDefault();
    session.variant = form.variant.value;
    session.quantity = form.quantity.value;
    session.buyer = form.buyer.value;
    location.assign("/checkout");
  };
}
