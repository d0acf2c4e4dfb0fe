/** A payment as React state. Copy it, or write your own: the package knows no React. */

import { useCallback, useEffect, useState } from "react";
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

/** `busy`: the buyer can only wait, and reads the message. `failed`: Saleor refused the call itself. */
export type Shown = TransactionState | { state: "busy" | "failed"; message: string } | undefined;

export function useBrandpay(shop: Shop) {
  const [shown, show] = useState<Shown>();

  const run = useCallback(async (work: () => Promise<TransactionState | undefined>) => {
    show({ state: "busy", message: "" });
    try {
      const now = await work();
      // Nothing: the buyer is leaving for the return page.
      if (now) show(now);
    } catch (error) {
      show({ state: "failed", message: (error as Error).message });
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
    show({ state: "busy", message: message ?? "결제 결과를 확인하고 있습니다. 이 페이지에 머물러 주세요." });
  }, []);

  const pay = useCallback(
    (checkoutId: string, wish: Wish) =>
      run(async () => {
        const now = await createTransaction(shop, checkoutId, wish, checking);
        return goesOn(now) ? follow(shop, now, checking) : now;
      }),
    [run, shop, checking],
  );

  /** On the return page, once: what the window returned stands in its address. */
  const resume = useCallback(
    (transaction: Transaction) =>
      run(() =>
        finish(shop, transaction, returnedBy(location.search), checking).finally(forgetReturn),
      ),
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
