/** Everything that the shop asks of Saleor. */

export const PRODUCTS = `query($channel: String!) {
  products(first: 1, channel: $channel) { edges { node { id name variants {
    id name sku pricing { price { gross { amount currency } } } } } } } }`;

const CHECKOUT = `checkout {
    id shippingMethods { id name } totalPrice { gross { amount currency } }
    lines { id quantity totalPrice { gross { amount } }
      variant { id name sku product { id name } } } }
  errors { field code message }`;

export const CHECKOUT_CREATE = `mutation($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) { ${CHECKOUT} } }`;

export const DELIVERY = `mutation($id: ID!, $method: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) { ${CHECKOUT} } }`;

export const PAYMENT_CREATE = `mutation($id: ID!, $input: PaymentInput!) {
  checkoutPaymentCreate(id: $id, input: $input) {
    payment { id } errors { field code message } } }`;

export const COMPLETE = `mutation($id: ID!, $data: JSONString) {
  checkoutComplete(id: $id, paymentData: $data) {
    order { id number } confirmationNeeded confirmationData
    errors { field code message } } }`;

const SESSION = `transaction { id } transactionEvent { type message pspReference }
    data errors { field code message }`;

export const INITIALIZE = `mutation($id: ID!, $key: String, $gateway: PaymentGatewayToInitialize!) {
  transactionInitialize(id: $id, idempotencyKey: $key, paymentGateway: $gateway) { ${SESSION} } }`;

export const PROCESS = `mutation($id: ID!, $data: JSON) {
  transactionProcess(id: $id, data: $data) { ${SESSION} } }`;

const METHODS = "{ id paymentMethodId type name data gateway { id } }";

export const MY_METHODS = `query($channel: String!) {
  me { id storedPaymentMethods(channel: $channel) ${METHODS} } }`;

export const CHECKOUT_METHODS = `query($id: ID!) {
  checkout(id: $id) { id storedPaymentMethods ${METHODS} } }`;

export const ADD_METHOD = `mutation($gateway: String!, $channel: String!) {
  paymentMethodInitializeTokenization(
    id: $gateway, channel: $channel, paymentFlowToSupport: INTERACTIVE) {
    result id data errors { field code message } } }`;

export const METHOD_ADDED = `mutation($id: String!, $channel: String!) {
  paymentMethodProcessTokenization(id: $id, channel: $channel) {
    result id errors { field code message } } }`;

export const WALLET = `mutation($gateway: String!, $channel: String!) {
  paymentGatewayInitializeTokenization(id: $gateway, channel: $channel) {
    result data errors { field code message } } }`;

export const REMOVE_METHOD = `mutation($id: ID!, $channel: String!) {
  storedPaymentMethodRequestDelete(id: $id, channel: $channel) {
    result errors { field code message } } }`;

// Saleor shows what a transaction was paid with since 3.22.
const PAID_WITH = `paymentMethodDetails {
      name ... on CardPaymentMethodDetails { brand lastDigits } }`;

export const order = (version) => `query($id: ID!) { order(id: $id) {
  id number paymentStatus total { gross { amount } } totalCharged { amount }
  shippingPrice { gross { amount } }
  metadata { key value }
  lines { id productName variantName quantity unitPrice { gross { amount } } variant { id sku } }
  payments {
    id gateway pspReference paymentMethodType capturedAmount { amount }
    creditCard { brand lastDigits }
    transactions { id kind isSuccess token error amount { amount } } }
  transactions {
    id name pspReference actions chargedAmount { amount } refundedAmount { amount }
    ${version < 3.22 ? "" : PAID_WITH}
    events { id type pspReference message externalUrl amount { amount } } } } }`;

export const ORDERS = `query {
  orders(first: 50) { edges { node {
    id number userEmail paymentStatus total { gross { amount } } } } } }`;

export const REFUND = `mutation($id: ID!, $amount: PositiveDecimal!) {
  orderRefund(id: $id, amount: $amount) {
    order { id } errors { field code message } } }`;

export const REQUEST_REFUND = `mutation($id: ID!, $amount: PositiveDecimal!) {
  transactionRequestAction(id: $id, actionType: REFUND, amount: $amount) {
    transaction { id events { id type message } } errors { field code message } } }`;
