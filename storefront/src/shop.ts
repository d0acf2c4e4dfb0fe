/** Saleor's GraphQL, as much of it as paying needs. Your storefront has a client of its own. */

/**
 * Where Saleor answers, and the buyer's access token when a member buys. Or who sends the operation:
 * a storefront whose server keeps the token.
 */
export type Shop = { graphqlUrl: string; token?: string } | { send: Send };

/** Rejects, or answers with another status than Saleor's own, when it is not known what became of it. */
export type Send = (query: string, variables: object) => Promise<Reply>;

/** Saleor's answer, as it came. */
export interface Reply {
  status: number;
  data?: object | null;
  errors?: { message: string; extensions?: { exception?: { code?: string } } }[];
}

/** Saleor refused; the message says what is missing. */
export class ShopError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

export async function ask<T>(shop: Shop, query: string, variables: object): Promise<T> {
  const answer = await reply(shop, query, variables);
  const [error] = answer.errors ?? [];
  if (error) {
    const { message, extensions } = error;
    const code = extensions?.exception?.code ?? "";
    // A token may expire while the window is open: the return can be told by anybody.
    const expired = /token|signature/i.test(code);
    if ("token" in shop && shop.token && expired) {
      return ask({ graphqlUrl: shop.graphqlUrl }, query, variables);
    }
    // A query that Saleor does not understand is not carried out, now or later.
    const isRefused = answer.status === 400 && code.startsWith("GraphQL");
    throw isRefused ? new ShopError(message, code) : new Error(message);
  }
  const [payload] = Object.values<any>(answer.data!);
  const [problem] = payload?.errors ?? [];
  if (problem) throw new ShopError(problem.message, problem.code);
  return payload;
}

async function reply(shop: Shop, query: string, variables: object): Promise<Reply> {
  if ("send" in shop) return shop.send(query, variables);
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (shop.token) headers.Authorization = `JWT ${shop.token}`;
  const body = JSON.stringify({ query, variables });
  const response = await fetch(shop.graphqlUrl, { method: "POST", headers, body });
  return { ...(await response.json()), status: response.status };
}

/** Seconds between two calls while it is not known whether the buyer has paid. */
export function* intervals(): Generator<number> {
  yield* [2, 3, 5];
  for (;;) yield 10;
}

/** What the buyer is told meanwhile, in the checkout's language; nothing where there are no words. */
export type OnChecking = (message?: string) => void;

/**
 * Repeat a call until its outcome is known: the window must stay shut, and nobody may be told that
 * he has not paid. An answer that was lost is not known either; Saleor's refusal (ShopError) is.
 */
export async function untilKnown<T extends { state: string; message?: string }>(
  call: () => Promise<T>,
  onChecking?: OnChecking,
  waits: Iterable<number> = intervals(),
): Promise<T> {
  for (const seconds of waits) {
    let answer: T | undefined;
    try {
      answer = await call();
    } catch (error) {
      if (error instanceof ShopError) throw error;
    }
    if (answer && answer.state !== "checking") return answer;
    onChecking?.(answer?.message || undefined);
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
  return call();
}
