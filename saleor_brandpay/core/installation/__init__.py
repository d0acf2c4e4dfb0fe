"""Which shop this is, and whether this is a copy of its database (M19)."""
