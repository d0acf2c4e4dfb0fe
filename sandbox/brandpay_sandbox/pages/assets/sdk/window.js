/** One window at a time: asks the sandbox for it, shows it, settles the call with its end. */

let busy = false;

/**
 * @param {object} body what the window is for
 * @returns {Promise<any>}
 */
async function ask(body) {
  let text;
  try {
    text = JSON.stringify(body);
  } catch {
    throw new BrandpayError("INVALID_PARAMETERS", say("parameters"));
  }
  let answer;
  let told;
  try {
    const headers = { "Content-Type": "application/json" };
    const options = { method: "POST", credentials: /** @type {const} */ ("omit"), headers, body: text };
    answer = await fetch(`${BASE}/v2/windows`, options);
    told = await answer.json();
  } catch {
    throw new BrandpayError("UNKNOWN", say("unreachable"));
  }
  if (!answer.ok) throw new BrandpayError(told.code || "UNKNOWN", told.message || say("unreachable"));
  return told;
}

function checkIdle() {
  if (busy || document.getElementById(OVERLAY_ID)) {
    throw new BrandpayError("INVALID_METHOD_TRANSACTION", say("busy"));
  }
}

/**
 * @param {object} body
 * @returns {Promise<any>}
 */
async function runWindow(body) {
  checkIdle();
  busy = true;
  try {
    const { path } = await ask(body);
    return await show(BASE + path);
  } finally {
    busy = false;
  }
}

/**
 * @param {string} url
 * @returns {Promise<any>}
 */
function show(url) {
  return new Promise((resolve, reject) => {
    let ended = false;
    let leaving = false;
    const overlay = openOverlay(url, {
      message: (data) => {
        if (data.type === "redirect") {
          void callRedirectUrl(data).then((result) => overlay.send({ type: "redirected", result }));
        } else if (data.type === "close") {
          end(data.ending);
        }
      },
      leave: () => {
        overlay.close();
        if (leaving) resolve(undefined);
        else reject(new BrandpayError("USER_CANCEL", say("canceled")));
      },
      blocked: () => {
        overlay.close();
        reject(new BrandpayError("UNKNOWN", say("blocked")));
      },
    });

    /** @param {{url?: string, resolve?: unknown, reject?: {code: string, message: string}}} ending */
    function end(ending) {
      if (ended) return;
      ended = true;
      if (ending.url) {
        // The overlay stays until the page is gone, so that nobody presses "pay" twice.
        leaving = true;
        window.location.assign(ending.url);
        return;
      }
      overlay.close();
      if (ending.reject) reject(new BrandpayError(ending.reject.code, ending.reject.message));
      else resolve(ending.resolve ?? undefined);
    }
  });
}
