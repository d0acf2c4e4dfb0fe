import { Paid, Trouble } from "./graphql.js";
import { html, show } from "./html.js";
import { say } from "./words.js";

/** What a buyer reads in the place of Saleor's words for programmers. */
const BY_CODE = {
  NOT_FOUND: "gone",
  GRAPHQL_ERROR: "gone",
  CHECKOUT_NOT_FULLY_PAID: "noPayment",
  CHECKOUT_COMPLETION_IN_PROGRESS: "inProgress",
  INSUFFICIENT_STOCK: "soldOut",
};

/** Of those, what leads to a new try: not said where there may be a payment. */
const TRY_AGAIN = ["inProgress", "soldOut"];

/** An error in words for people. What Toss's SDK and the plugin tell is for them already. */
export function readable(error) {
  if (error instanceof Paid) return error.message;
  if (error instanceof Trouble && error.code in BY_CODE) {
    const words = BY_CODE[error.code];
    return say(mayBePaid() && TRY_AGAIN.includes(words) ? "unexpected" : words);
  }
  const isAccident = error instanceof Error && !(error instanceof Trouble) && !error.code;
  return isAccident ? say("unexpected") : error.message;
}

/** On these pages there may be a payment: nobody is told that there is none, or to begin anew. */
function mayBePaid() {
  return ["/pay", "/order"].includes(location.pathname);
}

export function trouble(error) {
  console.error(error);
  const hasWayBack = error.title || !(mayBePaid() || error instanceof Paid);
  show(html`
    <section class="card narrow">
      <h1>${error.title ?? say("trouble")}</h1>
      <p class="note bad" role="alert">${readable(error)}</p>
      ${hasWayBack && html`<p><a class="button second" href="/">${say("backToShop")}</a></p>`}
    </section>`);
}

/** `Order:…` and such as Saleor writes ids; anything else in an address is a slip or a forgery. */
export function isId(id, type) {
  try {
    return new RegExp(`^${type}:[0-9a-f-]{36}$`).test(atob(id));
  } catch {
    return false;
  }
}
