import { Lost } from "./graphql.js";

/** The code of an answer that is to be asked for again; until then no window may be opened. */
export const CHECKING = "CHECKING";

const SECONDS = [2, 3, 5];

/** Repeats a call until it is known what became of it. A lost answer is not known either. */
export async function untilKnown(call, onChecking) {
  for (let times = 0; ; times++) {
    const answer = await call().catch((error) => {
      if (error instanceof Lost) return undefined;
      throw error;
    });
    if (answer && answer.data?.error?.code !== CHECKING) return answer;
    onChecking?.();
    await new Promise((done) => setTimeout(done, (SECONDS[times] ?? 10) * 1000));
  }
}
