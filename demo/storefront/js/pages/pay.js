import { needsConsent, openWallet, openWindow } from "../brandpay.js";
import { Paid, Trouble } from "../graphql.js";
import { html, show, wait } from "../html.js";
import { hasLeft, loseAnswers } from "../leaving.js";
import { begin, cameBack, forgetReturn, isUnderWay, proceed } from "../paying.js";
import { readable, trouble } from "../trouble.js";
import { say } from "../words.js";

/** The page to which the window returns: its query goes to Saleor as it is. */
export async function payPage() {
  const returned = cameBack();
  if (!isUnderWay()) throw new Trouble(say("noPayment"), "NO_PAYMENT", say("noSuchPayment"));
  await finished(returned);
}

export async function finished(returned) {
  wait(say("finishing"));
  // Reloaded before the answer is in, the page sends the same return again.
  arrived(await proceed(returned, checking).finally(forgetReturn));
}

export function checking() {
  if (hasLeft()) return;
  show(html`<p class="note"><span class="spinner"></span>${say("checking")}</p>`);
}

/** To the order; without one, why not, and the window once more. */
export function arrived({ order, data }) {
  if (!order) return askAgain(data);
  // Who leaves has not seen it: a worker may have taken the answers that were to be lost.
  if (!hasLeft()) location.replace(`/order?id=${encodeURIComponent(order.id)}`);
}

function askAgain(data) {
  const main = show(html`
    <section class="card narrow">
      <h1>${say("notPaid")}</h1>
      ${data.error && html`<p class="note bad" role="alert">${readable(data.error)}</p>`}
      <div class="buttons">
        ${(data.payment || data.charge || data.ended) &&
        html`<button class="brandpay" type="button">${say(data.charge ? "payNow" : "again")}</button>`}
        <a href="/">${say("backToShop")}</a>
      </div>
    </section>`);
  const button = main.querySelector("button");
  if (!button) return;
  button.onclick = async () => {
    button.disabled = true;
    button.innerHTML = html`<span class="spinner"></span>${say("opening")}`;
    try {
      if (needsConsent(data)) return await consent(data);
      if (data.charge) return await finished({ charge: data.charge });
      await payIn(data.ended ? await begin({}, checking) : { data: { ...data, error: null } });
    } catch (error) {
      if (error instanceof Paid) return trouble(error);
      askAgain({ ...data, error });
    }
  };
}

/** Asks the buyer, once, whether this method may be charged at once; then it is. */
async function consent(data) {
  if (await openWallet(data, "requestBillingAuth")) return finished({ charge: data.charge });
  // The way on is a payment of its own, in the window.
  askAgain({ ended: true, error: data.error });
}

/** Opens the window of that answer, unless there is an order already, or a reason not to. */
export async function payIn(answer) {
  if (!answer.order && needsConsent(answer.data)) return consent(answer.data);
  if (answer.order || answer.data.error || !answer.data.payment) return arrived(answer);
  await loseAnswers();
  const returned = await openWindow(answer.data);
  // Only without a return address does the window come back to this page.
  if (returned) await finished(returned);
}
