"""Measurements that are run by hand: `make bench`. How to read them: docs/benchmarks.md."""
