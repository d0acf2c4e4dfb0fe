"""What `make test` runs: lint, the tests on their own, and the tests inside real Saleors."""
