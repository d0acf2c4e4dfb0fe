/** The redirect URL is called from the shop's page, as a cross-origin request with a preflight. */

/** Milliseconds. UNCERTAIN: how long the real SDK waits. */
const REDIRECT_PATIENCE = 15000;

/**
 * @param {{url: string, code: string, customerKey: string}} call
 * @returns {Promise<{status: number} | {problem: string, status?: number}>}
 */
async function callRedirectUrl({ url, code, customerKey }) {
  const query = new URLSearchParams({ code, customerKey });
  const [base] = url.split("#");
  const joint = /[?&]$/.test(base) ? "" : base.includes("?") ? "&" : "?";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), REDIRECT_PATIENCE);
  try {
    const answer = await fetch(`${base}${joint}${query}`, {
      credentials: "omit",
      redirect: "manual",
      // Makes the browser ask with OPTIONS first, as shops have seen the real SDK do.
      headers: { "Content-Type": "application/json" },
      signal: stop.signal,
    });
    if (answer.type === "opaqueredirect") return { problem: "redirect" };
    return answer.ok ? { status: answer.status } : { problem: "status", status: answer.status };
  } catch {
    return { problem: stop.signal.aborted ? "timeout" : "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}
