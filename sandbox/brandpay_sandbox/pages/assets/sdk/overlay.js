/** The iframe over the shop's page, in a modal dialog: the browser keeps the focus inside. */

const OVERLAY_ID = "brandpay-sandbox";
/** Milliseconds between the iframe's load and the page in it saying that it runs. */
const GRACE = 3000;
/** Milliseconds for the iframe to load at all. */
const PATIENCE = 20000;

/** @param {HTMLElement} element @param {Record<string, string>} style */
function paint(element, style) {
  element.style.setProperty("all", "initial", "important");
  for (const [name, value] of Object.entries(style)) {
    element.style.setProperty(name, value, "important");
  }
}

/**
 * @param {string} url the window's page
 * @param {{message: (data: any) => void, leave: () => void, blocked: () => void}} on
 */
function openOverlay(url, on) {
  const dialog = document.createElement("dialog");
  dialog.id = OVERLAY_ID;
  dialog.setAttribute("aria-label", say("title"));
  paint(dialog, {
    position: "fixed", inset: "0", display: "block", width: "100%", height: "100%",
    "max-width": "none", "max-height": "none", background: "rgba(16, 20, 32, 0.55)",
    "z-index": "2147483647",
  });
  const note = document.createElement("div");
  note.setAttribute("role", "status");
  note.textContent = say("loading");
  paint(note, {
    position: "absolute", inset: "0", margin: "auto", width: "min(320px, 80%)",
    height: "fit-content", display: "block", padding: "24px", "border-radius": "16px",
    background: "#fff", color: "#1b2030", font: "500 15px/1.5 system-ui, sans-serif",
    "text-align": "center", "word-break": "keep-all",
  });
  const frame = document.createElement("iframe");
  frame.title = say("title");
  frame.src = url;
  paint(frame, {
    position: "absolute", inset: "0", display: "block", width: "100%", height: "100%",
    border: "0", background: "transparent", "color-scheme": "light",
  });
  dialog.append(note, frame);

  let ready = false;
  let timer = setTimeout(showBlocked, PATIENCE);
  const stop = new AbortController();
  const listening = { signal: stop.signal };

  function showBlocked() {
    if (ready) return;
    frame.remove();
    note.setAttribute("role", "alert");
    note.textContent = say("blocked");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("close");
    paint(button, {
      display: "block", width: "100%", "margin-top": "16px", padding: "14px", cursor: "pointer",
      "border-radius": "12px", background: "#1b2030", color: "#fff", "text-align": "center",
      "box-sizing": "border-box", font: "600 15px system-ui, sans-serif",
    });
    button.addEventListener("click", on.blocked);
    note.append(button);
    button.focus();
  }

  frame.addEventListener("load", () => {
    clearTimeout(timer);
    if (!ready) timer = setTimeout(showBlocked, GRACE);
  }, listening);
  document.addEventListener("securitypolicyviolation", (event) => {
    const frames = /^(frame|child|default)-src/.test(event.effectiveDirective);
    if (frames && event.blockedURI.startsWith(BASE)) showBlocked();
  }, listening);
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== BASE) return;
    if (event.data && event.data.type === "ready") {
      ready = true;
      clearTimeout(timer);
      note.remove();
      dialog.style.setProperty("background", "transparent", "important");
      frame.focus();
    } else {
      on.message(event.data);
    }
  }, listening);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (ready) send({ type: "cancel" });
    else if (frame.isConnected) on.leave();
    else on.blocked();
  }, listening);
  // A page that comes back from the browser's cache has no window any more.
  window.addEventListener("pagehide", on.leave, listening);

  document.body.append(dialog);
  dialog.showModal();

  /** @param {unknown} data */
  function send(data) {
    frame.contentWindow?.postMessage(data, BASE);
  }
  function close() {
    clearTimeout(timer);
    stop.abort();
    dialog.close();
    dialog.remove();
  }
  return { send, close };
}
