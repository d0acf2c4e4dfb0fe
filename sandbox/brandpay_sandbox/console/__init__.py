"""`/console`: what happened in the sandbox, payment by payment, live."""
