"""Saleor's Transactions API: a plugin of its own, and the App row that Saleor asks for first."""
