"""Merchants: keys, encryption, rotation."""
