/** Saleor's GraphQL, as much of it as paying needs. Your storefront has a client of its own. */

/** Where Saleor answers, and the buyer's access token when a member buys. */
export interface Shop {
  graphqlUrl: string;
  token?: string;
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
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (shop.token) headers.Authorization = `JWT ${shop.token}`;
  const body = JSON.stringify({ query, variables });
  const response = await fetch(shop.graphqlUrl, { method: "POST", headers, body });
  const answer = await response.json();
  if (answer.errors) throw new Error(answer.errors[0].message);
  const [payload] = Object.values<any>(answer.data);
  const [problem] = payload?.errors ?? [];
  if (problem) throw new ShopError(problem.message, problem.code);
  return payload;
}
