/** Text made safe for HTML; what `html` made itself is not escaped twice. */
class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function safe(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(safe).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (letter) => ESCAPES[letter]);
}

export function html(parts, ...values) {
  return new Html(parts.reduce((text, part, index) => text + safe(values[index - 1]) + part));
}

/** Fill the page; the first heading's text becomes its title. */
export function show(content) {
  const main = document.getElementById("main");
  main.innerHTML = String(content);
  const heading = main.querySelector("h1");
  document.title = heading ? `${heading.textContent} · 청자방` : "청자방 Celadon";
  return main;
}

/** What the page is busy with, for as long as there is nothing else to see. */
export function wait(text) {
  return show(html`<p class="wait" role="status"><span class="spinner"></span>${text}</p>`);
}
