import { GATEWAY } from "../brandpay.js";
import { ask, configuration } from "../graphql.js";
import { html, show } from "../html.js";
import { ORDER, REFUND } from "../operations.js";
import { say, won } from "../words.js";

/** The order with its payment; beside it what staff can do with it. */
export async function orderPage() {
  const id = new URLSearchParams(location.search).get("id");
  await draw(id);
}

async function draw(id, said) {
  const [order, config] = [await ask(ORDER, { id }, "staff"), await configuration()];
  const payment = order.payments.find((item) => item.gateway === GATEWAY && item.pspReference);
  const held = payment?.capturedAmount.amount ?? 0;
  const main = show(html`
    <h1>${say("thanks")} <span class="badge">${say(order.paymentStatus)}</span></h1>
    ${said && html`<p class="note ${said.bad ? "bad" : ""}" role="status">${said.text}</p>`}
    <div class="columns">
      <section class="card">
        <dl>
          <dt>${say("number")}</dt><dd>#${order.number}</dd>
          ${order.lines.map(
            (line) => html`<dt>${line.productName} ${line.variantName}</dt>
              <dd>× ${line.quantity}</dd>`,
          )}
          <dt>${say("total")}</dt><dd>${won(order.total.gross.amount)}</dd>
          <dt>${say("paidWith")}</dt><dd id="method">${method(payment)}</dd>
          <dt class="sum">${say("received")}</dt><dd class="sum" id="held">${won(held)}</dd>
        </dl>
        ${links(order, payment, config)}
      </section>
      <section class="card">
        <h2>${say("backOffice")}</h2>
        ${held > 0 ? refundForm(held) : html`<p>${say("allRefunded")}</p>`}
      </section>
    </div>
    <section class="card">
      <h2>${say("history")}</h2>
      ${history(payment)}
    </section>
    <p><a href="/">${say("backToShop")}</a></p>`);
  listen(main, order, held);
}

function method(payment) {
  const card = payment?.creditCard;
  // Saleor gives a bank account's bank as the brand of a card without a number.
  if (!card?.lastDigits) return payment ? say(payment.paymentMethodType) : "-";
  return `${card.brand} •••• ${card.lastDigits}`;
}

function links(order, payment, config) {
  const receipt = order.metadata.find((item) => item.key === "brandpay.receiptUrl")?.value;
  const console_ = payment && `${config.sandboxUrl}/console/payments/${payment.pspReference}`;
  return html`<p class="soft">
    ${receipt && html`<a id="receipt" href="${receipt}" target="_blank" rel="noreferrer">
      ${say("receipt")}</a> · `}
    ${console_ && html`<a href="${console_}" target="_blank">${say("console")}</a>`}</p>`;
}

function refundForm(held) {
  const some = Math.min(5000, held);
  return html`<form class="buttons">
    <label><span>${say("amount")}</span>
      <input type="number" name="amount" min="1" max="${held}" value="${some}" required></label>
    <button type="submit" class="second">${say("part")}</button>
    <button type="button" name="rest">${say("rest", { amount: won(held) })}</button>
  </form>`;
}

function history(payment) {
  return html`<table>
    <tr><th>${say("kind")}</th><th>${say("reference")}</th><th class="won">${say("won")}</th></tr>
    ${(payment?.transactions ?? []).map(
      (row) => html`<tr>
        <td>${say(row.kind)} ${!row.isSuccess && `(${say("failed")})`}</td>
        <td><code>${row.token}</code> ${row.error}</td>
        <td class="won">${won(row.amount.amount)}</td></tr>`,
    )}</table>`;
}

function listen(main, order, held) {
  const form = main.querySelector("form");
  if (!form) return;
  form.onsubmit = (event) => {
    event.preventDefault();
    refund(form, order, Number(form.amount.value));
  };
  form.rest.onclick = () => refund(form, order, held);
}

async function refund(form, order, amount) {
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  let said = { text: say("refunded", { amount: won(amount) }) };
  try {
    await ask(REFUND, { id: order.id, amount }, "staff");
  } catch (error) {
    said = { text: error.message, bad: true };
  }
  await draw(order.id, said);
}
