import { html } from "./html.js";

/** Drawn here: the shop loads nothing from elsewhere. Each is 400 by 300. */
const CUP = html`
  <ellipse cx="200" cy="252" rx="120" ry="16" fill="#2f5a4f" opacity=".16"/>
  <ellipse cx="200" cy="236" rx="132" ry="18" fill="#8fb5a7"/>
  <ellipse cx="200" cy="232" rx="118" ry="13" fill="#7aa596"/>
  <path d="M104 96c0 86 34 130 96 130s96-44 96-130z" fill="#9fc3b5"/>
  <path d="M104 96c0 86 34 130 96 130-40-14-62-60-64-130z" fill="#b6d3c8"/>
  <ellipse cx="200" cy="96" rx="96" ry="20" fill="#c9ded5"/>
  <ellipse cx="200" cy="98" rx="84" ry="15" fill="#7c5a36"/>
  <path d="M236 150c-4 22-16 34-40 38m26-50c-8 14-20 20-36 20" stroke="#e6f1ec" stroke-width="4"
    fill="none" stroke-linecap="round"/>
  <path d="M176 64c-8-14 10-18 2-34M208 60c-8-14 10-18 2-34" stroke="#fff" stroke-width="5"
    fill="none" stroke-linecap="round" opacity=".7"/>`;

const SAUCER = html`
  <ellipse cx="200" cy="212" rx="150" ry="30" fill="#2f5a4f" opacity=".16"/>
  <ellipse cx="200" cy="168" rx="168" ry="62" fill="#9fc3b5"/>
  <ellipse cx="200" cy="160" rx="168" ry="60" fill="#c9ded5"/>
  <ellipse cx="200" cy="164" rx="120" ry="38" fill="#a9cabd"/>
  <ellipse cx="200" cy="167" rx="66" ry="19" fill="none" stroke="#e6f1ec" stroke-width="4"/>`;

const POT = html`
  <ellipse cx="200" cy="254" rx="130" ry="15" fill="#2f5a4f" opacity=".16"/>
  <path d="M286 128c62-24 78 64-4 76" fill="none" stroke="#8fb5a7" stroke-width="18"
    stroke-linecap="round"/>
  <path d="M120 196c-48-8-60-52-84-76l26-10c12 28 30 46 64 46z" fill="#8fb5a7"/>
  <path d="M106 172c0-52 40-84 94-84s94 32 94 84c0 48-36 78-94 78s-94-30-94-78z" fill="#9fc3b5"/>
  <path d="M106 172c0-52 40-84 94-84-46 20-66 50-66 88 0 34 18 58 50 73-48-6-78-34-78-77z"
    fill="#b6d3c8"/>
  <ellipse cx="200" cy="92" rx="56" ry="14" fill="#7aa596"/>
  <path d="M146 90c6-20 26-30 54-30s48 10 54 30z" fill="#c9ded5"/>
  <circle cx="200" cy="54" r="11" fill="#8fb5a7"/>
  <path d="M236 150c-4 26-18 44-44 50m26-66c-8 16-22 24-40 24" stroke="#e6f1ec" stroke-width="4"
    fill="none" stroke-linecap="round"/>`;

const at = (drawing, x, y, scale) =>
  html`<g transform="translate(${x} ${y}) scale(${scale})">${drawing}</g>`;

const DRAWINGS = {
  cup: CUP,
  saucer: SAUCER,
  pair: [at(CUP, 4, 78, 0.58), at(CUP, 164, 88, 0.62)],
  set: [at(POT, 16, 0, 0.78), at(CUP, -8, 160, 0.42), at(CUP, 226, 150, 0.46)],
};

/** The goods of that SKU; the name beside it says what it is. */
export function picture(sku) {
  return html`<svg class="goods" viewBox="0 0 400 300" aria-hidden="true">${DRAWINGS[sku] ?? CUP}</svg>`;
}
