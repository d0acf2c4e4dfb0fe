import { configuration, log } from "./graphql.js";
import { html, show } from "./html.js";
import { accountPage } from "./pages/account.js";
import { checkoutPage } from "./pages/checkout.js";
import { orderPage } from "./pages/order.js";
import { payPage } from "./pages/pay.js";
import { shopPage } from "./pages/shop.js";
import { language, say } from "./words.js";

const PAGES = {
  "/": shopPage,
  "/checkout": checkoutPage,
  "/pay": payPage,
  "/order": orderPage,
  "/account": () => accountPage(),
};

function frame(config) {
  document.documentElement.lang = language.code;
  const host = config.host === "mini" ? say("mini") : config.host;
  document.getElementById("banner").textContent = say("banner", { host });
  document.getElementById("account").textContent = say("wallet");
  const button = document.getElementById("language");
  button.textContent = say("other");
  button.lang = language.code === "ko" ? "en" : "ko";
  button.onclick = () => {
    language.code = language.code === "ko" ? "en" : "ko";
    location.reload();
  };
}

function showLog() {
  const box = document.getElementById("log");
  box.querySelector("summary").textContent = say("log", { count: log.length });
  box.querySelector("ol").innerHTML = log.map((line) => html`<li>${line}</li>`).join("");
}

export function trouble(error) {
  console.error(error);
  // On these pages there may be a payment: nobody is told that there is none, or to begin anew.
  const mayBePaid = ["/pay", "/order"].includes(location.pathname);
  show(html`
    <h1>${say("trouble")}</h1>
    <p class="note bad" role="alert">${error.message}</p>
    ${!mayBePaid && html`<p><a class="button" href="/">${say("backToShop")}</a></p>`}`);
}

async function start() {
  frame(await configuration());
  showLog();
  addEventListener("noted", showLog);
  await (PAGES[location.pathname] ?? shopPage)();
}

start().catch(trouble);
