"""A buyer's stored payment methods, as Saleor lists, adds and removes them."""
