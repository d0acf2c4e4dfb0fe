import { html, show } from "../html.js";
import { add, agree, manage, methodsOfMember, named, remove } from "../methods.js";
import { readable } from "../trouble.js";
import { say } from "../words.js";

/** The member's stored cards and accounts. */
export async function accountPage(said) {
  const methods = await methodsOfMember();
  const main = show(html`
    <h1>${say("wallet")} <span class="soft">${say("member")}</span></h1>
    ${said && html`<p class="note ${said.bad ? "bad" : ""}" role="${said.bad ? "alert" : "status"}">
      ${said.text}</p>`}
    <section class="card">
      <h2>${say("methods")}</h2>
      ${methods.length ? list(methods) : html`<p>${say("noMethods")}</p>`}
      <div class="buttons">
        <button type="button" name="add">${say("addMethod")}</button>
        <button type="button" name="manage" class="second">${say("manageMethods")}</button>
      </div>
      <p class="soft">${say("defaultNote")}</p>
    </section>
    <section class="card">
      <h2>${say("oneTouch")}</h2>
      <p>${say("agreeNote")}</p>
      <div class="buttons">
        <button type="button" name="agree" class="second">${say("agree")}</button>
      </div>
    </section>
    <p><a href="/">${say("backToShop")}</a></p>`);
  main.onclick = (event) => {
    const button = event.target.closest("button[name]");
    if (button) act(main, button);
  };
}

function list(methods) {
  return html`<ul class="methods">${methods.map(
    (method) => html`<li>
      <span>${named(method)}</span>
      <button type="button" class="quiet" name="remove" value="${method.id}">${say("remove")}
        <span class="hidden">${method.data.name}</span></button></li>`,
  )}</ul>`;
}

const ACTS = {
  add: async () => ((await add()) ? { text: say("methodAdded") } : undefined),
  manage: async () => manage(),
  agree: async () => ((await agree()) ? { text: say("agreed") } : undefined),
  remove: async ({ value }) => {
    await remove(value);
    return { text: say("methodRemoved") };
  },
};

async function act(main, button) {
  for (const other of main.querySelectorAll("button")) other.disabled = true;
  button.innerHTML = html`<span class="spinner"></span>${say("loading")}`;
  let said;
  try {
    said = await ACTS[button.name](button);
  } catch (error) {
    said = { text: readable(error), bad: true };
  }
  await accountPage(said);
}
