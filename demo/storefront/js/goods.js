import { html } from "./html.js";
import { picture } from "./pictures.js";
import { inLanguage, say, won } from "./words.js";

/** What is bought, each with its picture: `{ sku, product, variant, quantity, amount }`. */
export function goods(lines) {
  return html`<ul class="lines">${lines.map(
    (line) => html`<li>
      <span class="thumb">${picture(line.sku)}</span>
      <span><b>${inLanguage(line.product)}</b>
        <span class="soft">${inLanguage(line.variant)} · ${say("pieces", line)}</span></span>
      <span class="won">${won(line.amount)}</span></li>`,
  )}</ul>`;
}

/** Amounts, one below the other: `[name, amount, id?]`; the last one is the sum. */
export function sums(rows) {
  return html`<dl>${rows.map(([name, amount, id], index) => {
    const last = index === rows.length - 1 && "sum";
    return html`<dt class="${last}">${name}</dt>
      <dd class="won ${last}" ${id && html`id="${id}"`}>${won(amount)}</dd>`;
  })}</dl>`;
}
