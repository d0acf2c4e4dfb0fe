"""Refunds: identity, the cancel at Toss, and the automatic refund."""
