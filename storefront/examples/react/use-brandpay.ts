/** A payment as React state. Copy it, or write your own: the package knows no React. */

import { useCallback, useEffect, useRef, useState } from "react";
import {
  createTransaction,
  finish,
  follow,
  forgetReturn,
  goesOn,
  returnedBy,
  type Shop,
  type Transaction,
  type TransactionState,
  type Wish,
} from "saleor-brandpay-storefront";

/**
 * `busy`: the buyer can only wait, and reads the message. `failed`: the call itself did not work;
 * with a `payment` he may have paid all the same: `resume` asks about that one, and none begins.
 */
export type Shown =
  | TransactionState
  | { state: "busy"; message: string }
  | { state: "failed"; message: string; payment: Transaction | undefined }
  | undefined;

const CHECKING = "결제 결과를 확인하고 있습니다. 다시 결제하지 말고 이 페이지에 머물러 주세요.";

export function useBrandpay(shop: Shop) {
  const [shown, show] = useState<Shown>();
  const begun = useRef<Transaction | undefined>(undefined);

  const run = useCallback(async (work: () => Promise<TransactionState | undefined>) => {
    show({ state: "busy", message: "" });
    try {
      const now = await work();
      // Nothing: the buyer is leaving for the return page.
      if (now) show(now.state === "checking" ? { ...now, message: now.message || CHECKING } : now);
    } catch (error) {
      show({ state: "failed", message: (error as Error).message, payment: begun.current });
    }
  }, []);

  // Back from Toss's pages to one that the browser has kept: what it shows is over.
  useEffect(() => {
    const restored = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", restored);
    return () => removeEventListener("pageshow", restored);
  }, []);

  const checking = useCallback((message?: string) => {
    show({ state: "busy", message: message ?? CHECKING });
  }, []);

  const pay = useCallback(
    (checkoutId: string, wish: Wish) =>
      run(async () => {
        begun.current = undefined;
        const now = await createTransaction(shop, checkoutId, wish, checking, (transaction) => {
          begun.current = transaction;
        });
        return goesOn(now) ? follow(shop, now, checking) : now;
      }),
    [run, shop, checking],
  );

  /**
   * On the return page, once: what the window returned stands in its address. And where a payment is
   * asked about again.
   */
  const resume = useCallback(
    (transaction: Transaction) =>
      run(() => {
        begun.current = transaction;
        const returned = returnedBy(location.search);
        return finish(shop, transaction, returned, checking).finally(forgetReturn);
      }),
    [run, shop, checking],
  );

  /** From `window`, `consent` or `ready`, when the buyer presses. */
  const goOn = useCallback(
    (now: Extract<TransactionState, { data: object }>) => run(() => follow(shop, now, checking)),
    [run, shop, checking],
  );

  return { shown, pay, resume, goOn };
}

/** Once for the page that is shown, also where React mounts twice (StrictMode). */
export function useOnce(work: () => void): void {
  const [first] = useState(() => ({ isDone: false }));
  useEffect(() => {
    if (first.isDone) return;
    first.isDone = true;
    work();
  }, [first, work]);
}
