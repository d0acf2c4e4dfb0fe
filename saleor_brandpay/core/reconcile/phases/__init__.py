"""The four looks at a stretch, in their order."""
