import { GATEWAY } from "./brandpay.js";
import { Trouble, ask } from "./graphql.js";
import { REFUND, REQUEST_REFUND } from "./operations.js";
import { say } from "./words.js";

/** What an order was paid with, through either of Saleor's payment APIs. */
export function paid(order) {
  const payment = order.payments.find((item) => item.gateway === GATEWAY && item.pspReference);
  const transaction = order.transactions.find((item) => item.pspReference);
  if (transaction) return { ...ofTransaction(transaction), status: status(order, transaction) };
  return { ...(payment ? ofPayment(order, payment) : NOTHING), status: order.paymentStatus };
}

/** Saleor calls a payment that was given back "not charged" in this API. */
function status(order, transaction) {
  if (!transaction.refundedAmount.amount) return order.paymentStatus;
  return transaction.chargedAmount.amount ? "PARTIALLY_REFUNDED" : "FULLY_REFUNDED";
}

const NOTHING = { held: 0, method: "-", rows: [] };

function ofPayment(order, payment) {
  const card = payment.creditCard;
  // Saleor gives a bank account's bank as the brand of a card without a number.
  const method = card?.lastDigits
    ? `${say(card.brand)} •••• ${card.lastDigits}`
    : say(payment.paymentMethodType);
  return {
    held: payment.capturedAmount.amount,
    method,
    reference: payment.pspReference,
    rows: payment.transactions.map((row) => ({
      kind: row.kind,
      failed: !row.isSuccess,
      reference: row.token,
      text: row.error,
      amount: row.amount.amount,
    })),
    refund: (amount) => ask(REFUND, { id: order.id, amount }, "staff"),
  };
}

function ofTransaction(transaction) {
  const { name, brand, lastDigits } = transaction.paymentMethodDetails ?? {};
  return {
    held: transaction.chargedAmount.amount,
    method: lastDigits ? `${say(brand)} •••• ${lastDigits}` : (name ?? transaction.name),
    reference: transaction.pspReference,
    rows: [...transaction.events].reverse().map((event) => ({
      kind: event.type,
      reference: event.pspReference,
      text: event.message,
      amount: event.amount.amount,
    })),
    refund: (amount) => requestRefund(transaction, amount),
  };
}

/** Saleor tells of a refused refund by an event only. Throws Trouble. */
async function requestRefund({ id, events }, amount) {
  const { transaction } = await ask(REQUEST_REFUND, { id, amount }, "staff");
  const known = new Set(events.map((event) => event.id));
  const failure = transaction.events.find(
    (event) => event.type === "REFUND_FAILURE" && !known.has(event.id),
  );
  if (failure) throw new Trouble(failure.message);
}
