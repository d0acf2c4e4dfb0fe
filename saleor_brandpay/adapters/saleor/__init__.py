"""What Saleor brings: its version, its locks, its writer database, its rows by name."""
