import { Trouble } from "./graphql.js";
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

/** An error in words for people. What Toss's SDK and the plugin tell is for them already. */
export function readable(error) {
  if (error instanceof Trouble && error.code in BY_CODE) return say(BY_CODE[error.code]);
  const isAccident = error instanceof Error && !(error instanceof Trouble) && !error.code;
  return isAccident ? say("unexpected") : error.message;
}

export function trouble(error) {
  console.error(error);
  // On these pages there may be a payment: nobody is told that there is none, or to begin anew.
  const mayBePaid = ["/pay", "/order"].includes(location.pathname) && !error.title;
  show(html`
    <section class="card narrow">
      <h1>${error.title ?? say("trouble")}</h1>
      <p class="note bad" role="alert">${readable(error)}</p>
      ${!mayBePaid && html`<p><a class="button second" href="/">${say("backToShop")}</a></p>`}
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
