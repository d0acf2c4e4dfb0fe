import { ask, sweeps } from "../graphql.js";
import { html, show } from "../html.js";
import { ORDERS } from "../operations.js";
import { say, won } from "../words.js";

const SECONDS = 2;

/** The shop's orders, as they come; after `?left`, one that is made without its buyer. */
export async function staffPage() {
  const left = new URLSearchParams(location.search).has("left");
  const before = await orders();
  const main = show(html`
    <h1>${say("staff")}</h1>
    ${left && html`<p class="note" role="status"><span class="spinner"></span>${say("left")}</p>`}
    <section class="card">
      <h2>${say("orders")}</h2>
      <div id="orders"></div>
    </section>
    ${(await sweeps()) && html`<p class="soft">${say("sweepNote")}</p>`}`);
  draw(main, before);
  watch(main, before, left);
}

async function orders() {
  const { edges } = await ask(ORDERS, {}, "staff");
  return edges.map((edge) => edge.node).sort((one, other) => other.number - one.number);
}

function draw(main, found) {
  main.querySelector("#orders").innerHTML = found.length ? table(found) : say("noOrders");
}

function table(found) {
  return html`<table>
    <tr><th>${say("number")}</th><th>${say("buyer")}</th><th>${say("state")}</th>
      <th class="won">${say("won")}</th></tr>
    ${found.map(
      (order) => html`<tr>
        <td><a href="/staff/order?id=${encodeURIComponent(order.id)}">#${order.number}</a></td>
        <td class="mail">${mail(order.userEmail)}</td>
        <td>${say(order.paymentStatus)}</td>
        <td class="won">${won(order.total.gross.amount)}</td></tr>`,
    )}</table>`;
}

/** May be broken there, and nowhere else. */
function mail(address) {
  const [name, domain] = address.split("@");
  return html`${name}<wbr>@${domain}`;
}

async function watch(main, before, left) {
  const known = JSON.stringify(before);
  await new Promise((done) => setTimeout(done, SECONDS * 1000));
  // What cannot be read now can be in two seconds.
  const found = await orders().catch(() => before);
  if (JSON.stringify(found) !== known) draw(main, found);
  const made = left && found.find(({ id }) => !before.some((order) => order.id === id));
  if (made) main.querySelector(".note").textContent = say("madeWithout", made);
  watch(main, found, left && !made);
}
