import { configuration, note } from "./graphql.js";
import { session } from "./session.js";

/** The answers that a buyer who leaves never gets: the money is taken, and nobody tells. */
const LOST = [
  { path: "confirm", kind: "drop_after" },
  { path: "payment", kind: "http_500" },
  { path: "payment_by_order_id", kind: "http_500" },
];

/** Let the sandbox lose its next answers, if this buyer is to leave before he has one. */
export async function loseAnswers() {
  if (!session.leaves) return;
  const { sandboxUrl } = await configuration();
  for (const fault of LOST) {
    const body = JSON.stringify({ ...fault, times: 1 });
    // The answer is of no interest, and may not be read from here.
    await fetch(`${sandboxUrl}/_sandbox/faults`, { method: "POST", mode: "no-cors", body });
    note(`${fault.path}: ${fault.kind}`);
  }
}

/** Whether the buyer has left, as if he had closed the page; the shop's staff see what follows. */
export function hasLeft() {
  if (!session.leaves) return false;
  session.leaves = "";
  location.replace("/staff?left");
  return true;
}
