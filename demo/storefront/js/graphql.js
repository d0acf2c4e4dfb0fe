import { say } from "./words.js";

let config;

/** Where the shop's server is, and who buys and works here. */
export async function configuration() {
  config ??= await (await fetch("/config.json")).json();
  return config;
}

/** An error that the page shows as it is. */
export class Trouble extends Error {}

export const log = [];

/** One operation; `who` is "buyer", "staff" or nobody. Throws Trouble. */
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
    throw new Trouble(say("noHost", { url: graphqlUrl }));
  }
  note(`${query.match(/\{\s*(\w+)/)[1]} · ${Math.round(performance.now() - began)} ms`);
  if (answer.errors) throw new Trouble(answer.errors[0].message);
  const [payload] = Object.values(answer.data);
  if (payload?.errors?.length) {
    throw new Trouble(payload.errors.map((error) => error.message).join(" "));
  }
  return payload;
}

export function note(text) {
  log.push(text);
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
