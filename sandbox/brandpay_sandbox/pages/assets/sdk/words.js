/** What the SDK itself says, in Korean and English. */

const KOREAN = navigator.language.toLowerCase().startsWith("ko");

/** @type {Record<string, [string, string]>} */
const WORDS = {
  title: ["브랜드페이 샌드박스 결제창", "Brandpay sandbox payment window"],
  loading: ["결제창을 열고 있어요", "Opening the payment window"],
  close: ["닫기", "Close"],
  blocked: [
    "결제창이 열리지 않았어요. 이 페이지가 샌드박스의 iframe을 막고 있는지 확인해 주세요 (Content-Security-Policy의 frame-src, 확장 프로그램).",
    "The payment window did not open. Check whether this page blocks the sandbox's iframe (frame-src of its Content-Security-Policy, browser extensions).",
  ],
  unreachable: [
    "샌드박스에 연결할 수 없어요. 켜져 있는지, 이 페이지가 연결을 막고 있는지 확인해 주세요 (Content-Security-Policy의 connect-src).",
    "The sandbox cannot be reached. Check that it runs, and whether this page blocks it (connect-src of its Content-Security-Policy).",
  ],
  canceled: ["사용자에 의해 결제가 취소되었습니다.", "Payment has been canceled by the customer."],
  busy: [
    "다른 요청을 처리하고 있어요. 열려 있는 결제창을 먼저 닫아 주세요.",
    "Another call is under way. Close the window that is open first.",
  ],
  secretKey: [
    "시크릿 키는 브라우저에서 쓸 수 없어요. 클라이언트 키(ck)를 쓰고, 노출된 시크릿 키는 다시 발급받으세요.",
    "A secret key must not be used in a browser. Use the client key (ck), and replace the secret key that got out.",
  ],
  secretCustomer: [
    "customerKey에 시크릿 키가 들어 있어요. 구매자의 고유 아이디를 넣고, 노출된 시크릿 키는 다시 발급받으세요.",
    "customerKey is a secret key. Use an id of the buyer, and replace the secret key that got out.",
  ],
  v1: [
    "SDK v1에만 있는 메서드예요. v2의 메서드를 쓰세요.",
    "This method is of SDK v1 only. Use one of v2.",
  ],
  widgetKey: [
    "브랜드페이에는 결제위젯 연동 키를 쓸 수 없어요. API 개별 연동 키(ck)를 쓰세요.",
    "Brandpay does not take a widget key. Use the client key of the API individual keys (ck).",
  ],
  clientKey: ["클라이언트 키가 올바르지 않아요.", "This is not a client key."],
  customerKey: [
    "customerKey는 영문, 숫자, 특수문자 -, _, =, ., @로 된 2~50자여야 해요.",
    "customerKey is 2 to 50 letters, digits and - _ = . @",
  ],
  parameters: ["파라미터가 올바르지 않아요.", "The parameters cannot be sent."],
  brandpayOnly: ["샌드박스에는 브랜드페이만 있어요.", "The sandbox has Brandpay only."],
};

/** @param {string} name */
function say(name) {
  return WORDS[name][KOREAN ? 0 : 1];
}
