"""Pictures of what staff see, in a real dashboard on a real Saleor: for people, not for CI."""
