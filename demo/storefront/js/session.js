/** What the shop remembers between its pages, in this tab. */
function kept(name, otherwise = null) {
  return {
    get: () => sessionStorage.getItem(name) ?? otherwise,
    set: (value) => sessionStorage.setItem(name, value),
    enumerable: true,
  };
}

export const session = Object.defineProperties(
  {},
  {
    variant: kept("variant"),
    quantity: kept("quantity", "1"),
    buyer: kept("buyer", "guest"),
    checkout: kept("checkout"),
    transaction: kept("transaction"),
    /** Which of Saleor's two payment APIs, and how the window ends. */
    api: kept("api", "payments"),
    mode: kept("mode", "redirect"),
    /** Whether this buyer is to leave before the answer is there. */
    leaves: kept("leaves", ""),
    /** As whom to call Saleor: nobody, when a guest buys. */
    who: { get: () => (session.buyer === "member" ? "buyer" : undefined) },
  },
);
