"""Reconciling: Toss's list, our attempts and the shop's records are held against each other.

A run is cut into stretches (a day of a merchant) which any number of workers share by leases; each
page of a stretch costs the same number of queries and calls, and what has been done stays done.
"""
