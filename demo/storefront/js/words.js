const WORDS = {
  banner: [
    "데모 상점입니다. {host}에서 돌아가며, 돈은 움직이지 않습니다.",
    "This is a demo shop on {host}. No money moves.",
  ],
  loading: ["불러오는 중입니다…", "Loading…"],
  mini: ["미니 호스트(Saleor 아님)", "the mini host (not Saleor)"],
  other: ["English", "한국어"],
  log: ["상점이 방금 한 일 ({count})", "What the shop just did ({count})"],
  story: [
    "비색 유약을 세 번 입혀 천천히 구운 찻잔입니다. 손에 쥐면 따뜻하고, 입에 닿으면 부드럽습니다.",
    "A tea cup under three coats of celadon glaze, fired slowly. Warm in the hand, soft at the lip.",
  ],
  variant: ["종류", "Choose"],
  quantity: ["수량", "Quantity"],
  as: ["구매자", "Buy as"],
  guest: ["비회원", "Guest"],
  member: ["회원 홍길동", "Member Hong Gildong"],
  asNote: [
    "회원은 한 번 등록한 결제수단을 다음에도 씁니다.",
    "A member's card or account is there again the next time.",
  ],
  pieces: ["{quantity}개", "Qty {quantity}"],
  delivery: [
    "배송비 3,000원 · 2~3일 안에 도착 · 받은 날부터 7일 안에 반품",
    "Delivery ₩3,000 · arrives in 2 to 3 days · returns within 7 days",
  ],
  toCheckout: ["주문하러 가기", "Go to checkout"],
  checkout: ["주문서", "Checkout"],
  goods: ["상품 금액", "Goods"],
  shipping: ["배송비", "Delivery"],
  total: ["결제할 금액", "To pay"],
  ordered: ["주문 상품", "Your order"],
  paying: ["결제", "Payment"],
  payingNote: [
    "토스페이먼츠 브랜드페이의 카드나 계좌로 결제합니다. 버튼을 누르면 결제창이 열립니다.",
    "By card or bank account with Brandpay of Toss Payments. Its window opens when you press.",
  ],
  options: ["데모 설정: 이 상점은 어떻게 결제하나요?", "For developers: how this shop pays"],
  leaves: [
    "손님이 결제 결과를 받기 전에 페이지를 닫은 것처럼 하기",
    "As if the buyer closed the page before the result was there",
  ],
  deliverTo: ["배송지", "Deliver to"],
  address: ["홍길동 · 06133 서울 강남구 테헤란로 131", "Hong Gildong · 131 Teheran-ro, Gangnam-gu, Seoul 06133"],
  api: ["Saleor의 결제 API", "Saleor's payment API"],
  payments: ["Payments API", "Payments API"],
  transactions: ["Transactions API", "Transactions API"],
  mode: ["결제창이 끝나면", "When the window is done"],
  redirect: ["결제 페이지로 돌아오기", "Return by address"],
  promise: ["이 페이지에 머무르기", "Stay on this page"],
  pay: ["브랜드페이로 {amount} 결제", "Pay {amount} with Brandpay"],
  oneTouch: ["등록한 결제수단으로 바로 결제", "Pay at once"],
  oneTouchNote: [
    "결제창 없이 결제됩니다(자동결제). 상점에는 추가 계약이, 회원에게는 한 번의 동의가 필요합니다.",
    "Without the payment window: the shop needs Toss's contract for it, and you agree to it once.",
  ],
  agreeNote: [
    "브랜드페이에서 자동결제 약관에 한 번 동의하면 결제창 없이 결제됩니다. 여기서 미리 하지 않으면 처음 결제할 때 묻습니다.",
    "Agree once, in a window of Brandpay's, to be charged without one. Else the first such payment asks.",
  ],
  agree: ["자동결제 동의", "Agree to automatic payments"],
  agreed: ["자동결제에 동의했습니다.", "You agreed to automatic payments."],
  payNow: ["바로 결제", "pay now"],
  cards: ["내 결제수단", "My cards"],
  wallet: ["내 결제수단", "My payment methods"],
  methods: ["등록한 카드와 계좌", "Stored cards and accounts"],
  noMethods: ["등록한 결제수단이 없습니다.", "Nothing is stored yet."],
  addMethod: ["카드나 계좌 등록", "Add a card or an account"],
  manageMethods: ["브랜드페이 설정", "Brandpay settings"],
  default: ["기본", "default"],
  defaultNote: [
    "마지막에 등록하거나 결제한 것이 기본 결제수단이 됩니다. 이름과 비밀번호는 브랜드페이 설정에서 바꿉니다.",
    "What was registered or used last is the default. Names and the password are changed in the settings.",
  ],
  remove: ["삭제", "Remove"],
  methodAdded: ["결제수단을 등록했습니다.", "It was added."],
  methodRemoved: ["결제수단을 삭제했습니다.", "It was removed."],
  again: ["결제창 다시 열기", "Open the payment window again"],
  charging: ["결제하는 중입니다…", "Paying…"],
  opening: ["결제창을 여는 중입니다…", "Opening the payment window…"],
  finishing: ["결제를 마무리하는 중입니다…", "Finishing the payment…"],
  checking: [
    "결제 결과를 확인하고 있습니다. 이 페이지를 닫거나 다시 결제하지 마세요.",
    "The result is being checked. Please keep this page open and do not pay again.",
  ],
  trouble: ["문제가 생겼습니다", "Something went wrong"],
  unexpected: [
    "상점에 문제가 생겨 계속할 수 없습니다. 이미 결제하셨다면 다시 결제하지 말고 상점에 문의해 주세요.",
    "The shop has a problem and cannot go on. If you have paid, do not pay again: ask the shop.",
  ],
  gone: [
    "이 주소로는 결제를 찾을 수 없습니다. 이미 결제하셨다면 다시 결제하지 말고 상점에 문의해 주세요.",
    "No payment is found at this address. If you have paid, do not pay again: ask the shop.",
  ],
  noSuchPayment: ["결제를 찾을 수 없습니다", "We cannot find this payment"],
  noPayment: [
    "끝낼 결제가 없습니다. 이미 결제하셨다면 다시 결제하지 말고 상점에 문의해 주세요.",
    "There is no payment to finish. If you have paid, do not pay again: ask the shop.",
  ],
  inProgress: [
    "이 주문은 지금 처리되고 있습니다. 잠시 뒤에 다시 시도해 주세요.",
    "This order is being placed just now. Please try again in a moment.",
  ],
  soldOut: [
    "남은 수량이 모자랍니다. 수량을 줄여 다시 주문해 주세요.",
    "There is not enough of it left. Please order fewer.",
  ],
  noOrder: ["주문을 찾을 수 없습니다", "We cannot find this order"],
  noOrderText: [
    "주소에 주문이 없거나 주소가 잘못되었습니다. 결제하셨다면 다시 결제하지 말고 상점에 문의해 주세요.",
    "The address names no order of ours. If you have paid, do not pay again: ask the shop.",
  ],
  noPage: ["없는 페이지입니다", "There is no such page"],
  noPageText: ["주소를 다시 확인해 주세요.", "Please check the address."],
  notPaid: ["아직 결제되지 않았습니다", "Not paid yet"],
  noSdk: [
    "결제창을 불러올 수 없습니다: {url}",
    "The payment window cannot be loaded from {url}",
  ],
  noHost: [
    "상점 서버가 응답하지 않습니다: {url}",
    "The shop's server does not answer: {url}",
  ],
  empty: ["주문할 상품이 없습니다. 먼저 상품을 골라 주세요.", "There is nothing to order yet. Please choose a cup first."],
  backToShop: ["상품 페이지로", "Back to the shop"],
  shopOn: ["쇼핑 계속하기", "Go on shopping"],
  thanks: ["주문이 완료되었습니다", "Thank you for your order"],
  number: ["주문번호", "Order"],
  paidWith: ["결제수단", "Paid with"],
  account: ["계좌이체", "Bank account"],
  orderTotal: ["주문 금액", "Order total"],
  received: ["실제 결제 금액", "Paid"],
  receipt: ["영수증 (샌드박스의 결제 기록)", "Receipt (the payment in the sandbox)"],
  staff: ["상점 관리자", "Back office"],
  staffNote: ["데모에서는 상점 직원도 되어 볼 수 있습니다:", "In this demo you are the shop's staff as well:"],
  backOffice: ["관리자 화면에서 환불하기", "refund it in the back office"],
  orders: ["주문 목록", "Orders"],
  noOrders: ["아직 주문이 없습니다.", "No orders yet."],
  buyer: ["구매자", "Buyer"],
  state: ["상태", "State"],
  sweepNote: [
    "목록은 저절로 바뀝니다. 상점의 작업자가 끝나지 않은 결제를 살펴, 돈을 받았는데 주문이 없으면 손님 없이도 주문을 만듭니다. 여기서는 5초마다, 실제 상점에서는 1분마다 살핍니다.",
    "This list is live. Workers look for payments that have not ended: where money was taken and no order made, they make it without the buyer. Here every five seconds, in a shop every minute.",
  ],
  left: [
    "손님이 결제 결과를 받지 못하고 떠났습니다. 토스는 결제를 승인했고, 상점은 아직 모릅니다. 토스의 웹훅이 오거나, 늦어도 1분쯤 뒤에 작업자가 토스에 물어보면 주문이 만들어집니다.",
    "The buyer has left without a result. Toss has taken the money, and the shop does not know. Its webhook tells, or a worker asks within a minute or so: then the order is made.",
  ],
  madeWithout: [
    "{number}번 주문이 손님 없이 만들어졌습니다.",
    "Order #{number} was made without the buyer.",
  ],
  refund: ["환불", "Refund"],
  refunding: ["환불하는 중입니다…", "Refunding…"],
  amount: ["환불할 금액(원)", "Amount to refund (won)"],
  part: ["일부 환불", "Refund this part"],
  rest: ["남은 {amount} 모두 환불", "Refund the remaining {amount}"],
  refunded: ["{amount}을 환불했습니다.", "{amount} was refunded."],
  allRefunded: ["모두 환불했습니다.", "All of it was refunded."],
  history: ["결제 기록", "Payment history"],
  kind: ["종류", "Kind"],
  reference: ["거래 키", "Reference"],
  won: ["금액", "Amount"],
  CAPTURE: ["승인", "Captured"],
  REFUND: ["환불", "Refunded"],
  ACTION_TO_CONFIRM: ["결제창 열림", "Window opened"],
  CHARGE_REQUEST: ["결제 요청", "Charge asked for"],
  CHARGE_ACTION_REQUIRED: ["결제창 열림", "Window opened"],
  CHARGE_SUCCESS: ["승인", "Charged"],
  CHARGE_FAILURE: ["결제 실패", "Not charged"],
  REFUND_REQUEST: ["환불 요청", "Refund asked for"],
  REFUND_SUCCESS: ["환불", "Refunded"],
  REFUND_FAILURE: ["환불 실패", "Refund refused"],
  failed: ["실패", "failed"],
  NOT_CHARGED: ["결제 전", "Not paid"],
  FULLY_CHARGED: ["결제 완료", "Paid"],
  PARTIALLY_CHARGED: ["일부 결제됨", "Partly paid"],
  PARTIALLY_REFUNDED: ["일부 환불됨", "Partly refunded"],
  FULLY_REFUNDED: ["전액 환불됨", "Fully refunded"],
  // Saleor has Toss's English name of a card company as the brand: these are the sandbox's cards.
  SHINHAN: ["신한카드", "SHINHAN card"],
  HYUNDAI: ["현대카드", "HYUNDAI card"],
};

export const language = {
  get code() {
    return localStorage.getItem("language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
  },
  set code(value) {
    localStorage.setItem("language", value);
  },
};

/** The words of that name in the page's language; `{name}` is filled in. */
export function say(name, values = {}) {
  const pair = WORDS[name];
  if (!pair) return name;
  const text = pair[language.code === "ko" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** The part of a name such as `찻잔 Cup` that is in the page's language. */
export function inLanguage(name) {
  const [korean, ...rest] = name.split(/(?=[A-Za-z])/);
  if (!korean.trim() || !rest.length) return name;
  return language.code === "ko" ? korean.trim() : rest.join("");
}

export function won(amount) {
  const number = Math.abs(amount).toLocaleString("ko-KR", { maximumFractionDigits: 0 });
  return (amount < 0 ? "−" : "") + (language.code === "ko" ? `${number}원` : `₩${number}`);
}
