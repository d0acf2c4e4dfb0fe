/** Everything that the shop asks of Saleor. */

export const PRODUCTS = `query($channel: String!) {
  products(first: 1, channel: $channel) { edges { node { id name variants {
    id name sku pricing { price { gross { amount currency } } } } } } } }`;

const CHECKOUT = `checkout {
    id shippingMethods { id name } totalPrice { gross { amount currency } }
    lines { id quantity } }
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

export const ORDER = `query($id: ID!) { order(id: $id) {
  id number paymentStatus total { gross { amount } } totalCharged { amount }
  metadata { key value }
  lines { id productName variantName quantity }
  payments {
    id gateway pspReference paymentMethodType capturedAmount { amount }
    creditCard { brand lastDigits }
    transactions { id kind isSuccess token error amount { amount } } } } }`;

export const REFUND = `mutation($id: ID!, $amount: PositiveDecimal!) {
  orderRefund(id: $id, amount: $amount) {
    order { id } errors { field code message } } }`;
