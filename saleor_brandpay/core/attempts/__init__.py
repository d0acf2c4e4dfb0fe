"""Attempts: rows, states, order ids, and when a worker looks at them."""
