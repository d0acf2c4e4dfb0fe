/** The code of an answer that is to be asked for again; until then no window may be opened. */
export const CHECKING = "CHECKING";

export function pause() {
  return new Promise((done) => setTimeout(done, 2000));
}
