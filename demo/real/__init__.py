"""The demo's shop on a real Saleor: a checkout with a virtual environment of its own."""
