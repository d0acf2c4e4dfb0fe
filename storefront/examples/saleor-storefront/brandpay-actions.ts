"use server";

import { after } from "next/server";
import { TRANSACTION_OPERATIONS, type Reply } from "saleor-brandpay-storefront";
import { getServerAuthClient } from "@/lib/auth/server";
import { clearCheckoutCookieByValue } from "@/lib/checkout";

/** Of Saleor's answers one is looked into: an order ends its checkout. */
type Answer = Reply & { data?: { checkoutComplete?: { order?: object | null } | null } | null };

/** The buyer's token stays on this server, which sends the package's operations and no others. */
export async function sendToSaleor(query: string, variables: object): Promise<Reply> {
  if (!TRANSACTION_OPERATIONS.includes(query)) throw new Error("Not an operation of Brandpay's");
  const client = await getServerAuthClient();
  const response = await client.fetchWithAuth(process.env.NEXT_PUBLIC_SALEOR_API_URL!, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Answer;
  const { id } = variables as { id?: string };
  // After the answer: the buyer leaves for the order's page first.
  if (data?.checkoutComplete?.order && id) after(() => clearCheckoutCookieByValue(id));
  return { status: response.status, data, errors };
}
