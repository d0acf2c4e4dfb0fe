"""Saleor: its hooks answered, its rows read and written. The one place, besides the plugins."""
