/** Three pages: a checkout, the page to which the window returns, and the order. */

import { StrictMode, useCallback, useState } from "react";
import { createRoot } from "react-dom/client";
import type { Shop, Transaction } from "saleor-brandpay-storefront";
import { fillCart, type Cart } from "./cart";
import { useBrandpay, useOnce, type Shown } from "./use-brandpay";

/** Where Saleor answers: the demo's shop (`make demo`), or `?saleor=…`, remembered in this tab. */
const asked = new URLSearchParams(location.search).get("saleor");
if (asked) sessionStorage.setItem("saleor", asked);
const shop: Shop = {
  graphqlUrl: sessionStorage.getItem("saleor") ?? "http://127.0.0.1:8000/graphql/",
};

function Checkout() {
  const { shown, pay, resume, goOn } = useBrandpay(shop);
  const [cart, setCart] = useState<Cart>();
  const [trouble, setTrouble] = useState("");
  const fill = () => fillCart(shop).then(setCart, (error) => setTrouble(error.message));
  useOnce(useCallback(() => void fill(), []));
  if (!cart) return <p role="alert">{trouble}</p>;
  const begin = () => pay(cart.id, { returnUrl: returnUrlOf(cart.id) });
  return (
    <main>
      <h1>주문서</h1>
      <p>찻잔 1개, 배송비 포함 {cart.total.toLocaleString("ko")}원</p>
      <Payment shown={shown} goOn={goOn} resume={resume} pay={begin} />
    </main>
  );
}

function Return() {
  const { shown, pay, resume, goOn } = useBrandpay(shop);
  const query = new URLSearchParams(location.search);
  const [transaction] = useState({
    id: query.get("transaction") ?? "",
    checkoutId: query.get("checkout") ?? "",
  });
  useOnce(useCallback(() => void resume(transaction), [resume, transaction]));
  const again = () => pay(transaction.checkoutId, { returnUrl: returnUrlOf(transaction.checkoutId) });
  return (
    <main>
      <h1>결제</h1>
      <Payment shown={shown} goOn={goOn} resume={resume} pay={again} />
    </main>
  );
}

/** The buyer may come back in another browser, which knows nothing but this address. */
function returnUrlOf(checkoutId: string): string {
  const checkout = encodeURIComponent(checkoutId);
  return `${location.origin}/pay/return?checkout=${checkout}&transaction={transaction}`;
}

type Followed = Parameters<ReturnType<typeof useBrandpay>["goOn"]>[0];

function Payment(props: {
  shown: Shown;
  goOn: (now: Followed) => void;
  resume: (transaction: Transaction) => void;
  pay: () => void;
}) {
  const { shown, goOn, resume, pay } = props;
  switch (shown?.state) {
    case undefined:
      return <button onClick={pay}>결제하기</button>;
    case "paid":
      return (
        <p role="status" data-order={shown.order.id}>
          결제를 마쳤습니다. 주문번호 {shown.order.number}
        </p>
      );
    case "busy":
      return <p role="status">{shown.message}</p>;
    case "checking":
    case "failed": {
      const { message, payment } = shown;
      // What has begun may be paid: no new payment is offered.
      if (payment) return <Again message={message} label="결제 확인하기" press={() => resume(payment)} />;
      return <Again message={message} label="다시 결제하기" press={pay} />;
    }
    case "refused":
      return <Again message={shown.message} label="다시 결제하기" press={pay} />;
    case "window":
      return <Again message={shown.message} label="결제창 열기" press={() => goOn(shown)} />;
    case "consent":
      return <Again message={shown.message} label="자동결제 동의하기" press={() => goOn(shown)} />;
    case "ready":
      return <Again message={shown.message} label="저장된 결제수단으로 결제하기" press={() => goOn(shown)} />;
  }
}

function Again(props: { message: string; label: string; press: () => void }) {
  return (
    <>
      <p role="alert">{props.message}</p>
      <button onClick={props.press}>{props.label}</button>
    </>
  );
}

const page = location.pathname === "/pay/return" ? <Return /> : <Checkout />;
createRoot(document.querySelector("#root")!).render(<StrictMode>{page}</StrictMode>);
