import { html, show } from "../html.js";
import { readable } from "../trouble.js";
import { say, won } from "../words.js";
import { bill, orderOfAddress } from "./order.js";

/** An order as staff see it: what came of its payment, and how to give it back. */
export async function refundPage(said) {
  const found = await orderOfAddress();
  const { order, status, held, rows } = found;
  const main = show(html`
    <p><a href="/staff">← ${say("orders")}</a></p>
    <h1>${say("number")} #${order.number} <span class="badge">${say(status)}</span></h1>
    ${said && html`<p class="note ${said.bad && "bad"}" role="status">${said.text}</p>`}
    <div class="columns">
      <section class="card">${bill(found)}</section>
      <section class="card">
        <h2>${say("refund")}</h2>
        ${held > 0 ? refundForm(held) : html`<p>${say("allRefunded")}</p>`}
      </section>
    </div>
    <section class="card">
      <h2>${say("history")}</h2>
      ${history(rows)}
    </section>`);
  listen(main, found);
}

function refundForm(held) {
  const some = Math.min(5000, held);
  return html`<form class="buttons">
    <label><span>${say("amount")}</span>
      <input type="number" name="amount" min="1" max="${held}" value="${some}" required></label>
    <button type="submit">${say("part")}</button>
    <button type="button" name="rest" class="second">${say("rest", { amount: won(held) })}</button>
  </form>`;
}

function history(rows) {
  return html`<table>
    <tr><th>${say("kind")}</th><th>${say("reference")}</th><th class="won">${say("won")}</th></tr>
    ${rows.map(
      (row) => html`<tr>
        <td>${say(row.kind)} ${row.failed && `(${say("failed")})`}</td>
        <td class="reference"><code>${row.reference}</code> ${row.text}</td>
        <td class="won">${won(row.amount)}</td></tr>`,
    )}</table>`;
}

function listen(main, { held, refund }) {
  const form = main.querySelector("form");
  if (!form) return;
  form.onsubmit = (event) => {
    event.preventDefault();
    giveBack(event.submitter, form, Number(form.amount.value), refund);
  };
  form.rest.onclick = () => giveBack(form.rest, form, held, refund);
}

async function giveBack(button, form, amount, refund) {
  for (const other of form.querySelectorAll("button")) other.disabled = true;
  if (button) button.innerHTML = html`<span class="spinner"></span>${say("refunding")}`;
  let said = { text: say("refunded", { amount: won(amount) }) };
  try {
    await refund(amount);
  } catch (error) {
    said = { text: readable(error), bad: true };
  }
  await refundPage(said);
}
