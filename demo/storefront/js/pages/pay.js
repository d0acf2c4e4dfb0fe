import { complete, openWindow } from "../brandpay.js";
import { html, show } from "../html.js";
import { say } from "../words.js";

/** The page to which the window returns: its query goes to Saleor as it is. */
export async function payPage() {
  const returned = Object.fromEntries(new URLSearchParams(location.search));
  if (returned.amount) returned.amount = Number(returned.amount);
  // The payment key shall not stay in the address or in the history.
  history.replaceState(null, "", "/pay");
  await finished(Object.keys(returned).length ? returned : undefined);
}

export async function finished(returned) {
  show(html`<p><span class="spinner"></span>${say("finishing")}</p>`);
  const answer = await complete(returned, () =>
    show(html`<p class="note"><span class="spinner"></span>${say("checking")}</p>`),
  );
  if (answer.order) {
    location.replace(`/order?id=${encodeURIComponent(answer.order.id)}`);
    return;
  }
  askAgain(answer.data);
}

function askAgain(data) {
  const main = show(html`
    <section class="card">
      <h1>${say("notPaid")}</h1>
      ${data.error && html`<p class="note bad" role="alert">${data.error.message}</p>`}
      <div class="buttons">
        ${data.payment && html`<button class="brandpay" type="button">${say("again")}</button>`}
        <a href="/">${say("backToShop")}</a>
      </div>
    </section>`);
  const button = main.querySelector("button");
  if (!button) return;
  button.onclick = async () => {
    button.disabled = true;
    try {
      const returned = await openWindow(data);
      if (returned) await finished(returned);
    } catch (error) {
      askAgain({ ...data, error });
    }
  };
}
