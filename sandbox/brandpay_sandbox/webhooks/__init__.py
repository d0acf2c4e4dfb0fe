"""Webhooks as Toss sends them: what happened, who is told, when, and what goes wrong on the way.

The events are unsigned, as Toss's payment and Brandpay events are.
"""
