"""Webhooks: kept as they come, then read back."""
