"use strict";
/** The window's pages: sends forms without leaving the page, and talks to the SDK around it. */

const live = () => document.getElementById("live");
const app = () => document.getElementById("app");
const framed = window.parent !== window;
let sending = false;

function tell(message) {
  if (framed) window.parent.postMessage(message, document.body.dataset.origin);
}

/** Show a screen: tell the SDK what it has to do, and put the focus where the reader begins. */
function mount(first) {
  const screen = app();
  screen.hidden = false;
  document.documentElement.lang = screen.dataset.language || document.documentElement.lang;
  const wrong = screen.querySelector("[aria-invalid=true]");
  const heading = document.getElementById("title");
  (wrong || heading)?.focus({ preventScroll: first });
  if (screen.dataset.message && !("wait" in screen.dataset)) tell(JSON.parse(screen.dataset.message));
}

async function send(action, fields) {
  if (sending) return;
  sending = true;
  app().setAttribute("aria-busy", "true");
  live().textContent = "";
  try {
    const answer = await fetch(action, { method: "POST", body: new URLSearchParams(fields) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    const open = app().querySelector(".drawer[open]") !== null;
    app().replaceWith(document.adoptNode(page.getElementById("app")));
    const drawer = app().querySelector(".drawer");
    if (open && drawer) drawer.open = true;
    mount(false);
  } catch {
    app().removeAttribute("aria-busy");
    live().textContent = document.body.dataset.offline;
  } finally {
    sending = false;
  }
}

function cancel() {
  const screen = app();
  if ("wait" in screen.dataset) return leave();
  const button = screen.querySelector("[data-cancel]");
  if (button) void send(button.dataset.go, {});
}

function leave() {
  const message = JSON.parse(app().dataset.message);
  if (framed) tell(message);
  else if (message.ending.url) window.location.assign(message.ending.url);
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  void send(event.target.action, [...new FormData(event.target, event.submitter)]);
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("button");
  if (!target) return;
  if (target.dataset.confirm && !target.dataset.sure) {
    // The first press asks, the second one does it.
    target.dataset.sure = "1";
    target.textContent = live().textContent = target.dataset.confirm;
  } else if (target.dataset.go) {
    void send(target.dataset.go, target.name ? { [target.name]: target.value } : {});
  }
  if ("leave" in target.dataset) leave();
  if ("fill" in target.dataset) {
    for (const [name, value] of Object.entries(target.dataset)) {
      const field = name !== "fill" && target.form.elements[name.slice(4).toLowerCase()];
      if (field) field.value = value;
    }
  }
});

document.addEventListener("change", (event) => {
  const box = event.target;
  const all = document.querySelector("[data-all]");
  const ones = [...document.querySelectorAll("[data-one]")];
  if (box === all) ones.forEach((one) => (one.checked = all.checked));
  else if (all && "one" in box.dataset) all.checked = ones.every((one) => one.checked);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    cancel();
  }
});

window.addEventListener("message", (event) => {
  if (event.source !== window.parent || !framed || !event.data) return;
  if (event.data.type === "cancel") cancel();
  if (event.data.type === "redirected") {
    const { status = "", problem = "" } = event.data.result;
    void send(`/window/${document.body.dataset.session}/redirected`, { status, problem });
  }
});

/** The sandbox answers when the window's time is up: the screen that comes then says so. */
async function watch() {
  const session = document.body.dataset.session;
  if (!session || app().dataset.step === "end") return;
  try {
    await fetch(`/window/${session}/over`);
    await send(`/window/${session}/language`, { language: document.documentElement.lang });
  } catch {
    live().textContent = document.body.dataset.offline;
  }
}

tell({ type: "ready" });
mount(true);
void watch();
