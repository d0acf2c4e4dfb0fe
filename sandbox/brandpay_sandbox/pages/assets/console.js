"use strict";
/** Keeps the parts marked data-live as the server has them, without disturbing the reader. */

const pulse = document.getElementById("pulse");
const INTERVAL = 1000;
let tag = "";

function isBusy(part) {
  return part.dataset.live === "when-closed" && part.contains(document.activeElement);
}

function renew(page) {
  for (const part of document.querySelectorAll("[data-live][id^=live-]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || isBusy(part) || fresh.innerHTML === part.innerHTML) continue;
    const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
    part.replaceChildren(...fresh.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  }
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { "If-None-Match": tag }, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
      if (pulse.textContent !== pulse.dataset.live) pulse.textContent = pulse.dataset.live;
      delete pulse.dataset.off;
    } catch {
      pulse.dataset.off = "1";
      if (pulse.textContent !== pulse.dataset.stale) pulse.textContent = pulse.dataset.stale;
    }
  }
  setTimeout(look, INTERVAL);
}

if (pulse) void look();
