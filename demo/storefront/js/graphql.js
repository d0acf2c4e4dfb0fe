import { say } from "./words.js";

let config;

/** Where the shop's server is, and who buys and works here. */
export async function configuration() {
  config ??= await (await fetch("/config.json")).json();
  return config;
}

/** Whether the shop's workers run here: on a real Saleor of the demo nobody starts them. */
export async function sweeps() {
  return (await configuration()).host === "mini";
}

/** An error for people; `code` is Saleor's, `title` stands above it. */
export class Trouble extends Error {
  constructor(message, code, title) {
    super(message);
    this.code = code;
    this.title = title;
  }
}

/** No answer: nobody knows what became of the call. */
export class Lost extends Trouble {}

/** The money is taken, and there is no order so far: nobody is led to pay, or to order, again. */
export class Paid extends Trouble {}

export const log = [];

/** One operation; `who` is "buyer", "staff" or nobody. Throws Trouble; Lost without an answer. */
export async function ask(query, variables, who) {
  const { graphqlUrl } = await configuration();
  const headers = { "Content-Type": "application/json" };
  if (who) headers.Authorization = `JWT ${await token(who)}`;
  const began = performance.now();
  let answer;
  try {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(graphqlUrl, { method: "POST", headers, body });
    answer = await response.json();
  } catch {
    throw new Lost(say("noHost", { url: graphqlUrl }));
  }
  note(`${query.match(/\{\s*(\w+)/)[1]} · ${Math.round(performance.now() - began)} ms`);
  if (answer.errors) {
    // For programmers: the page says it in other words.
    note(answer.errors[0].message);
    throw new Lost(say("unexpected"));
  }
  const [payload] = Object.values(answer.data);
  if (payload?.errors?.length) {
    const [{ code }] = payload.errors;
    throw new Trouble(payload.errors.map((error) => error.message).join(" "), code);
  }
  return payload;
}

export function note(text) {
  log.push(text);
  // A page that looks for news all day shall not grow.
  if (log.length > 50) log.shift();
  dispatchEvent(new CustomEvent("noted"));
}

const tokens = {};
const LOGIN = `mutation($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) { token errors { field code message } } }`;

async function token(who) {
  const person = (await configuration())[who];
  tokens[who] ??= (await ask(LOGIN, person)).token;
  return tokens[who];
}
