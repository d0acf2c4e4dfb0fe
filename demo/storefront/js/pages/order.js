import { ask, configuration } from "../graphql.js";
import { html, show } from "../html.js";
import { order as ORDER } from "../operations.js";
import { paid } from "../paid.js";
import { say, won } from "../words.js";

/** The order with its payment; beside it what staff can do with it. */
export async function orderPage() {
  const id = new URLSearchParams(location.search).get("id");
  await draw(id);
}

async function draw(id, said) {
  const config = await configuration();
  const version = Number(config.host.match(/3\.\d+/));
  const order = await ask(ORDER(version || Infinity), { id }, "staff");
  const { status, held, method, reference, rows, refund } = paid(order);
  const main = show(html`
    <h1>${say("thanks")} <span class="badge">${say(status)}</span></h1>
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
          <dt>${say("paidWith")}</dt><dd id="method">${method}</dd>
          <dt class="sum">${say("received")}</dt><dd class="sum" id="held">${won(held)}</dd>
        </dl>
        ${links(order, reference, config)}
      </section>
      <section class="card">
        <h2>${say("backOffice")}</h2>
        ${held > 0 ? refundForm(held) : html`<p>${say("allRefunded")}</p>`}
      </section>
    </div>
    <section class="card">
      <h2>${say("history")}</h2>
      ${history(rows)}
    </section>
    <p><a href="/">${say("backToShop")}</a></p>`);
  listen(main, held, (amount) => giveBack(main, order, amount, refund));
}

function links(order, reference, config) {
  const receipt = order.metadata.find((item) => item.key === "brandpay.receiptUrl")?.value;
  const console_ = reference && `${config.sandboxUrl}/console/payments/${reference}`;
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

function history(rows) {
  return html`<table>
    <tr><th>${say("kind")}</th><th>${say("reference")}</th><th class="won">${say("won")}</th></tr>
    ${rows.map(
      (row) => html`<tr>
        <td>${say(row.kind)} ${row.failed && `(${say("failed")})`}</td>
        <td><code>${row.reference}</code> ${row.text}</td>
        <td class="won">${won(row.amount)}</td></tr>`,
    )}</table>`;
}

function listen(main, held, refundOf) {
  const form = main.querySelector("form");
  if (!form) return;
  form.onsubmit = (event) => {
    event.preventDefault();
    refundOf(Number(form.amount.value));
  };
  form.rest.onclick = () => refundOf(held);
}

async function giveBack(main, order, amount, refund) {
  for (const button of main.querySelectorAll("button")) button.disabled = true;
  let said = { text: say("refunded", { amount: won(amount) }) };
  try {
    await refund(amount);
  } catch (error) {
    said = { text: error.message, bad: true };
  }
  await draw(order.id, said);
}
