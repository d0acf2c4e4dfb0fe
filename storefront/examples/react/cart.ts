/** A checkout with a cup in it, in the place of your shop's own: all but paid. */

import { ask, type Shop } from "saleor-brandpay-storefront";

export interface Cart {
  id: string;
  total: number;
}

const CHANNEL = "krw";
const ADDRESS = {
  firstName: "길동",
  lastName: "홍",
  streetAddress1: "테헤란로 131",
  city: "강남구",
  countryArea: "서울특별시",
  postalCode: "06133",
  country: "KR",
  phone: "+821012345678",
};

export async function fillCart(shop: Shop): Promise<Cart> {
  const products = await ask<Products>(shop, PRODUCTS, { channel: CHANNEL });
  const lines = [{ variantId: products.edges[0]!.node.variants[0]!.id, quantity: 1 }];
  const input = {
    channel: CHANNEL,
    email: "guest@example.com",
    lines,
    shippingAddress: ADDRESS,
    billingAddress: ADDRESS,
    languageCode: "KO",
  };
  const { checkout } = await ask<Filled>(shop, CREATE, { input });
  const method = checkout.shippingMethods[0]!.id;
  const delivered = await ask<Filled>(shop, DELIVERY, { id: checkout.id, method });
  return { id: checkout.id, total: delivered.checkout.totalPrice.gross.amount };
}

const PRODUCTS = `query Products($channel: String!) {
  products(first: 1, channel: $channel) { edges { node { variants { id } } } }
}`;

const FILLED = `
    checkout { id shippingMethods { id } totalPrice { gross { amount } } }
    errors { field code message }`;

const CREATE = `mutation Create($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) {${FILLED}
  }
}`;

const DELIVERY = `mutation Delivery($id: ID!, $method: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) {${FILLED}
  }
}`;

interface Products {
  edges: { node: { variants: { id: string }[] } }[];
}

interface Filled {
  checkout: {
    id: string;
    shippingMethods: { id: string }[];
    totalPrice: { gross: { amount: number } };
  };
}
