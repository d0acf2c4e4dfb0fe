/** Brandpay through the Transactions API; the Payments API is `…/payments-api`, of the same names. */

export * from "./shop";
export * from "./states";
export * from "./stored-methods";
export * from "./transactions-api";
export * from "./window";
