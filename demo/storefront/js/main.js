import { Trouble, configuration, log } from "./graphql.js";
import { html, wait } from "./html.js";
import { accountPage } from "./pages/account.js";
import { checkoutPage } from "./pages/checkout.js";
import { orderPage } from "./pages/order.js";
import { payPage } from "./pages/pay.js";
import { refundPage } from "./pages/refund.js";
import { shopPage } from "./pages/shop.js";
import { staffPage } from "./pages/staff.js";
import { trouble } from "./trouble.js";
import { language, say } from "./words.js";

const PAGES = {
  "/": shopPage,
  "/checkout": checkoutPage,
  "/pay": payPage,
  "/order": orderPage,
  "/account": () => accountPage(),
  "/staff": staffPage,
  "/staff/order": () => refundPage(),
};

function frame(config) {
  const host = config.host === "mini" ? say("mini") : config.host;
  const banner = document.getElementById("banner");
  banner.querySelector("span").textContent = say("banner", { host });
  banner.querySelector("a").textContent = say("staff");
  document.getElementById("account").textContent = say("cards");
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

function nothingHere() {
  throw new Trouble(say("noPageText"), "NO_PAGE", say("noPage"));
}

async function start() {
  document.documentElement.lang = language.code;
  wait(say("loading"));
  frame(await configuration());
  showLog();
  addEventListener("noted", showLog);
  await (PAGES[location.pathname] ?? nothingHere)();
}

start().catch(trouble);
